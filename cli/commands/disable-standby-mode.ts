import { Failure, fail } from '../../src/failures.ts';
import { openIncident, requireIncident } from '../../src/recovery/incident.ts';
import { lossAtPromotion } from '../../src/recovery/loss-lines.ts';
import type { Preflight } from '../../src/recovery/promotion/preflight.ts';
import { preflight } from '../../src/recovery/promotion/preflight.ts';
import { promote, requireOwn, subSteps } from '../../src/recovery/promotion/promote.ts';
import { resumeReplay } from '../../src/recovery/promotion/resume-replay.ts';
import { guardSilence, requireSilence } from '../../src/recovery/promotion/silence.ts';
import { nameToType, namesOf, requireHost } from '../../src/recovery/promotion/this-host.ts';
import { ownAddresses } from '../../src/machines/addresses.ts';
import { marks } from '../../src/marks.ts';
import type { Config } from '../../src/config/keys.ts';
import type { Sign } from '../../src/recovery/signs-of-life.ts';
import { readRole } from '../../src/postgres/role.ts';
import { askLine } from '../ask.ts';
import type { Invocation } from '../command.ts';
import { configFile, defineCommand } from '../command.ts';
import { givenReason } from '../reason.ts';

const options = {
  'dry-run': { type: 'boolean', about: 'show what is found and what would be done, and change nothing' },
  confirm: {
    type: 'string',
    value: 'HOSTNAME',
    about: 'the name of this machine, as proof that it is the right one',
  },
  'accept-live-production': {
    type: 'string',
    value: 'REASON',
    about: 'go on although production shows signs of life, or cannot be looked for; the reason is recorded',
  },
  incident: {
    type: 'string',
    value: 'ID',
    about: 'the incident that it belongs to; refuses when another one is open',
  },
  'in-drill': {
    type: 'boolean',
    about: 'in a drill that is held on a copy: promote it for real; refused when no drill is open',
  },
  'resume-replay': { type: 'boolean', about: 'resume a paused replay first' },
} as const;

/** ot-disable-standby-mode. */
export const disableStandbyMode = defineCommand({
  name: 'ot-disable-standby-mode',
  summary: 'bring this standby into production',
  description: [
    'Switches sync off, ends runs that are under way, waits until everything received is replayed, promotes PostgreSQL on a new timeline, enables and starts Odoo, and proves each of it. There is no way back: from then on this machine and the former production differ.',
    'Shows what is lost first: the last transaction, and the files that are missing. Refuses while production shows any sign of life or cannot be looked for, on a machine that is no standby, unless the name of this machine is typed, to whoever does not lead the open incident, and in a drill. Can be interrupted at any moment and run again: it finds out what is true and goes on.',
    'A cluster under Patroni or repmgr is promoted through that manager, never behind its back (PROMOTE_DRIVER, PATRONI_CONFIG, REPMGR_CONFIG): --dry-run says what was found and what would be run. Where the manager could not promote, it is refused before anything is changed.',
  ],
  options,
  files: [
    configFile,
    { path: '/var/lib/ot-redundancy/incidents', about: 'journal and notes of the recovery' },
  ],
  exits: ['failed', 'configuration', 'locked', 'refused', 'unverified', 'interrupted'],
  examples: [
    { line: 'sudo ot-disable-standby-mode --dry-run', about: 'See what would happen:' },
    { line: 'sudo ot-disable-standby-mode', about: 'Do it; it asks for the name of this machine:' },
  ],
  async run(invocation) {
    const { context } = invocation;
    const accepted = givenReason('accept-live-production', invocation.options['accept-live-production']);
    const config = (await invocation.config()).values;
    // A name that is given is looked at before anything else, one that is typed as soon as it is.
    const { confirm } = invocation.options;
    if (confirm !== undefined) requireHost(confirm, namesOf(context, config));
    const print = printerOf(invocation);
    await resumeWhenTold(invocation, config);
    await using found = await lookAround(invocation, config);
    describe(found, config, context.env.hostname).forEach(print);
    if (invocation.options['dry-run'] === true) return 'ok';
    const { configPath, options: given } = invocation;
    const wanted = { incident: given.incident, inDrill: given['in-drill'] === true };
    requireOwn(context, await openIncident(config), wanted);
    requireSilence({ look: found.look, accepted });
    const guard = guardSilence(context, config, { server: found.server, look: found.look, accepted });
    try {
      const confirm = given.confirm ?? (await askForName(invocation, config));
      const request = { configPath, confirm, accepted, ...wanted, found, guard };
      const { id } = await promote(context, config, request);
      const lost = await lossAtPromotion(context, config, await requireIncident(config));
      tellEnd(config, { id, lost, addresses: await ownAddresses(context, config) }).forEach(print);
      return 'ok';
    } finally {
      guard.stop();
    }
  },
});

/** Quiet or not, whoever types the name, or only looks, sees first what it means. */
function printerOf({ options: given, print }: Invocation<typeof options>): (line: string) => void {
  const isTold = given.quiet !== true || given.confirm === undefined || given['dry-run'] === true;
  return isTold ? print : () => undefined;
}

async function resumeWhenTold({ context, options: given }: Invocation<typeof options>, config: Config) {
  if (given['resume-replay'] !== true || given['dry-run'] === true) return;
  const role = await readRole(context, config);
  if (role.kind === 'standby') await resumeReplay(context, config, role.server);
}

/** Looks at what must hold. A paused replay is resumed when somebody sits there and says so. */
async function lookAround(invocation: Invocation<typeof options>, config: Config): Promise<Preflight> {
  const { context, options: given } = invocation;
  try {
    return await preflight(context, config);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'replay-paused' || given['dry-run'] === true)
      throw error;
    const answer = await askLine(context.signal, `${error.message}. Resume it now? (yes/no) `);
    if (answer === undefined || !/^y(es)?$/i.test(answer)) throw error;
    const role = await readRole(context, config);
    if (role.kind === 'standby') await resumeReplay(context, config, role.server);
    return preflight(context, config);
  }
}

/** How signs of life are shown: what is unknown is not well. */
const markOf: Readonly<Record<Sign, string>> = {
  alive: marks.bad,
  silent: marks.good,
  unknown: marks.unknown,
};

function describe(found: Preflight, config: Config, host: string): readonly string[] {
  const steps = [...subSteps.quiet, ...subSteps.promote].map(({ what }) => `  - ${what}`);
  return [
    `This machine:  ${host} (${found.server.label}, ${found.replication === undefined ? 'primary already' : 'standby'})`,
    `Production:    ${config.SYNCSRC}`,
    `Promoted by:   ${found.driver.name} (${found.driver.why}): ${found.driver.command}`,
    ...(found.look?.probes ?? []).map(({ name, sign, what }) => `  ${markOf[sign]} ${name}: ${what}`),
    ...loss(found),
    '',
    'What will be done, each part proven before the next:',
    ...steps,
    '',
    'This cannot be undone: this machine and the former production go separate ways from then on.',
  ];
}

const filesShown = 12;

function loss({ replication, lost, drift }: Preflight): readonly string[] {
  if (replication === undefined) return [];
  const { replayedLsn = 'unknown', lastTransactionAt = 'unknown', bytesToReplay = 0 } = replication;
  return [
    `Database:      replayed to ${replayedLsn}, last transaction ${lastTransactionAt}, ${bytesToReplay} bytes to replay`,
    ...lost.slice(0, filesShown).map((line, index) => `${index === 0 ? 'Lost:          ' : '  '}${line}`),
    ...(lost.length > filesShown ? [`  … ${lost.length - filesShown} more: ot-verify --quick`] : []),
    ...drift.map((line, index) => `${index === 0 ? 'Syncs:         ' : '  '}${line}`),
  ];
}

async function askForName({ context }: Invocation<typeof options>, config: Config): Promise<string> {
  const names = namesOf(context, config);
  const prompt = `Type the name of this machine (${nameToType(names)}) to go on: `;
  const typed = await askLine(context.signal, prompt);
  if (typed !== undefined) {
    requireHost(typed, names);
    return typed;
  }
  return fail('usage', {
    what: 'there is no terminal to type the name of this machine on',
    next: 'Give it: --confirm HOSTNAME.',
  });
}

interface End {
  /** The incident. */
  readonly id: string;
  readonly lost: readonly string[];
  readonly addresses: readonly string[];
}

function tellEnd(config: Config, { id, lost, addresses }: End): readonly string[] {
  const quiet =
    config.QUIET_START === 'no'
      ? []
      : ['  - Scheduled jobs and outgoing mail wait: ot-recovery release-crons lets them go.'];
  return [
    '',
    'This machine is in production now.',
    ...lost.map((line) => `  ${line}`),
    `  Summary log:    ${config.SUMMARYFILE}`,
    `  Addresses:      ${addresses.join(' ')}`,
    `  Journal, notes: ${config.STATE_DIR}/incidents/${id}`,
    '',
    'Next:',
    '  - Name what is lost: ot-recovery step loss run.',
    '  - Log in to Odoo and look around: ot-recovery step smoke run.',
    ...quiet,
    '  - Repoint proxies and DNS to this machine, tell the people; ot-recovery status shows every step.',
    '  - Keep the former production off: it must not come back as it is.',
  ];
}
