/** What a pair remembers on disk, so that any later run of the driver can use it or clear it away. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { machineFolder, pairFolder, type Role } from './names.ts';
import { processSchema } from './processes.ts';
import { suiteNames } from './suites.ts';

const pairSchema = v.object({
  suite: v.picklist(suiteNames),
  /** The process that the pair lives and dies with; null for one that stays until `down`. */
  owner: v.nullable(processSchema),
  /** Read-only layers of each machine, top first, as overlayfs wants them. */
  layers: v.object({ production: v.string(), standby: v.string() }),
  indexServer: v.optional(processSchema),
});
export type PairRecord = v.InferOutput<typeof pairSchema>;

const machineSchema = v.object({ nspawn: processSchema, init: v.optional(processSchema) });
export type MachineRecord = v.InferOutput<typeof machineSchema>;

const pairFile = (pair: string): string => join(pairFolder(pair), 'pair.json');
const machineFile = (pair: string, role: Role): string => join(machineFolder(pair, role), 'machine.json');

/** The record of a pair; undefined when there is no such pair. */
export function readPair(pair: string): PairRecord | undefined {
  return read(pairFile(pair), pairSchema);
}

/** Writes the record of a pair. */
export function writePair(pair: string, record: PairRecord): void {
  write(pairFile(pair), record);
}

/** The processes of a machine when it was last booted; undefined when it never was. */
export function readMachine(pair: string, role: Role): MachineRecord | undefined {
  return read(machineFile(pair, role), machineSchema);
}

/** Writes down the processes of a machine. */
export function writeMachine(pair: string, role: Role, record: MachineRecord): void {
  write(machineFile(pair, role), record);
}

function read<T>(file: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  return existsSync(file) ? v.parse(schema, JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

function write(file: string, record: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}
