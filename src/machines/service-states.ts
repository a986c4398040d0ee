import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { must } from './must.ts';

/** How systemd has a service, in its own words. */
export interface ServiceState {
  /** Such as loaded, not-found, masked. */
  readonly load: string;
  /** Such as active, activating, inactive, failed. */
  readonly active: string;
  /** Such as enabled, disabled, static; empty when there is no such service. */
  readonly enabled: string;
  /** The units that start it when they are called, such as a socket; empty when there are none. */
  readonly triggeredBy: string;
}

/** How systemd has these services, in their order, by one question. Throws `program` or `program-missing`. */
export async function readServiceStates(
  context: Context,
  config: Config,
  names: readonly string[],
): Promise<readonly ServiceState[]> {
  const properties = '--property=LoadState,ActiveState,UnitFileState,TriggeredBy';
  const argv = ['systemctl', 'show', properties, '--', ...names.map((name) => unitOf(name))] as const;
  const asked = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  // Source: systemctl(1), show: a block for each unit, with an empty line between.
  const blocks = must(asked, 'asking systemd').stdout.trim().split(/\n\n+/);
  return names.map((_, index) => {
    const lines = (blocks[index] ?? '').split('\n');
    const value = (name: string) =>
      lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    return {
      ...{ load: value('LoadState'), active: value('ActiveState'), enabled: value('UnitFileState') },
      triggeredBy: value('TriggeredBy'),
    };
  });
}

function unitOf(name: string): string {
  return /\.[a-z]+$/.test(name) ? name : `${name}.service`;
}

/** Whether it runs, or is about to. */
export function isRunning({ active }: ServiceState): boolean {
  return ['active', 'activating', 'reloading'].includes(active);
}

/** Whether systemd starts it at boot. */
export function startsAtBoot({ enabled }: ServiceState): boolean {
  return ['enabled', 'enabled-runtime', 'alias'].includes(enabled);
}
