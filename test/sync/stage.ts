import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, KeyName } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Context } from '../../src/context.ts';
import { durableFiles } from '../../src/files/durable-files.ts';
import { processStart } from '../../src/machines/process-start.ts';
import { createRun, createStart } from '../../src/machines/run.ts';
import type { RunRecord } from '../../src/sync/record.ts';
import { readRecords } from '../../src/sync/record.ts';
import { Programs } from './processes.ts';

/** A standby for one test: a folder with everything a run touches, and stand-ins for psql and ssh on its PATH. */
export interface Stage {
  readonly root: string;
  readonly configFile: string;
  readonly config: Config;
  readonly context: Context;
  /** What was told, a line each. */
  readonly told: string[];
  /** What Ctrl-C does. */
  readonly interrupt: AbortController;
  /** What was started; it ends with the stage. */
  readonly programs: Programs;
  path(...parts: readonly string[]): string;
  /** Puts a program first on the PATH. Without #! it is a script of sh; $ROOT in it is the stage's folder. */
  program(name: string, script: string): void;
  /** What psql answers when it is asked for the role: its output, or undefined for a failure. */
  database(answer: 'true' | 'false' | undefined): void;
  /** Reads the configuration file, again when it was changed. */
  reload(): Promise<Config>;
  summary(): string;
  /** Records of the attachments job, newest first. */
  records(): Promise<readonly RunRecord[]>;
  /** Every file below the folder. */
  files(): readonly string[];
  env(): Record<string, string>;
  close(): Promise<void>;
}

const greeting = `case "$*" in *hold*) printf 'gate 1 forced\\nhost prod\\ntime 1\\nready\\n'; cat >/dev/null ;; esac`;

/** Builds a stage: sync on, a standby by its psql, production that answers by its ssh. */
export async function openStage(values: Partial<Record<KeyName, string>> = {}): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), 'ot-stage-'));
  const path = (...parts: readonly string[]) => join(root, ...parts);
  for (const folder of ['bin', 'data']) mkdirSync(path(folder));
  const configFile = path('sync.conf');
  const own = {
    SYNCMODE: 'on',
    SYNCSRC: 'production.example',
    SUMMARYFILE: path('log/summary.log'),
    STATE_DIR: path('state'),
    RUN_DIR: path('run'),
    PG_HOST: path('socket'),
    // With a pass file nobody becomes another user first.
    PG_PASSFILE: path('pgpass'),
    ODOO_CONF: path('odoo.conf'),
    PROJECT_DIR: path('share'),
  };
  const lines = Object.entries({ ...own, ...values }).map(([key, value]) => `${key}="${value}"\n`);
  writeFileSync(configFile, lines.join(''));
  const env = () => ({ PATH: `${path('bin')}:${process.env['PATH'] ?? ''}`, ROOT: root });
  const told: string[] = [];
  const interrupt = new AbortController();
  const programs = new Programs({ configFile, env });
  const reload = async () => (await loadConfig(configFile)).values;
  const config = await reload();
  const context = await createStageContext({ signal: interrupt.signal, told, env });
  const program = (name: string, script: string) => {
    writeFileSync(path('bin', name), script.startsWith('#!') ? script : `#!/bin/sh\n${script}\n`);
    chmodSync(path('bin', name), 0o755);
  };
  const stage: Stage = {
    root,
    configFile,
    config,
    context,
    told,
    interrupt,
    programs,
    path,
    program,
    database: (answer) => program('psql', answer === undefined ? 'echo down >&2; exit 2' : `echo ${answer}`),
    reload,
    summary: () => (existsSync(config.SUMMARYFILE) ? readFileSync(config.SUMMARYFILE, 'utf8') : ''),
    records: () => readRecords(context, config, { job: 'attachments', most: 100 }),
    files: () => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort(),
    env,
    close: async () => {
      await programs.clear();
      rmSync(root, { recursive: true, force: true });
    },
  };
  stage.database('true');
  program('ssh', greeting);
  program('logger', 'echo "$*" >>"$ROOT/syslog"');
  return stage;
}

async function createStageContext(parts: {
  readonly signal: AbortSignal;
  readonly told: string[];
  readonly env: () => Record<string, string>;
}): Promise<Context> {
  const { signal, told, env } = parts;
  const elapsed = () => performance.now();
  const run = createRun({ signal, elapsed });
  const start = createStart({ signal, elapsed });
  const tell = (text: string) => void told.push(text);
  return {
    run: (command) => run({ ...command, env: { ...env(), ...command.env } }),
    start: (command) => start({ ...command, env: { ...env(), ...command.env } }),
    files: durableFiles,
    clock: { now: () => new Date(), elapsed, sleep: async () => {} },
    env: {
      hostname: 'standby',
      uid: 1000,
      user: 'tester',
      sudoUser: 'alice',
      startedFrom: 'other',
      loggedInFrom: undefined,
      pid: process.pid,
      tty: undefined,
      searchPath: (env()['PATH'] ?? '').split(':'),
      pidStart: (await processStart('self')) ?? '',
      version: '0.0.0',
      home: tmpdir(),
    },
    log: { info: tell, warn: tell, error: tell, progress: () => undefined },
    signal,
  };
}
