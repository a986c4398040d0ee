/** A pair's network: a bridge in a namespace of its own, one addressed namespace per machine, no way out. */
import { existsSync } from 'node:fs';
import { addresses, hubName, machineName, roles, type Role } from './names.ts';
import { host } from './shell.ts';

/** Makes the pair's network; what a predecessor left of it goes first. */
export async function makeNetwork(pair: string): Promise<void> {
  await removeNetwork(pair);
  const hub = hubName(pair);
  await host(['ip', 'netns', 'add', hub]);
  for (const role of roles) await host(['ip', 'netns', 'add', machineName(pair, role)]);
  await batch(hub, [
    'link set lo up',
    'link add br0 type bridge',
    `address add ${addresses.hub}/24 dev br0`,
    'link set br0 up',
    ...roles.flatMap((role) => [
      `link add v-${role} type veth peer name eth0 netns ${machineName(pair, role)}`,
      `link set v-${role} master br0 up`,
    ]),
  ]);
  for (const role of roles) {
    await batch(machineName(pair, role), [
      'link set lo up',
      `address add ${addresses[role]}/24 dev eth0`,
      'link set eth0 up',
    ]);
  }
}

/** Removes the pair's network, as far as it is there. */
export async function removeNetwork(pair: string): Promise<void> {
  for (const name of [hubName(pair), ...roles.map((role) => machineName(pair, role))]) {
    if (existsSync(`/run/netns/${name}`)) await host(['ip', 'netns', 'delete', name]);
  }
}

/** Pulls the machine's cable (`down`) or puts it back (`up`). */
export async function setCable(pair: string, role: Role, state: 'up' | 'down'): Promise<void> {
  await host(['ip', '-n', hubName(pair), 'link', 'set', `v-${role}`, state]);
}

/** Whether the machine's cable is in. */
export async function cableState(pair: string, role: Role): Promise<'up' | 'down'> {
  const shown = await host(['ip', '-n', hubName(pair), '-o', 'link', 'show', `v-${role}`]);
  return /<[^>]*\bUP\b[^>]*>/.test(shown) ? 'up' : 'down';
}

/** Lets at most `kilobytes` per second through to the machine; null lifts the limit. */
export async function limitRate(pair: string, role: Role, kilobytes: number | null): Promise<void> {
  const filter =
    kilobytes === null
      ? ['noqueue']
      : ['tbf', 'rate', `${kilobytes * 8}kbit`, 'burst', '32k', 'latency', '400ms'];
  await host(['tc', '-n', hubName(pair), 'qdisc', 'replace', 'dev', `v-${role}`, 'root', ...filter]);
}

async function batch(namespace: string, lines: readonly string[]): Promise<void> {
  await host(['ip', '-n', namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
