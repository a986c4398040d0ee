import type { Cluster } from './cluster.ts';
import { until } from './processes.ts';

/** Stops a standby from replaying what it receives; it goes on receiving. */
export async function pauseReplay(standby: Cluster): Promise<void> {
  await standby.sql('SELECT pg_wal_replay_pause()');
  // Before 14 nobody can tell whether the pause was only asked for, or has come.
  const tells = Number(await standby.sql('SHOW server_version_num')) >= 140_000;
  const state = tells ? "pg_get_wal_replay_pause_state() = 'paused'" : 'pg_is_wal_replay_paused()';
  const paused = async () => (await standby.sql(`SELECT ${state}`)) === 't';
  await until(paused, 'replay to pause');
}

/** Lets a standby replay again. */
export async function resumeReplay(standby: Cluster): Promise<void> {
  await standby.sql('SELECT pg_wal_replay_resume()');
}

/** Makes a standby a primary; resolves when it takes writes. */
export async function promote(standby: Cluster): Promise<void> {
  const promoted = await standby.sql('SELECT pg_promote(true, 60)');
  if (promoted !== 't') throw new Error('pg_promote did not end within a minute');
}
