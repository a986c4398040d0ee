import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const gate = fileURLToPath(new URL('../../src/machines/gate.sh', import.meta.url));
let root: string;
let data: string;

/** Fixtures stand on PATH: `logger` and `rsync` note how they were called. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gate-'));
  data = join(root, 'data');
  for (const folder of ['bin', 'data/sub', 'database', 'other', 'data/locked']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const name of ['logger', 'rsync']) {
    const script = `#!/bin/sh\n{ printf '%s' ${name}; printf '|%s' "$@"; echo; } >>"${root}/calls"\n`;
    writeFileSync(join(root, 'bin', name), script);
    chmodSync(join(root, 'bin', name), 0o755);
  }
  writeFileSync(join(root, 'other/secret'), 'secret');
  writeFileSync(join(data, 'file'), 'x');
  writeFileSync(join(root, 'single.conf'), 'x');
  symlinkSync(join(root, 'other'), join(data, 'leads-out'));
  symlinkSync('sub', join(data, 'leads-in'));
});

beforeEach(() => {
  writeFileSync(join(root, 'calls'), '');
  rmSync(join(root, 'canary'), { force: true });
});

afterAll(() => rmSync(root, { recursive: true }));

const calls = () => readFileSync(join(root, 'calls'), 'latin1').trimEnd().split('\n');

/** What the gate does with a request, held to the data folder and one file. */
function ask(request: string | undefined, shell = 'dash') {
  const env = { PATH: `${root}/bin:/usr/bin:/bin`, SSH_CONNECTION: '192.0.2.7 1 192.0.2.8 22' };
  const asked = request === undefined ? env : { ...env, SSH_ORIGINAL_COMMAND: request };
  const options = { env: asked, cwd: root, encoding: 'latin1', input: '' } as const;
  return spawnSync(shell, [gate, data, join(root, 'single.conf')], options);
}

function expectRefused(request: string | undefined, shell?: string): void {
  const { status, stdout, stderr } = ask(request, shell);
  expect({ status, stdout }).toEqual({ status: 93, stdout: '' });
  expect(stderr).toMatch(/^ot-gate: refused: /);
  expect(existsSync(join(root, 'canary')), 'nothing was executed').toBe(false);
  expect(calls().filter((call) => call.startsWith('rsync'))).toEqual([]);
  expect(calls()).toEqual([
    expect.stringMatching(/^logger\|-t\|ot-redundancy-gate\|refused: .*from: 192\.0\.2\.7/),
  ]);
}

const sender = 'rsync --server --sender -logDtpre.iLsfxCIvu';

describe('[promise 17] [hazard 26] all but the reads of the syncs is refused, logged and not executed:', () => {
  test.each([
    ['no request at all', () => undefined],
    ['an empty request', () => ''],
    ['a shell', () => 'sh'],
    ['a command', () => `touch ${root}/canary`],
    ['the gate, then a command', () => `ot-gate hold; touch ${root}/canary`],
    ['another word behind hold', () => 'ot-gate hold hold'],
    ['an unknown question', () => 'ot-gate install'],
    ['a function of the script', () => `ot-gate transfer ${data}`],
    ['another function', () => 'refuse'],
    ['a question in another case', () => `ot-gate LIST ${data}`],
    ['the inline mode asked for from outside', () => `--inline list ${data}/../other`],
    ['inline behind the name', () => `ot-gate --inline list ${root}/other`],
    ['list of two folders', () => `ot-gate list ${data} ${data}`],
    ['list of nothing', () => 'ot-gate list'],
    ['list outside', () => `ot-gate list ${root}/other`],
    ['list of the root', () => 'ot-gate list /'],
    ['list of two slashes', () => 'ot-gate list //'],
    ['list of a neighbour with the same beginning', () => `ot-gate list ${root}/database`],
    ['list by ..', () => `ot-gate list ${data}/../other`],
    ['list by a final ..', () => `ot-gate list ${data}/..`],
    ['list by /./', () => `ot-gate list ${data}/./sub`],
    ['list through a link that leads out', () => `ot-gate list ${data}/leads-out`],
    ['list through a link with a slash', () => `ot-gate list ${data}/leads-out/`],
    ['list of a relative path', () => 'ot-gate list data'],
    ['list of an option', () => 'ot-gate list -delete'],
    ['list of a pattern', () => `ot-gate list ${data}/s*`],
    ['list with a command behind', () => `ot-gate list ${data} -exec touch ${root}/canary ;`],
    ['list with a substitution', () => `ot-gate list $(touch\t${root}/canary)`],
    ['list with backquotes', () => `ot-gate list \`touch ${root}/canary\``],
    ['list with a quoted path', () => `ot-gate list '${data}'`],
    ['a second line', () => `ot-gate projects ${data}\ntouch ${root}/canary`],
    ['a second line with rsync', () => `${sender} . ${data}\n${root}/other`],
    ['tree outside', () => `ot-gate tree ${data} ${root}/other`],
    ['tree by ..', () => `ot-gate tree ${data}/../other`],
    ['tree through a link that leads out', () => `ot-gate tree ${data}/leads-out/secret`],
    ['stream outside', () => `ot-gate stream ${root}/other`],
    ['stream by ..', () => `ot-gate stream ${data}/../other`],
    ['stream through a link that leads out', () => `ot-gate stream ${data}/leads-out`],
    ['stream of two folders', () => `ot-gate stream ${data} ${data}`],
    ['stream of nothing', () => 'ot-gate stream'],
    ['stream with an option', () => `ot-gate stream --checkpoint-action=exec=touch\t${root}/canary`],
    ['apt with a folder outside', () => 'ot-gate apt /etc/apt'],
    ['apt with a second folder outside', () => `ot-gate apt ${data} /root`],
    ['pip with a shell', () => 'ot-gate pip /bin/sh'],
    ['pip with a Python that it is not told of', () => 'ot-gate pip /usr/bin/python3'],
    ['pip with a Python in another place', () => `ot-gate pip ${root}/other/python3`],
    ['pip with a substitution', () => `ot-gate pip $(touch\t${root}/canary)`],
    ['pip with two words', () => 'ot-gate pip /usr/bin/python3 -c'],
    ['projects outside', () => `ot-gate projects ${root}`],
    ['rsync as receiver', () => `rsync --server -logDtpre.iLsfxC . ${data}`],
    ['rsync as daemon', () => 'rsync --server --daemon .'],
    [
      'rsync with a daemon configuration',
      () => `rsync --server --sender --daemon --config=/etc/passwd . ${data}`,
    ],
    ['rsync by a path', () => `/usr/bin/${sender} . ${data}`],
    ['rsync that is no server', () => `rsync -a ${data} ${root}/canary`],
    ['rsync outside', () => `${sender} . ${root}/other`],
    ['rsync of one path inside and one outside', () => `${sender} . ${data} ${root}/other`],
    ['rsync of the root', () => `${sender} . /`],
    ['rsync by ..', () => `${sender} . ${data}/../other/`],
    ['rsync by a hidden ..', () => `${sender} . ${data}/sub/../../other/`],
    ['rsync by /./', () => `${sender} . ${root}/./other/`],
    ['rsync through a link that leads out', () => `${sender} . ${data}/leads-out/secret`],
    ['rsync of a relative path', () => `${sender} . data`],
    ['rsync of nothing', () => `${sender} .`],
    ['rsync without a dot', () => `${sender} ${data}`],
    ['rsync in another folder', () => `${sender} ${root}/other ${data}`],
    ['rsync of a pattern', () => `${sender} . ${data}/*`],
    ['rsync of a list of patterns', () => `${sender} . ${data}/[a-z]`],
    ['rsync with a backslash', () => `${sender} . ${data}/a\\ b`],
    ['rsync with a quote', () => `${sender} . '${data}'`],
    ['an option behind the path', () => `${sender} . ${data} --files-from=/etc/shadow`],
    ['a short option behind the path', () => `${sender} . ${data} -L`],
    ['--files-from of a file', () => `${sender} --files-from=/etc/shadow . ${data}`],
    ['--files-from as two words', () => `${sender} --files-from /etc/shadow . ${data}`],
    ['--remove-source-files', () => `${sender} --remove-source-files . ${data}`],
    ['--remove-sent-files', () => `${sender} --remove-sent-files . ${data}`],
    ['--rsync-path', () => `${sender} --rsync-path=touch\t${root}/canary . ${data}`],
    ['--copy-links', () => `${sender} --copy-links . ${data}`],
    ['-L', () => `rsync --server --sender -lLogDtpre.iLsfxC . ${data}`],
    ['-L behind the other side', () => `${sender} -L . ${data}`],
    ['-k', () => `rsync --server --sender -logkDtpre.iLsfxC . ${data}`],
    ['--copy-unsafe-links', () => `${sender} --copy-unsafe-links . ${data}`],
    ['--copy-devices', () => `${sender} --copy-devices . ${data}`],
    ['--write-devices', () => `${sender} --write-devices . ${data}`],
    ['-s, which hides the paths', () => 'rsync --server --sender -slogDtpre.iLsfxCIvu'],
    ['-s, with a path to look at', () => `rsync --server --sender -slogDtpre.iLsfxCIvu . ${data}`],
    ['--secluded-args', () => `${sender} --secluded-args . ${data}`],
    ['--protect-args', () => `${sender} --protect-args . ${data}`],
    ['--log-file', () => `${sender} --log-file=${root}/canary . ${data}`],
    ['--rsh', () => `${sender} --rsh=touch . ${data}`],
    ['-e with a program', () => `rsync --server --sender -e/bin/sh . ${data}`],
    ['-e with a word behind', () => `rsync --server --sender -e touch . ${data}`],
    [
      'options behind what the other side can do',
      () => `rsync --server --sender -logDtpre.iLsfxC/../L . ${data}`,
    ],
    ['-M', () => `rsync --server --sender -M--log-file=${root}/canary . ${data}`],
    ['-T', () => `rsync --server --sender -T/tmp . ${data}`],
    ['-f', () => `rsync --server --sender -f. . ${data}`],
    ['--filter', () => `${sender} --filter=merge_/etc/shadow . ${data}`],
    ['--exclude-from', () => `${sender} --exclude-from=/etc/shadow . ${data}`],
    ['--write-batch', () => `${sender} --write-batch=${root}/canary . ${data}`],
    ['--backup-dir', () => `${sender} --backup-dir=/etc . ${data}`],
    ['--partial-dir', () => `${sender} --partial-dir=/etc . ${data}`],
    ['--timeout of no number', () => `${sender} --timeout=1;touch . ${data}`],
    ['--timeout of nothing', () => `${sender} --timeout= . ${data}`],
    ['--checksum-choice of a path', () => `${sender} --checksum-choice=/bin/sh . ${data}`],
    ['a single dash', () => `rsync --server --sender - . ${data}`],
    ['two dashes', () => `rsync --server --sender -- . ${data}`],
    ['a huge request', () => `ot-gate list ${data}/${'x'.repeat(100_000)}/../../../other`],
    ['a request of many words', () => `${sender} . ${`${data} `.repeat(500)} /etc/shadow`],
    ['bytes of a terminal', () => `\x1b]0;title\x07 list ${data}`],
  ])('%s', (_what, request) => {
    expectRefused(request());
  });

  test('under bash as under dash', () => {
    expectRefused(`ot-gate list $(touch\t${root}/canary)`, 'bash');
    writeFileSync(join(root, 'calls'), '');
    expectRefused(`${sender} . ${data}/leads-out/secret`, 'bash');
  });

  test('a refusal cannot forge lines of the log', () => {
    ask(`x\nNov 22 root: forged\x1b[2J`);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  });
});

describe('what a pulling rsync sends is let through, word for word', () => {
  test.each([
    // Captured from rsync 3.5.0; 3.1.3, 3.2.3, 3.2.7 and 3.4.1 differ in what stands behind "e." (their options.c).
    ['3.5.0 -a', 'rsync --server --sender -logDtpre.iLsfxCIvu --timeout=60 . DATA/'],
    ['3.4.1 -a', 'rsync --server --sender -logDtpre.iLsfxCIvu . DATA/'],
    ['3.2.7 -avz', 'rsync --server --sender -vlogDtprze.iLsfxCIvu . DATA/sub'],
    ['3.2.3 -a', 'rsync --server --sender -logDtpre.iLsfxCIvu . DATA/'],
    ['3.1.3 -a', 'rsync --server --sender -logDtpre.iLsfxC . DATA/'],
    [
      '3.1.3 --files-from',
      'rsync --server --sender -logDtpRe.LsfxC --timeout=60 --files-from=- --from0 . DATA/',
    ],
    ['--no-relative', 'rsync --server --sender -logDtpre.LsfxC --files-from=- --from0 --no-relative . DATA/'],
    [
      '--no-implied-dirs',
      'rsync --server --sender -ltRe.LsfxCIvu --files-from=- --from0 --no-implied-dirs . DATA/',
    ],
    [
      'a checksum and a limit',
      'rsync --server --sender -lHogDtprce.iLsfxCIvu --bwlimit=100 --numeric-ids . DATA',
    ],
    ['a single file', 'rsync --server --sender -ltpe.LsfxCIvu . SINGLE'],
    ['a link that stays inside', 'rsync --server --sender -ltpre.iLsfxCIvu . DATA/leads-in/'],
    ['two slashes', 'rsync --server --sender -ltpre.iLsfxCIvu . DATA//sub'],
    ['one that is not there', 'rsync --server --sender -ltpre.iLsfxCIvu . DATA/none'],
  ])('%s', (_what, template) => {
    const request = template.replace('DATA', data).replace('SINGLE', join(root, 'single.conf'));
    expect(ask(request)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(calls()).toEqual([request.replaceAll(' ', '|')]);
  });

  test.each([
    [['-a']],
    [['-a', '--delete', '--delay-updates', '--partial-dir=.part']],
    [['-rlptDH', '--chmod=D755', '--checksum', '--temp-dir=/tmp']],
    [['-rlt', '--ignore-existing', '--max-size=1m', '--exclude=checklist/']],
    [['-a', '--files-from=-', '--from0']],
    [['-a', '--files-from=-', '--from0', '--no-relative']],
  ])('as this very rsync sends it for %j', (options) => {
    const shell = join(root, 'bin', 'shell');
    writeFileSync(shell, `#!/bin/sh\nshift\nprintf '%s' "$*" >"${root}/sent"\n`);
    chmodSync(shell, 0o755);
    const arguments_ = [...options, '--timeout=60', '-e', shell, '--', `production:${data}/`, root];
    spawnSync('rsync', arguments_, { input: '' });
    const sent = readFileSync(join(root, 'sent'), 'utf8');
    expect(sent).toContain('--server --sender');
    expect(ask(sent)).toMatchObject({ status: 0, stderr: '' });
    expect(calls()).toEqual([sent.replaceAll(' ', '|')]);
  });
});

describe('questions', () => {
  test('are answered between two marks', () => {
    expect(ask(`ot-gate check ${data} ${data}/file ${data}/none /etc/shadow`).stdout).toBe(
      `\nbegin\nfolder ${data}\nfile ${data}/file\nmissing ${data}/none\nrefused /etc/shadow\nend\n`,
    );
  });

  test('list shows each thing below a folder but what waits for garbage collection', () => {
    mkdirSync(join(data, 'sub/checklist'));
    writeFileSync(join(data, 'sub/checklist/x'), '');
    writeFileSync(join(data, 'sub/with\nline'), '12345');
    symlinkSync('target', join(data, 'sub/link'));
    const { stdout } = ask(`ot-gate list ${data}/sub`);
    expect(stdout.slice(0, 7)).toBe('\nbegin\n');
    expect(stdout.slice(-4)).toBe('end\n');
    const fields = stdout.slice(7, -4).split('\0').slice(0, -1);
    const rows = fields.flatMap((_, i) => (i % 6 === 0 ? [fields.slice(i, i + 6)] : []));
    const names = rows.map(([type, size, , , target, name]) => [type, size, target, name]).sort();
    expect(names).toEqual([
      ['f', '5', '', 'with\nline'],
      ['l', '6', 'target', 'link'],
    ]);
  });

  test('a folder that is not there has an exit code of its own', () => {
    expect(ask(`ot-gate list ${data}/none`)).toMatchObject({ status: 94, stdout: '' });
  });

  test('hold greets and stays until its input ends', () => {
    expect(ask('ot-gate hold')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^\ngate 1 forced\nhost \S+\ntime \d+\nrsync .*\nos .*\narch .*\nready\n$/,
      ),
    });
  });

  test('what a folder hides is unreadable, not missing', () => {
    const locked = join(data, 'locked');
    chmodSync(locked, 0o000);
    copyFileSync(gate, join(root, 'gate'));
    const script = `exec dash ${root}/gate ${data}`;
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    chmodSync(root, 0o755);
    const env = { PATH: '/usr/bin:/bin', SSH_ORIGINAL_COMMAND: `ot-gate check ${locked} ${locked}/in/it` };
    const { stdout } = spawnSync('sh', ['-c', script], { env, encoding: 'utf8', cwd: '/', ...nobody });
    chmodSync(locked, 0o755);
    expect(stdout).toBe(`\nbegin\nunreadable ${locked}\nunreadable ${locked}/in/it\nend\n`);
  });

  test('without a folder that it may read, the gate refuses every path', () => {
    const env = { PATH: '/usr/bin:/bin', SSH_ORIGINAL_COMMAND: `list ${data}` };
    expect(spawnSync('dash', [gate], { env }).status).toBe(93);
  });
});

test('the script is clean for shellcheck', () => {
  const { status, stdout } = spawnSync('shellcheck', ['-s', 'sh', gate], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
