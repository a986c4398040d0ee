import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { fail } from '../../failures.ts';
import { flushDisk } from '../../files/flush-disk.ts';
import { askHere } from '../../machines/ask-here.ts';
import type { Job, Session } from '../job.ts';
import { onlyDone } from '../only-done.ts';
import type { Plan, PlanGroup, Problem } from '../plan.ts';
import { clearStaging } from '../staging.ts';
import type { Wanted } from './compare.ts';
import { compareModules } from './compare.ts';
import type { PipFacts } from './facts.ts';
import { parsePipFacts } from './facts.ts';
import type { Installable } from './install.ts';
import { installModules } from './install.ts';
import { isSameVersion } from './names.ts';
import { pendingLines, readPending, writePending } from './pending.ts';
import { requirementLines } from './requirement-lines.ts';
import type { Requirements } from './requirements.ts';
import { readRequirements } from './requirements.ts';

/** What the pip job plans, and what became of it. */
export interface PipPlan extends Plan {
  readonly here: PipFacts;
  readonly site: Requirements;
  readonly modules: readonly Installable[];
  /** Filled by apply: what verify is held to. */
  readonly done: { modules: readonly Installable[] };
  /** After apply only what it did, so that the figures are true. */
  groups: readonly PlanGroup[];
}

/** Keeps the Python modules in step that pip, and no package, installed on production. Removes none. */
export const pipJob: Job<PipPlan> = {
  name: 'pip',
  command: 'ot-pip-sync',
  locks: ['pip'],
  heal: ({ config }) => clearStaging(config, 'pip'),
  leftOpen: pendingLines,
  plan,
  apply,
  verify,
};

async function plan(session: Session): Promise<PipPlan> {
  const { context, config } = session;
  const production = await session.production();
  const [there, here, unfinished] = await Promise.all([
    production.ask('pip', config.PIP_PYTHON).then(parsePipFacts),
    factsHere(session),
    readPending(session),
  ]);
  const pending = new Set(unfinished.map(({ name }) => name));
  const { wanted, problems, notes } = compareModules(config, { production: there, here, pending });
  const none = { options: [], entries: [], hashed: false };
  const file = config.PIP_REQUIREMENTS;
  const site = file === '' ? none : await readRequirements(context, file);
  const choices = wanted.map((each) => requirementLines(each, site));
  const chosen = choices.flatMap((choice) => ('lines' in choice ? [choice] : []));
  if (chosen.length > 0) requireUsable(session, here, chosen.length);
  const group = {
    ...{ title: 'Python modules', present: here.modules.size, source: there.modules.size, many: true },
    add: itemsOf(chosen.map((choice) => choice.wanted).filter((each) => each.here === undefined)),
    change: itemsOf(chosen.map((choice) => choice.wanted).filter((each) => each.here !== undefined)),
    remove: [],
  };
  return {
    groups: [group],
    problems: [...problems, ...choices.flatMap((choice) => ('problem' in choice ? [choice.problem] : []))],
    notes,
    alsoWrites: chosen.length === 0 ? [] : [moduleFolder(config)],
    ...{ here, site, done: { modules: [] } },
    modules: chosen.map(({ wanted: { name, version, unfinished }, lines }) => {
      return { name, version, lines, unfinished };
    }),
  };
}

function itemsOf(wanted: readonly Wanted[]) {
  return wanted.map(({ name, version, here, unfinished }) => {
    if (here === undefined) return { name, note: version };
    if (unfinished) return { name, note: `${version}, which a killed run was installing` };
    const packaged = here.origin === 'system' ? ' of a package' : '';
    return { name, note: `${here.version}${packaged} → ${version}` };
  });
}

/** Throws `would-break-standby` or `program-missing` when pip may not, or cannot, install here. */
function requireUsable({ config }: Session, here: PipFacts, count: number): void {
  const python = config.PIP_PYTHON;
  if (here.kind === 'managed' && config.PIP_BREAK_SYSTEM_PACKAGES === 'no') {
    fail('would-break-standby', {
      what: `${count} Python modules are missing or different, but the system manages ${python} itself (EXTERNALLY-MANAGED): nothing was changed`,
      next: 'Set PIP_PYTHON to the Python of the virtual environment that Odoo uses, or PIP_BREAK_SYSTEM_PACKAGES to yes as on production.',
    });
  }
  if (here.pip !== undefined) return;
  const next = 'apt install python3-pip';
  fail('program-missing', { what: `${python} has no pip on this machine`, next });
}

/** The folder whose disk modules go to. */
function moduleFolder({ PIP_PYTHON }: Pick<Config, 'PIP_PYTHON'>): string {
  const prefix = join(PIP_PYTHON, '../..');
  // Debian's own Python has a place of its own for what pip brings.
  return prefix === '/usr' ? '/usr/local' : prefix;
}

async function factsHere({ context, config }: Pick<Session, 'context' | 'config'>): Promise<PipFacts> {
  return parsePipFacts(await askHere(context, config, ['pip', config.PIP_PYTHON]));
}

async function apply(session: Session, plan: PipPlan) {
  const { context, config } = session;
  await writePending(session, plan.modules);
  if (plan.modules.length === 0) return { problems: [] };
  const problems = await installModules(session, plan, plan.modules);
  // pip leaves that to the system: a power cut must not find empty files.
  await flushDisk(context, moduleFolder(config), config.COMMAND_SECONDS * 1000);
  const left = new Set(problems.map(({ item }) => item));
  await writePending(
    session,
    plan.modules.filter(({ name, unfinished }) => unfinished && left.has(name)),
  );
  plan.done.modules = plan.modules.filter(({ name }) => !left.has(name));
  plan.groups = plan.groups.map((group) => onlyDone(group, (name) => !left.has(name)));
  return { problems };
}

async function verify(session: Session, plan: PipPlan): Promise<readonly Problem[]> {
  if (plan.done.modules.length === 0) return [];
  const { modules } = await factsHere(session);
  return plan.done.modules.flatMap(({ name, version }) => {
    const found = modules.get(name)?.version;
    if (found !== undefined && isSameVersion(found, version)) return [];
    return [{ item: name, what: `is ${found ?? 'not there'} instead of ${version}` }];
  });
}
