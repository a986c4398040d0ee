import type { KeyName } from '../../src/config/keys.ts';
import { keyNames } from '../../src/config/keys.ts';
import type { Draft } from '../../src/configure/draft.ts';
import { draftConfig, draftText, withText } from '../../src/configure/draft.ts';
import type { ProbeResult } from '../../src/checks/connection/probe.ts';
import type { HostKeyState } from '../../src/configure/pin-host-key.ts';
import type { Facts, Looked, State } from '../../tui/configure/state.ts';
import { initialState } from '../../tui/configure/state.ts';

/** Something that was seen. */
export function seen<T>(value: T): Looked<T> {
  return { state: 'seen', value };
}

const path = '/etc/odoo/ot-redundancy-sync.conf';

/** A draft over the four keys of an original file. */
export function draftOf(changes: Partial<Record<KeyName, string>> = {}): Draft {
  const present = new Map<KeyName, string>([
    ['SYNCMODE', 'off'],
    ['SYNCSRC', '10.0.0.5'],
    ['REMOTEODOO', 'odoo'],
    ['SUMMARYFILE', '/var/log/odoo/ot-redundancy-sync-timestamps.log'],
  ]);
  const lines = new Map([...present.keys()].map((key, index) => [key, 3 + index] as const));
  const draft: Draft = { path, present, lines, changes: new Map() };
  return keyNames.reduce((each, key) => withText(each, key, changes[key] ?? draftText(each, key)), draft);
}

const key = {
  type: 'ssh-ed25519',
  blob: 'AAAAC3NzaC1lZDI1NTE5AAAAIHN0b3J5c3RvcnlzdG9yeXN0b3J5c3RvcnlzdG9yeQ==',
};

/** Production's host key, pinned or not. */
export function hostKeys(state: HostKeyState['state']): Looked<HostKeyState> {
  const other = { ...key, blob: key.blob.replace('c3RvcnlzdG9y', 'b3RoZXJvdGhl') };
  const pinned = { new: [], pinned: [key], changed: [other] };
  return seen({ name: '10.0.0.5', shown: [key], pinned: pinned[state], state });
}

export const good: readonly ProbeResult[] = [
  {
    probe: 'configuration',
    verdict: 'ok',
    seen: `${path}: production is odoo@10.0.0.5 port 22, sync is off`,
  },
  { probe: 'name', verdict: 'skipped', seen: '10.0.0.5 is an address' },
  { probe: 'port', verdict: 'ok', seen: '10.0.0.5 port 22 greets with SSH-2.0-OpenSSH_9.2p1' },
  { probe: 'host key', verdict: 'ok', seen: 'ssh-ed25519 SHA256:abc is the pinned one' },
  { probe: 'login', verdict: 'ok', seen: 'odoo@10.0.0.5 lets us in; it calls itself erp (debian bookworm)' },
  { probe: 'gate', verdict: 'ok', seen: 'in force, version 7' },
  {
    probe: 'reading',
    verdict: 'ok',
    seen: "/var/lib/odoo/filestore (the data folder's filestore) can be read",
  },
  { probe: 'rsync', verdict: 'ok', seen: 'production has version 3.2.7' },
  { probe: 'rsync', verdict: 'ok', seen: 'this machine has version 3.2.7' },
  {
    probe: 'replication',
    verdict: 'ok',
    seen: '15/main is a standby, streaming on timeline 1, 0 B to replay',
  },
];

export const refused: readonly ProbeResult[] = [
  ...good.slice(0, 4),
  {
    probe: 'login',
    verdict: 'failed',
    seen: 'odoo@10.0.0.5 refuses the login: Permission denied (publickey).',
    next: 'Put the line that "ot-configure --authorized-keys" prints into that user\'s authorized_keys.',
  },
  { probe: 'gate', verdict: 'skipped', seen: 'no connection' },
];

/** The form in front of a machine where the key is there and the host key is pinned, changed as a story wants it. */
export function formOf(facts: Partial<Facts> = {}, more: Partial<State> = {}): State {
  const size = { columns: 80, rows: 24 };
  const base = initialState({ host: 'standby-7', size, draft: draftOf() });
  const line = `restrict,command="/bin/sh /usr/local/bin/ot-redundancy-gate /var/lib/odoo/filestore /usr/share" ssh-ed25519 ${key.blob} ot-redundancy@standby-7`;
  return {
    ...base,
    ...more,
    facts: {
      ...base.facts,
      tests: { running: false, results: good },
      key: seen({ path: '/root/.ssh/id_ed25519', publicKey: `ssh-ed25519 ${key.blob}`, made: false }),
      hostKeys: hostKeys('pinned'),
      authorization: seen({
        line,
        gatePath: '/usr/local/bin/ot-redundancy-gate',
        paths: [],
        steps: [
          '1. Put the gate there:',
          '     ot-configure --print-gate | ssh ADMIN@10.0.0.5',
          '2. Add the line.',
        ],
      }),
      detected: seen({
        settings: new Map([
          [
            'DATA_DIR',
            {
              ...{ key: 'DATA_DIR', group: 'odoo', value: '/var/lib/odoo/.local/share/Odoo' },
              ...{ from: 'detected', how: '/etc/odoo/odoo.conf' },
            },
          ],
        ]),
        findings: [
          { group: 'postgres', about: 'PostgreSQL clusters', seen: '15/main, port 5432: standby' },
          {
            ...{
              group: 'packages',
              about: 'Python of Odoo',
              seen: '/usr/bin/odoo runs with /opt/odoo/bin/python3',
            },
            proposal: { key: 'PIP_PYTHON', value: '/opt/odoo/bin/python3' },
          },
        ],
      }),
      plan: seen({
        draft: base.draft,
        edit: {
          ...{ path, before: '', after: '', changed: false, write: async () => undefined },
          loaded: draftConfig(base.draft),
        },
        lines: [],
      }),
      ...facts,
    },
  };
}

/** What would be written: these lines. */
export function planOf(state: State, ...texts: readonly string[]): Facts['plan'] {
  const { plan } = state.facts;
  if (plan.state !== 'seen') return plan;
  const lines = texts.map(
    (text) => ({ sign: text.startsWith('-') ? '-' : '+', text: text.slice(2) }) as const,
  );
  return seen({ draft: state.draft, lines, edit: { ...plan.value.edit, before: 'x', changed: true } });
}
