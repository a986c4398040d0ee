import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { sshArguments } from '../sandbox/ssh.ts';
import type { Subject } from './measure.ts';

/** What a script of a few lines does in the place of each job: the same reads by plain rsync and ssh, nothing checked. */
export function plainScripts(sandbox: Sandbox, key: string): ReadonlyMap<string, Subject> {
  const folder = join(sandbox.ledger.root, 'plain');
  mkdirSync(folder);
  const there = sandbox.standby.seenAs;
  const texts = {
    'ot-attachments-sync': ['rsync -a --delete -e "$SSH" "$HOST:$THERE/data/filestore/" filestore/'],
    'ot-project-sync': [
      'for name in $($SSH "$HOST" "ls $THERE/share"); do',
      '  rsync -a --delete -e "$SSH" "$HOST:$THERE/share/$name/" "share-$name/"',
      'done',
    ],
    'ot-conf-sync': [
      'rsync -a -e "$SSH" "$HOST:$THERE/etc/odoo/odoo.conf" odoo.conf',
      'rsync -a --delete -e "$SSH" "$HOST:$THERE/etc/nginx/sites-available" "$HOST:$THERE/etc/nginx/sites-enabled" nginx/',
      'rsync -a --delete -e "$SSH" "$HOST:$THERE/etc/apt/" conf-apt/',
    ],
    'ot-apt-sync': [
      'rsync -a --delete -e "$SSH" "$HOST:$THERE/etc/apt/" apt/',
      '$SSH "$HOST" apt-mark showmanual | sort >there',
      'apt-mark showmanual | sort >here',
      'comm -23 there here',
    ],
    'ot-pip-sync': [
      '$SSH "$HOST" "$THERE/venv/bin/python -m pip list" | sort >there',
      '"$THERE/venv/bin/python" -m pip list | sort >here',
      'comm -23 there here',
    ],
  };
  const ssh = sshArguments(sandbox).map((word) =>
    word.startsWith('IdentityFile=') ? `IdentityFile=${key}` : word,
  );
  const variables = [`SSH='ssh ${ssh.join(' ')}'`, 'HOST=127.0.0.1', `THERE='${there}'`];
  const script = (name: string, lines: readonly string[]): Subject => {
    const path = join(folder, `${name}.sh`);
    writeFileSync(path, ['#!/bin/bash', 'set -e', `cd '${folder}'`, ...variables, ...lines, ''].join('\n'));
    chmodSync(path, 0o755);
    return { name: 'plain', argv: [path], env: sandbox.environment() };
  };
  return new Map(Object.entries(texts).map(([name, lines]) => [name, script(name, lines)]));
}
