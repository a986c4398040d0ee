/** Clears a pair away, whoever made it and whether or not that driver still lives. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { powerCut } from './boot.ts';
import { pairFolder, roles } from './names.ts';
import { removeNetwork } from './network.ts';
import { isAlive, kill } from './processes.ts';
import { readPair } from './record.ts';

/** Kills the pair's machines and index server, removes its network and its folder; nothing there is no error. */
export async function tearDown(pair: string): Promise<void> {
  const server = readPair(pair)?.indexServer;
  await Promise.all(roles.map((role) => powerCut(pair, role)));
  await removeNetwork(pair);
  await rm(pairFolder(pair), { recursive: true, force: true });
  // Last, because the server may be the one that does this.
  if (server?.pid !== process.pid) kill(server);
}

/** Whether the pair exists and somebody, or the user, still wants it. */
export function isWanted(pair: string): boolean {
  if (!existsSync(pairFolder(pair))) return false;
  const record = readPair(pair);
  return record !== undefined && (record.owner === null || isAlive(record.owner));
}
