import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import type { Server } from '../../postgres/psql.ts';
import type { Probe, Sign } from '../signs-of-life.ts';
import { replicationProbe } from '../signs-of-life.ts';
import type { Look } from './watch.ts';
import { isFresh, lookForProduction, watchProduction } from './watch.ts';

/**
 * Throws `production-alive` when production shows a sign of life, and `production-unknown` when it could not be looked for,
 * unless somebody accepted that.
 */
export function requireSilence({ look, accepted, begun = false }: Omit<Silence, 'server'>): void {
  if (look === undefined || accepted !== undefined) return;
  const asIs = begun ? 'This machine is a standby as before; sync is off (ot-enable-sync). ' : '';
  const harm = 'two machines in production would both take orders and send mail';
  const alive = having(look, 'alive');
  if (alive.length > 0) {
    fail('production-alive', {
      what: `production still shows signs of life (${list(alive)}): ${harm}`,
      next: `${asIs}${waiting(alive)}Shut production down. If it truly cannot harm, say why: --accept-live-production "REASON".`,
    });
  }
  const unknown = having(look, 'unknown');
  if (unknown.length === 0) return;
  fail('production-unknown', {
    what: `it cannot be told whether production lives (${list(unknown)}): ${harm}`,
    next: `${asIs}${waiting(unknown)}Put right what stands in the way of looking, or look yourself; if it is off, say how you know: --accept-live-production "REASON".`,
  });
}

/** What production was last seen to do, and what somebody made of it. */
export interface Silence {
  readonly server: Server;
  /** Undefined when the machine is a primary already: whether production lives makes no difference any more. */
  readonly look: Look | undefined;
  readonly accepted: string | undefined;
  /** Whether the promotion is under way, short of its point of no return. */
  readonly begun?: boolean;
}

/** Throws as requireSilence does, by what holds now: a look that has grown old is made anew. */
async function requireSilenceNow(context: Context, config: Config, silence: Silence): Promise<void> {
  const { server, look, accepted } = silence;
  requireSilence(silence);
  if (look === undefined || accepted !== undefined || isFresh(context, config, look)) return;
  requireSilence({ ...silence, look: await lookForProduction(context, config, server) });
}

/** Somebody who goes on looking for production while a person thinks, and then while a promotion is under way. */
export interface Guard {
  /** Throws as requireSilence does, by what was seen last. Costs no time as long as nothing is wrong. */
  require(when: Pick<Silence, 'begun'>): Promise<void>;
  /** Looks no more. Safe to call twice. */
  stop(): void;
}

/** Puts up a guard; nobody is needed where a living production was accepted, or where there is no way back any more. */
export function guardSilence(context: Context, config: Config, silence: Silence): Guard {
  const { server, look, accepted } = silence;
  if (look === undefined || accepted !== undefined)
    return { require: async () => undefined, stop: () => undefined };
  const watch = watchProduction(context, config, server);
  return {
    require: (when) =>
      requireSilenceNow(context, config, { ...silence, ...when, look: watch.last() ?? look }),
    stop: () => watch.stop(),
  };
}

function having({ probes }: Look, sign: Sign): readonly Probe[] {
  return probes.filter((probe) => probe.sign === sign);
}

function list(probes: readonly Probe[]): string {
  return probes.map(({ name, what }) => `${name}: ${what}`).join('; ');
}

/** Behind a cut network the receiver waits for wal_receiver_timeout, a minute by default, before it gives up. */
function waiting(probes: readonly Probe[]): string {
  const onlyReceiver = probes.every(({ name }) => name === replicationProbe);
  return onlyReceiver ? 'If its network is cut, this sign goes within about a minute: try again then. ' : '';
}
