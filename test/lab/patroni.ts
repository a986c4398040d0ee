/** Patroni and its store, etcd, over the clusters that a pair has; the pair needs the extra packages `patroni`. */
import type { Machine } from './machine.ts';
import { addresses } from './names.ts';
import { until } from './ready.ts';
import { suites } from './suites.ts';

const config = '/etc/patroni/config.yml';
const replicator = { username: 'patroni_rep', password: 'lab-secret' };

/** Starts etcd with these machines as its members. More than half of them must live for it to answer. */
export async function startEtcd(machines: readonly Machine[]): Promise<void> {
  const members = machines.map(({ role }) => `${role}=http://${addresses[role]}:2380`).join(',');
  // Each waits for the others.
  await Promise.all(
    machines.map(async (machine) => {
      const at = (port: number): string => `http://${addresses[machine.role]}:${port}`;
      const lines = [
        `ETCD_NAME=${machine.role}`,
        'ETCD_DATA_DIR=/var/lib/etcd/default',
        `ETCD_LISTEN_PEER_URLS=${at(2380)}`,
        `ETCD_INITIAL_ADVERTISE_PEER_URLS=${at(2380)}`,
        `ETCD_LISTEN_CLIENT_URLS=${at(2379)}`,
        `ETCD_ADVERTISE_CLIENT_URLS=${at(2379)}`,
        `ETCD_INITIAL_CLUSTER=${members}`,
      ];
      await machine.put('/etc/default/etcd', `${lines.join('\n')}\n`);
      await machine.ok('systemctl start etcd');
    }),
  );
}

/** Lets what is left of etcd go on alone, as its manual says for a majority that is lost for good. */
export async function goOnAlone(machine: Machine): Promise<void> {
  // Without a majority it never says that it is up, nor down in order.
  await machine.ok('systemctl kill -s KILL etcd; systemctl stop etcd');
  await machine.ok('echo ETCD_FORCE_NEW_CLUSTER=true >> /etc/default/etcd && systemctl start etcd');
}

/** How a cluster is to stand under Patroni. */
export interface Patroni {
  readonly scope: string;
  /** Where etcd answers. */
  readonly store: readonly Machine[];
  /** Lines for bootstrap.dcs. */
  readonly dynamic?: readonly string[];
  readonly replication?: { readonly username: string; readonly password: string };
}

/** Lets Patroni take the machine's running cluster over, and waits until it is a member. */
export async function startPatroni(machine: Machine, patroni: Patroni): Promise<void> {
  const version = suites.trixie.postgres;
  const { role } = machine;
  const { username, password } = patroni.replication ?? replicator;
  const lines = [
    `scope: ${patroni.scope}`,
    `name: ${role}`,
    'restapi:',
    `  listen: ${addresses[role]}:8008`,
    `  connect_address: ${addresses[role]}:8008`,
    'etcd3:',
    `  hosts: ${patroni.store.map((each) => `${addresses[each.role]}:2379`).join(',')}`,
    'bootstrap:',
    '  dcs:',
    ...['ttl: 20', 'loop_wait: 5', 'retry_timeout: 5', ...(patroni.dynamic ?? [])].map(
      (line) => `    ${line}`,
    ),
    'postgresql:',
    "  listen: '*:5432'",
    `  connect_address: ${addresses[role]}:5432`,
    `  data_dir: /var/lib/postgresql/${version}/main`,
    `  config_dir: /etc/postgresql/${version}/main`,
    `  bin_dir: /usr/lib/postgresql/${version}/bin`,
    '  use_unix_socket: true',
    '  authentication:',
    '    superuser: {username: postgres}',
    `    replication: {username: ${username}, password: ${password}}`,
  ];
  await machine.put(config, `${lines.join('\n')}\n`, '640');
  await machine.ok(`chown postgres:postgres ${config} && systemctl enable --now patroni`);
  await until(
    machine,
    `timeout 20 patronictl -c ${config} list 2>/dev/null | grep -Eq '${role} .*(running|streaming)'`,
    60,
  );
}

/** Gives a member's Patroni this tag, or none, and waits until its store knows. */
export async function tagMember(machine: Machine, tag: string | undefined): Promise<void> {
  await machine.ok(`sed -i '/^tags:/,$d' ${config}`);
  if (tag !== undefined) await machine.ok(`printf 'tags:\\n  %s\\n' '${tag}' >> ${config}`);
  await machine.ok('systemctl reload patroni');
  const members = '/tmp/members';
  const has = `grep -q '"Tags"' ${members}`;
  const list = `timeout 20 patronictl -c ${config} list -f json > ${members}`;
  await until(machine, `{ ${list} && ${tag === undefined ? `! ${has}` : has}; }`, 60);
}

/** The role that Patroni's members replicate with, on production. */
export async function makeReplicator(production: Machine): Promise<void> {
  const { username, password } = replicator;
  const hba = `/etc/postgresql/${suites.trixie.postgres}/main/pg_hba.conf`;
  await production.sql(`CREATE ROLE ${username} REPLICATION LOGIN PASSWORD '${password}'`);
  await production.ok(`echo 'host replication,all ${username} samenet scram-sha-256' >> ${hba}`);
  await production.sql('SELECT pg_reload_conf()');
}

/** The role and timeline of each member, as patronictl lists them: `standby Leader 2`. */
export async function membersOf(machine: Machine): Promise<readonly string[]> {
  const columns = '[print(m["Member"], m["Role"], m["TL"]) for m in json.load(sys.stdin)]';
  const list = `timeout 20 patronictl -c ${config} list -f json`;
  return (await machine.ok(`${list} | python3 -c 'import json, sys; ${columns}'`)).trim().split('\n');
}
