import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { readJson } from '../files/read-json.ts';

/** A file that stands for something begun: written before it, removed after it. What is left tells of a killed run. */
export interface Marker<T> {
  /** Notes that it begins. */
  write(context: Context, config: Config, value: T): Promise<void>;
  /** What a killed run had begun, if any. */
  read(context: Context, config: Config): Promise<T | undefined>;
  /** Notes that it has ended. */
  clear(config: Config): Promise<void>;
}

const Versioned = v.object({ schemaVersion: v.literal(1) });

/** Makes a marker of that file name in the state folder. A file that cannot be understood counts as none. */
export function createMarker<T>(name: string, schema: v.GenericSchema<unknown, T>): Marker<T> {
  const pathIn = (config: Config) => join(config.STATE_DIR, name);
  return {
    async write(context, config, value) {
      await context.files.makeFolder(config.STATE_DIR, { mode: 0o750 });
      const text = `${JSON.stringify({ schemaVersion: 1, ...value })}\n`;
      await context.files.writeAtomically(pathIn(config), text, { mode: 0o640 });
    },
    read: (context, config) => readJson(context, pathIn(config), v.intersect([Versioned, schema])),
    clear: (config) => rm(pathIn(config), { force: true }),
  };
}
