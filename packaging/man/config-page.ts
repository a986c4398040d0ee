import { keyGroups, keyNames, keys } from '../../src/config/keys.ts';
import { fallbackText } from '../../src/config/texts.ts';
import type { Release } from '../release.ts';
import { day } from './command-page.ts';
import type { Page, Part } from './roff.ts';

const description = [
  'The file has one assignment per line, in the syntax of the shell: KEY=value, KEY="value" or KEY=\'value\'. Lines that start with # are comments. The file is read, never executed: variables and commands in it are errors.',
  'A key that is not there has its default. An unknown key, a value that is not of its kind or a second word behind a value is an error that names the line; no sync runs then.',
  'ot-configure edits the file and keeps its comments and order.',
];

/** The manual page of the configuration file, from the table of keys. */
export function configPage(release: Release): Page {
  return {
    name: 'ot-redundancy-sync.conf',
    section: 5,
    summary: 'configuration of ot-redundancy',
    version: release.version,
    date: day(release),
    parts: [
      { heading: 'DESCRIPTION' },
      ...description.map((paragraph): Part => ({ paragraph })),
      { heading: 'KEYS' },
      ...Object.entries(keyGroups).flatMap(([group, title]): Part[] => [
        { subheading: title },
        ...keyNames.filter((name) => keys[name].group === group).map(keyPart),
      ]),
      { heading: 'FILES' },
      { term: '/etc/odoo/ot-redundancy-sync.conf', means: ['This file.'] },
      { heading: 'SEE ALSO' },
      { paragraph: 'ot-configure(8), ot-sync-from-source(8)' },
    ],
  };
}

function keyPart(name: (typeof keyNames)[number]): Part {
  const { about, kind } = keys[name];
  return { term: name, means: [about, `Expected: ${kind.expected}. Default: "${fallbackText(name)}".`] };
}
