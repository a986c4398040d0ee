import * as v from 'valibot';
import type { Machine } from '../lab/machine.ts';
import { installOn } from '../lab/installed.ts';
import { setKeys } from '../lab/fault-stage.ts';
import { openPair } from '../lab/pair.ts';

/** How long a promotion took, from the moment of the decision, in seconds. */
export interface Promoted {
  readonly promoted: number;
  readonly firstPage: number;
}

/** The same promotion by the product and by hand. */
export interface Both {
  readonly ours: Promoted;
  readonly byHand: Promoted;
}

const Answer = v.object({ promoted: v.number(), firstPage: v.number() });

const data = '/var/lib/postgresql/17/main';

// Both decide, promote, start Odoo, and ask for the login page until it comes.
const asked = `
def page():
    while True:
        try:
            if urllib.request.urlopen("http://localhost:8069/web/login", timeout=10).status == 200:
                return time.time()
        except OSError:
            time.sleep(0.05)
`;

const byHand = `
import json, subprocess, time, urllib.request
${asked}
begin = time.time()
psql = ["runuser", "-u", "postgres", "--", "psql", "-XAtqc", "SELECT pg_promote(true, 60)"]
assert subprocess.run(psql, capture_output=True, text=True, check=True).stdout.strip() == "t"
promoted = time.time()
subprocess.run(["systemctl", "start", "odoo"], capture_output=True, check=True)
print(json.dumps({"promoted": promoted - begin, "firstPage": page() - begin}))
`;

// The decision is the name of the machine, typed on a terminal; the journal tells when the database was promoted.
const ours = `
import datetime, glob, json, os, pty, threading, time, urllib.request
${asked}
pid, terminal = pty.fork()
if pid == 0:
    os.execvp("ot-disable-standby-mode", ["ot-disable-standby-mode"])
said = b""
while b"Type the name" not in said:
    said += os.read(terminal, 4096)
time.sleep(1)
found = []
watch = threading.Thread(target=lambda: found.append(page()))
begin = time.time()
os.write(terminal, b"lab-standby\\n")
watch.start()
try:
    while True:
        said += os.read(terminal, 4096)
except OSError:
    pass
assert os.waitpid(pid, 0)[1] == 0, said
watch.join()
[journal] = glob.glob("/var/lib/ot-redundancy/incidents/*/journal.jsonl")
events = [json.loads(line) for line in open(journal)]
[at] = [e["at"] for e in events if e["kind"] == "outcome" and e["act"] == "promoted"]
promoted = datetime.datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc).timestamp()
print(json.dumps({"promoted": promoted - begin, "firstPage": found[0] - begin}))
`;

/** Promotes a standby with real Odoo again and again, in turns by the product and by hand. */
export async function measurePromotions(rounds: number): Promise<readonly Both[]> {
  const pair = await openPair('trixie', { name: 'bench-promotion' });
  try {
    const { production, standby } = pair;
    await installOn(pair);
    await standby.ok('ot-attachments-sync');
    await setKeys(standby, { CONNECT_SECONDS: 1 });
    await production.kill();
    await standby.ok(`systemctl stop postgresql@17-main && cp -a ${data} ${data}.kept`, { timeout: 120 });
    const found: Both[] = [];
    // The first round only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const both = { ours: await promoteBy(standby, ours), byHand: await promoteBy(standby, byHand) };
      if (round > 0) found.push(both);
    }
    return found;
  } finally {
    await pair.close();
  }
}

async function promoteBy(standby: Machine, script: string): Promise<Promoted> {
  await standby.ok(
    [
      'systemctl disable --now odoo',
      'systemctl stop postgresql@17-main',
      `rm -rf ${data} /var/lib/ot-redundancy/incidents`,
      `cp -a ${data}.kept ${data}`,
      'systemctl start postgresql@17-main',
      'ot-enable-sync',
      'sync',
    ].join(' && '),
    { timeout: 120 },
  );
  const answer: unknown = JSON.parse(await standby.ok(['python3', '-'], { input: script, timeout: 300 }));
  return v.parse(Answer, answer);
}
