import type { Config } from '../config/keys.ts';
import { path } from '../config/kinds.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { readAnswer } from './answer.ts';
import type { Outcome, Running } from './command.ts';
import { gateScript } from './gate-script.ts';
import type { Hello } from './hello.ts';
import { gateVersion, hasGreeted, parseHello } from './hello.ts';
import { lastLines, printable } from './must.ts';
import type { Fetch } from './rsync.ts';
import { fetchByRsync } from './rsync.ts';
import { shellWord } from './shell-word.ts';
import type { Stream, StreamEnd } from './stream.ts';
import { streamFiles } from './stream.ts';
import { controlPath, sshFailure, sshOptions, sshTarget } from './ssh.ts';

/** The questions that production answers. Their words are constants; only validated paths go with them. */
export type Verb = 'check' | 'list' | 'tree' | 'projects' | 'apt' | 'repositories' | 'pip';

/** Production, over one ssh connection that lives as long as the run. */
export interface Production {
  /** What it said of itself when the connection was made. */
  readonly hello: Hello;
  /** Asks a question; the answer without its end mark, each byte as one character. Throws when it is cut short. */
  ask(verb: Verb, ...paths: readonly string[]): Promise<string>;
  /** Copies files from it. */
  fetch(request: Fetch): Promise<Outcome>;
  /** Has many small files of a filestore sent as one stream. The end tells how it went. */
  stream(request: Stream): Promise<StreamEnd>;
  /** Ends the connection. Safe to call twice. */
  close(): Promise<void>;
}

/** A connection that is made when it is first asked for, and then kept. */
export interface ProductionOnDemand {
  /** Throws what `openProduction` throws, the same failure to all who ask. */
  readonly open: () => Promise<Production>;
  /** Begins to connect, and lets those who ask meet the failure. */
  readonly begin: () => void;
  /** Ends the connection when there is one. */
  close(): Promise<void>;
}

/** Makes a connection that costs production nothing until it is needed. */
export function productionOnDemand(context: Context, config: Config): ProductionOnDemand {
  let connection: Promise<Production> | undefined;
  const open = () => (connection ??= openProduction(context, config));
  return {
    open,
    begin: () => void open().catch(() => undefined),
    async close() {
      const opened = await connection?.catch(() => undefined);
      await opened?.close();
    },
  };
}

/** Connects to production. Throws `unreachable`, `host-key`, `login` or `answer`. */
export async function openProduction(context: Context, config: Config): Promise<Production> {
  await context.files.makeFolder(config.RUN_DIR, { mode: 0o755 });
  const link = await connect(context, config);
  const { hello, running, control } = link;
  const ssh = ['ssh', ...sshOptions(context, config), '-S', control, '-o', 'ControlMaster=no'] as const;
  return {
    hello,
    async ask(verb, ...paths) {
      const argv = [...ssh, sshTarget(config), gateRequest(hello.mode, [verb, ...paths])] as const;
      const timeoutMs = config.COMMAND_SECONDS * 1000;
      return readAnswer(config, await context.run({ argv, timeoutMs, encoding: 'latin1' }), [verb, ...paths]);
    },
    async fetch(request) {
      if (hello.noise !== '') noisyLogin(config, hello);
      return fetchByRsync(context, config, { ssh, request });
    },
    async stream(request) {
      const question = gateRequest(hello.mode, ['stream', request.folder]);
      return streamFiles(context, config, { argv: [...ssh, sshTarget(config), question], request });
    },
    // The connection's own orderly end would take as long as a question; production's side ends with it anyway.
    async close() {
      running.kill();
      await running.outcome;
    },
  };
}

type Link = { readonly hello: Hello; readonly running: Running; readonly control: string };

async function connect(context: Context, config: Config): Promise<Link> {
  const forced = await holdConnection(context, config, 'forced');
  if ('hello' in forced) return forced;
  // 127: an ordinary shell that knows no ot-gate. Then the script travels with each question.
  if (forced.exitCode !== 127) return connectFailure(config, forced);
  const inline = await holdConnection(context, config, 'inline');
  return 'hello' in inline ? inline : connectFailure(config, inline);
}

async function holdConnection(
  context: Context,
  config: Config,
  mode: Hello['mode'],
): Promise<Link | Outcome> {
  const control = controlPath(config);
  const request = gateRequest(mode, ['hold']);
  const argv = [
    'ssh',
    ...sshOptions(context, config),
    '-M',
    '-S',
    control,
    sshTarget(config),
    request,
  ] as const;
  let said = '';
  const greeted = Promise.withResolvers<void>();
  const onOutput = (chunk: Uint8Array) => {
    said += Buffer.from(chunk).toString('utf8');
    if (hasGreeted(said)) greeted.resolve();
  };
  const running = context.start({ argv, timeoutMs: config.JOB_SECONDS * 4000, onOutput });
  let silent = false;
  const waitMs = (config.CONNECT_SECONDS + 10) * 1000;
  const timer = setTimeout(() => {
    silent = true;
    running.kill();
  }, waitMs);
  const outcome = await Promise.race([running.outcome, greeted.promise]);
  clearTimeout(timer);
  if (outcome !== undefined) {
    const ended = silent ? 'timed-out' : outcome.ended;
    return { ...outcome, ended, stdout: said };
  }
  return { hello: parseHello(said), running, control };
}

function gateRequest(mode: Hello['mode'], words: readonly string[]): string {
  // They pass through a shell on production: nothing in them may mean anything to it.
  const odd = words.find((word) => !/^[a-z]+$/.test(word) && path.read(word) === undefined);
  if (odd !== undefined) {
    const next = `Use ${path.expected}.`;
    fail('config-value', { what: `production cannot be asked about "${printable(odd)}"`, next });
  }
  const request = ['ot-gate', ...words].join(' ');
  if (mode === 'forced') return request;
  return `sh -c ${shellWord(gateScript)} ot-gate --inline ${words.join(' ')}`;
}

function connectFailure(config: Config, outcome: Outcome): never {
  if (outcome.exitCode === undefined || outcome.exitCode === 255) sshFailure(config, outcome);
  fail('gate-refused', {
    what: `production answers the login with something else than the gate: ${lastLines(outcome.stderr || outcome.stdout, 2)}`,
    next: `Install the gate (version ${gateVersion}) there as "ot-configure --authorized-keys" tells.`,
  });
}

function noisyLogin(config: Config, hello: Hello): never {
  fail('answer', {
    what: `the login shell of ${sshTarget(config)} prints text of its own, which breaks transfers: ${hello.noise}`,
    next: 'Let its start-up files (.bashrc, .profile) print nothing when no terminal is there.',
  });
}
