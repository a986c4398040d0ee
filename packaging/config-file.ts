import { editConfig, emptyConfig } from '../src/config/edit.ts';
import { fallbackText } from '../src/config/texts.ts';

/** The configuration file of a new installation: sync is off, production is not set. */
export function newConfig(): Buffer {
  const names = ['SYNCMODE', 'SYNCSRC', 'REMOTEODOO', 'SUMMARYFILE'] as const;
  return editConfig(emptyConfig, new Map(names.map((name) => [name, fallbackText(name)])));
}
