/** What is true after a failover, found without the product: on the two disks, and from Odoo as a browser sees it. */
import { dataFolder } from './fault-stage.ts';
import type { Machine } from './machine.ts';
import { admin } from './odoo.ts';

const listFiles = `cd ${dataFolder}/filestore/prod && find . -mindepth 2 -type f -printf '%P\\n'`;

/** The names of the attachments whose file the first machine's disk has and the second's has not, sorted. */
export async function lostNames(there: Machine, here: Machine): Promise<readonly string[]> {
  const [theirs, ours, rows] = await Promise.all([
    there.ok(listFiles),
    here.ok(listFiles),
    attachments(here),
  ]);
  const [had, have] = [new Set(theirs.split('\n')), new Set(ours.split('\n'))];
  return rows
    .filter(({ file }) => had.has(file) && !have.has(file))
    .map(({ name }) => name)
    .sort();
}

/** Every attachment in the machine's database that stands in a file. */
async function attachments(machine: Machine) {
  const rows = await machine.sql(
    'SELECT id, store_fname, name FROM ir_attachment WHERE store_fname IS NOT NULL',
  );
  return rows.split('\n').map((row) => {
    const [id = '', file = '', name = ''] = row.split('|');
    return { id, file, name };
  });
}

const serveAll = `
import hashlib, http.cookiejar, json, sys, urllib.request
base = "http://localhost:8069"
jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
opener = urllib.request.build_opener(jar)
asked = json.load(sys.stdin)
call = json.dumps({"jsonrpc": "2.0", "method": "call", "params": asked["login"]}).encode()
head = {"Content-Type": "application/json"}
said = opener.open(urllib.request.Request(base + "/web/session/authenticate", call, head), timeout=60).read()
assert json.loads(said)["result"]["uid"], said
served = {}
for id in asked["ids"]:
    try:
        served[id] = hashlib.sha1(opener.open(base + "/web/content/" + id, timeout=60).read()).hexdigest()
    except Exception as error:
        served[id] = str(error)
print(json.dumps(served))`;

/** Asks the machine's Odoo for every attachment whose file is there; those that it does not serve as they are. */
export async function badlyServed(machine: Machine): Promise<{
  readonly asked: number;
  readonly bad: readonly string[];
}> {
  const have = new Set((await machine.ok(listFiles)).split('\n'));
  const rows = (await attachments(machine)).filter(({ file }) => have.has(file));
  const { database: db, login, password } = admin;
  const input = JSON.stringify({ login: { db, login, password }, ids: rows.map(({ id }) => id) });
  const said: unknown = JSON.parse(await machine.ok(['python3', '-c', serveAll], { input, timeout: 300 }));
  const served = new Map(Object.entries(said ?? {}));
  const wrong = rows.filter(({ id, file }) => served.get(id) !== file.split('/').at(-1));
  return { asked: rows.length, bad: wrong.map(({ id, name }) => `${id} ${name}: ${String(served.get(id))}`) };
}
