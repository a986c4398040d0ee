import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../plan.ts';
import type { Apt } from './apt-get.ts';
import { toItsEnd } from './apt-get.ts';

/**
 * Does something that may install Odoo, whose package enables and starts its service. When the service was off before,
 * it is off afterwards; a mark on disk remembers that over a kill. Resolves to what is wrong then, if anything.
 */
export async function keepOdooOff(apt: Apt, act: () => Promise<void>): Promise<readonly Problem[]> {
  const { context, config } = apt;
  const mark = join(config.STATE_DIR, 'odoo-stays-off');
  const wasOff = (await context.files.readText(mark)) !== undefined || !(await isOn(apt));
  if (wasOff) await context.files.writeAtomically(mark, 'an installation is under way\n', { mode: 0o640 });
  try {
    await act();
  } catch (error) {
    // What was cut short may have switched it on; the mark stays, and the next run looks once more.
    if (wasOff) await switchOff(apt);
    throw error;
  }
  const problems = wasOff ? await switchOff(apt) : [];
  await rm(mark, { force: true });
  return problems;
}

/** Whether a killed installation may have left Odoo on. */
export async function wasCutShort({ context, config }: Pick<Apt, 'context' | 'config'>): Promise<boolean> {
  return (await context.files.readText(join(config.STATE_DIR, 'odoo-stays-off'))) !== undefined;
}

async function switchOff(apt: Apt): Promise<readonly Problem[]> {
  if (!(await isOn(apt))) return [];
  const service = apt.config.ODOO_SERVICE;
  await systemctl(apt, ['disable', '--now', service]);
  apt.context.log.info(`the installation had switched ${service} on: it is off again`);
  if (!(await isOn(apt))) return [];
  const next = `systemctl disable --now ${service}: on a standby it must not run.`;
  return [{ item: service, what: 'an installation switched it on, and it cannot be switched off', next }];
}

/** Whether the service is enabled or runs. Where nothing manages services, nothing starts them either. */
async function isOn(apt: Apt): Promise<boolean> {
  const service = apt.config.ODOO_SERVICE;
  const enabled = await systemctl(apt, ['is-enabled', service]);
  const active = await systemctl(apt, ['is-active', service]);
  return (
    /^(enabled|enabled-runtime|alias)$/m.test(enabled) || /^(active|activating|reloading)$/m.test(active)
  );
}

async function systemctl({ context, config }: Apt, words: readonly string[]): Promise<string> {
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  return (await context.run({ argv: ['systemctl', ...words], timeoutMs, ...toItsEnd })).stdout;
}
