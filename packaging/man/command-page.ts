import type { Described } from '../../cli/help.ts';
import { actionRows, exitRows, optionRows, usageLine } from '../../cli/help.ts';
import type { Release } from '../release.ts';
import type { Page, Part } from './roff.ts';

/** The manual page of a command, from its declaration. */
export function commandPage(command: Described, release: Release, others: readonly string[]): Page {
  const terms = (rows: readonly (readonly [string, string])[]) => {
    return rows.map(([term, means]): Part => ({ term, means: [sentence(means)] }));
  };
  const also = [...others.filter((name) => name !== command.name).map((name) => `${name}(8)`)];
  return {
    name: command.name,
    section: 8,
    summary: command.summary,
    version: release.version,
    date: day(release),
    parts: [
      { heading: 'SYNOPSIS' },
      { paragraph: usageLine(command) },
      { heading: 'DESCRIPTION' },
      ...command.description.map((paragraph): Part => ({ paragraph })),
      ...(command.actions === undefined ? [] : [{ heading: 'ACTIONS' }, ...terms(actionRows(command))]),
      { heading: 'OPTIONS' },
      ...terms(optionRows(command)),
      { heading: 'FILES' },
      ...terms(command.files.map(({ path, about }) => [path, about])),
      { heading: 'EXIT STATUS' },
      ...terms(exitRows(command)),
      { heading: 'EXAMPLES' },
      ...command.examples.flatMap(({ about, line }): Part[] => [{ paragraph: about }, { code: line }]),
      { heading: 'SEE ALSO' },
      { paragraph: `${[...also.sort(), 'ot-redundancy-sync.conf(5)'].join(', ')}` },
    ],
  };
}

/** The day of a release, YYYY-MM-DD. */
export function day(release: Release): string {
  return new Date(release.epoch * 1000).toISOString().slice(0, 10);
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
