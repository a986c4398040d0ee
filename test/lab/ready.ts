/** Waits for what a person would look at: the login page, and a standby that streams. */
import { LabError } from './errors.ts';
import type { Machine } from './machine.ts';

/** Waits until the machine's Odoo serves its login page; throws LabError after `seconds`. */
export async function untilOdooAnswers(machine: Machine, seconds = 120): Promise<void> {
  await until(machine, 'curl -fs -m 10 -o /dev/null http://localhost:8069/web/login', seconds);
}

/** Waits until production sees the standby streaming and replayed up to now; throws LabError after `seconds`. */
export async function untilStreaming(production: Machine, seconds = 60): Promise<void> {
  const query = `SELECT 1 FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid
    WHERE r.state = 'streaming' AND s.slot_name = 'lab_standby' AND r.replay_lsn >= pg_current_wal_lsn()`;
  await until(production, `runuser -u postgres -- psql -XAtqc "${query}" | grep -q 1`, seconds);
}

/** Tries a shell condition ten times a second, inside the machine; throws LabError after `seconds`. */
export async function until(machine: Machine, condition: string, seconds: number): Promise<void> {
  const loop = `cd /; until ${condition}; do sleep 0.1; done`;
  const result = await machine.run(['bash', '-c', loop], { timeout: seconds });
  if (result.exitCode !== 0) {
    throw new LabError(
      `${machine.role}: not after ${seconds} s: ${condition}\n${result.stderr.slice(-1000)}`,
    );
  }
}
