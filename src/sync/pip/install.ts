import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../machines/command.ts';
import { lastLines, must } from '../../machines/must.ts';
import type { Session } from '../job.ts';
import { runStaging } from '../staging.ts';
import type { Problem } from '../plan.ts';
import type { PipFacts } from './facts.ts';
import { normalizeName } from './names.ts';
import type { Requirements } from './requirements.ts';

/** A module with what pip is told for it. */
export interface Installable {
  readonly name: string;
  readonly version: string;
  readonly lines: readonly string[];
  /** Whether it may be half there, in this very version. */
  readonly unfinished: boolean;
}

/** What an installation needs to know besides the modules. */
export interface PipSettings {
  readonly here: PipFacts;
  readonly site: Requirements;
}

/** Installs modules; one that cannot be had is left out alone. Resolves to what was left out. */
export async function installModules(
  session: Session,
  settings: PipSettings,
  modules: readonly Installable[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const attempt = async (part: readonly Installable[]): Promise<void> => {
    const [first, second] = part;
    if (first === undefined) return;
    const outcome = await runPip(session, settings, part);
    if (outcome.exitCode === 0) return;
    if (second === undefined) return void problems.push(notInstalled(first, outcome));
    if (isIndexSilent(outcome)) return void problems.push(...part.map((each) => notInstalled(each, outcome)));
    const culprit = findCulprit(outcome, part);
    if (culprit !== undefined) {
      problems.push(notInstalled(culprit, outcome));
      return attempt(part.filter((each) => each !== culprit));
    }
    await attempt(part.slice(0, part.length / 2));
    await attempt(part.slice(part.length / 2));
  };
  // Apart: with others pip would leave their earlier versions beside the new ones.
  await attempt(modules.filter(({ unfinished }) => unfinished));
  await attempt(modules.filter(({ unfinished }) => !unfinished));
  return problems;
}

async function runPip(
  session: Session,
  { here, site }: PipSettings,
  modules: readonly Installable[],
): Promise<Outcome> {
  const { context, config, lockFds } = session;
  const folder = runStaging(session, 'pip');
  const file = join(folder, 'requirements.txt');
  const lines = [...site.options, ...modules.flatMap((module) => module.lines)];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // It may name an index with its password.
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    context.log.progress({ label: 'installing Python modules', files: { done: 0, total: modules.length } });
    const outcome = await context.run({
      argv: [
        config.PIP_PYTHON,
        '-I',
        '-m',
        'pip',
        'install',
        ...flags(),
        // What is half there has no list of its files by which pip could take it away first.
        ...(modules.some(({ unfinished }) => unfinished) ? ['--ignore-installed'] : []),
        ...(site.hashed ? ['--require-hashes'] : []),
        ...(here.kind === 'managed' ? ['--break-system-packages'] : []),
        '--requirement',
        file,
      ],
      env: { PIP_ROOT_USER_ACTION: 'ignore', PIP_NO_COLOR: '1' },
      inherit: lockFds,
      timeoutMs: config.JOB_SECONDS * 1000,
      cwd: '/',
    });
    return outcome.ended === 'exited' ? outcome : must(outcome, 'installing Python modules');
  } finally {
    context.log.progress();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Exactly production's set: what a module asks for besides is on production's list too, or it is not. */
function flags(): readonly string[] {
  return ['--no-input', '--disable-pip-version-check', '--no-deps'];
}

function findCulprit(outcome: Outcome, modules: readonly Installable[]): Installable | undefined {
  const said = /No matching distribution found for ([A-Za-z0-9._-]+?)(?:\[.*?\])?==/.exec(
    outcome.stderr,
  )?.[1];
  return said === undefined ? undefined : modules.find(({ name }) => name === normalizeName(said));
}

/** No index can be reached: trying each module for itself would only wait again and again. */
function isIndexSilent(outcome: Outcome): boolean {
  return /NewConnectionError|ConnectTimeoutError|ReadTimeoutError|NameResolutionError|ProxyError|SSLError/.test(
    outcome.stderr,
  );
}

function notInstalled({ name, version }: Installable, outcome: Outcome): Problem {
  const errors = outcome.stderr.split('\n').filter((line) => /^ *(ERROR|error):/i.test(line));
  const said = lastLines(errors.length > 0 ? errors.join('\n') : outcome.stderr, 2);
  const next = 'See pip.conf, the index, and whether this Python can use that version.';
  return { item: name, what: `${version} could not be installed: ${said}`, next };
}
