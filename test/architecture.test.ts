import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commandLoader, loadCommands } from '../cli/commands.ts';
import { exitRows, helpText } from '../cli/help.ts';
import { keyNames } from '../src/config/keys.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { failures } from '../src/failures.ts';
import { jobNames } from '../src/sync/job.ts';
import { jobs } from '../src/sync/jobs.ts';

const commands = await loadCommands();

const root = resolve(import.meta.dirname, '..');
const mostLines = 250;

interface Source {
  readonly path: string;
  readonly text: string;
}

/** The TypeScript below some folders. */
function sources(...folders: readonly string[]): readonly Source[] {
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  return present.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') })),
  );
}

/** The code without comments and without what stands in quotes. */
function codeOf({ text }: Source): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")
    .replace(/\/\/.*$/gm, '');
}

/** The modules that a file imports. */
function importsOf({ text }: Source): readonly string[] {
  const pattern = /^\s*(?:import|export)\b[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map(([, plain, dynamic]) => plain ?? dynamic ?? '');
}

const src = sources('src');
const all = [...src, ...sources('cli')];

test('the house is there to be looked at', () => {
  expect(src.length).toBeGreaterThan(40);
  expect(commands.length).toBeGreaterThan(5);
});

test('src imports neither cli nor tui', () => {
  const wrong = src.flatMap((file) =>
    importsOf(file)
      .filter((name) => /(^|\/)(cli|tui)\//.test(name))
      .map((name) => `${file.path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('what all work stands on imports no work', () => {
  const ground = /^src\/(config|files|machines|postgres|odoo)\//;
  const work = /(^|\/)(sync|verify|checks|status|recovery|configure)\//;
  const wrong = src
    .filter(({ path }) => ground.test(path))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => work.test(name))
        .map((name) => `${file.path} imports ${name}`),
    );
  expect(wrong).toEqual([]);
});

test('execa is imported where programs are started, and nowhere else', () => {
  const users = all.filter((file) =>
    importsOf(file).some((name) => /^(execa|node:child_process)$/.test(name)),
  );
  expect(users.map(({ path }) => path)).toEqual(['src/machines/run.ts']);
});

test.each([
  ['the process', /\bprocess\s*\./],
  ['Date.now', /\bDate\.now\b/],
  ['the present time', /\bnew Date\(\s*\)/],
  ['the console', /\bconsole\s*\./],
  ['the clock of the machine', /\bperformance\.now\b/],
])('src does not touch %s: the context has it', (_, pattern) => {
  // Sending a signal is starting a program's end: the one place that starts programs does it.
  const allowed = new Set(['src/machines/run.ts']);
  const wrong = src.filter((file) => pattern.test(codeOf(file)) && !allowed.has(file.path));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test(`no file is longer than ${mostLines} lines`, () => {
  const long = [
    ...all,
    ...sources('tui', 'packaging', 'test').filter(({ path }) => !path.endsWith('.test.ts')),
  ]
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ lines }) => lines > mostLines);
  expect(long).toEqual([]);
});

test('every failure code is used', () => {
  const elsewhere = all.filter(({ path }) => path !== 'src/failures.ts').map(({ text }) => text);
  const unused = Object.keys(failures).filter(
    (code) => !elsewhere.some((text) => text.includes(`'${code}'`)),
  );
  expect(unused).toEqual([]);
});

test('every configuration key is used', () => {
  const elsewhere = all.filter(({ path }) => !path.startsWith('src/config/keys'));
  // As config.KEY, or by its name alone in a table.
  const uses = (file: Source, name: string) =>
    new RegExp(`\\.${name}\\b`).test(codeOf(file)) || file.text.includes(`'${name}'`);
  const unused = keyNames.filter((name) => !elsewhere.some((file) => uses(file, name)));
  expect(unused).toEqual([]);
});

test('every exit code is documented by a command', () => {
  const documented = new Set(commands.flatMap((command) => exitRows(command).map(([code]) => Number(code))));
  const undocumented = Object.values(exitCodes).filter(({ code }) => !documented.has(code));
  expect(undocumented).toEqual([]);
});

test('the exit codes are the documented ones', () => {
  const codes = Object.fromEntries(Object.entries(exitCodes).map(([name, { code }]) => [name, code]));
  expect(codes).toEqual({
    ok: 0,
    failed: 1,
    usage: 2,
    partial: 3,
    off: 4,
    configuration: 10,
    locked: 11,
    unreachable: 12,
    refused: 13,
    unverified: 14,
    interrupted: 130,
  });
});

test('every job is in the table, repositories and packages first, configuration last', () => {
  expect(jobs.map(({ name }) => name)).toEqual(['apt', 'pip', 'projects', 'attachments', 'conf']);
  expect([...jobNames].sort()).toEqual(jobs.map(({ name }) => name).sort());
  expect(commands.map(({ name }) => name)).toEqual(expect.arrayContaining(jobs.map((job) => job.command)));
});

test('every command answers to each of its names', async () => {
  for (const { name, aliases = [] } of commands) {
    const loaded = await Promise.all([name, ...aliases].map((each) => commandLoader(each)?.()));
    expect(loaded.map((command) => command?.name)).toEqual([name, ...aliases].map(() => name));
  }
});

test("the original suite's commands are all there", () => {
  const names = commands.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
  expect(names).toEqual(
    expect.arrayContaining([
      'ot-configure',
      'ot-connection-test',
      'ot-enable-sync',
      'ot-disable-sync',
      'ot-sync-from-source',
      'ot-apt-sync',
      'ot-pip-sync',
      'ot-attachments-sync',
      'ot-attachment-sync',
      'ot-project-sync',
      'ot-conf-sync',
      'ot-write-summary',
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
});

const tests = sources('test').filter(({ path }) => path.endsWith('.test.ts'));
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

test.each([
  ['hazard', range(5, 26)],
  ['promise', [...range(1, 9), 17, 18]],
] as const)('every %s of the syncs has a test that names it', (kind, numbers) => {
  const unproven = numbers.filter(
    (number) => !tests.some(({ text }) => text.includes(`[${kind} ${number}]`)),
  );
  expect(unproven).toEqual([]);
});

test('no test is skipped, and none is the only one', () => {
  const pattern = /\b(?:test|it|describe)\.(?:skip|only|todo|fails)\b/;
  expect(tests.filter((file) => pattern.test(codeOf(file))).map(({ path }) => path)).toEqual([]);
});

test.each(commands.map((command) => [command.name, command] as const))('%s is described', (_, command) => {
  expect(command.examples.length).toBeGreaterThan(0);
  for (const { line } of command.examples) expect(line).toContain(command.name);
  expect(command.summary).toMatch(/^[a-z].*[^.]$/);
  for (const { about } of Object.values(command.options)) expect(about).toMatch(/^[a-z].*[^.]$/);
  for (const paragraph of command.description) expect(paragraph).toMatch(/[.:)]$/);
  const help = helpText(command);
  for (const heading of ['Usage:', 'Options:', 'Files:', 'EXIT STATUS', 'Examples:']) {
    expect(help).toContain(`\n${heading}\n`);
  }
  expect(Math.max(...help.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(120);
});
