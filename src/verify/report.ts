import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { nameOf } from '../files/names.ts';
import { readJson } from '../files/read-json.ts';
import { filestore } from '../sync/attachments/areas.ts';

/** What is wrong with a file. `owner`: it belongs to another user than Odoo's. */
const badStates = ['missing', 'truncated', 'damaged', 'unreadable', 'owner'] as const;

const Bad = v.object({
  database: v.string(),
  /** Below the database's folder, each byte as one character. */
  storeName: v.string(),
  state: v.picklist(badStates),
});

/** A file that is not as a row of its database wants it. */
export type BadFile = v.InferOutput<typeof Bad>;

const Verification = v.object({
  schemaVersion: v.literal(1),
  /** ISO 8601, UTC. */
  startedAt: v.string(),
  endedAt: v.string(),
  kind: v.picklist(['full', 'quick']),
  /** Only what is not older was looked at. */
  since: v.optional(v.string()),
  /** Files that rows refer to. */
  referred: v.number(),
  /** Files whose content was read. */
  read: v.number(),
  bad: v.array(Bad),
  /** Files of rows that are newer than the last sync: it brings them. */
  coming: v.optional(v.number(), 0),
  /** Files that no row refers to. */
  orphaned: v.number(),
  /** Databases that could not be asked. */
  problems: v.array(v.object({ item: v.string(), what: v.string(), next: v.optional(v.string()) })),
});

/** The result of a verification of the whole filestore. */
export type Verification = v.InferOutput<typeof Verification>;

const Cursor = v.object({
  schemaVersion: v.literal(1),
  startedAt: v.string(),
  database: v.string(),
  /** The last name that was done. */
  name: v.string(),
  read: v.number(),
  bad: v.array(Bad),
});

/** How far a verification that was ended had come. */
export type VerifyCursor = v.InferOutput<typeof Cursor>;

/** Its path below the data folder, each byte as one character. */
export function pathOfBad({ database, storeName }: BadFile): string {
  return `${filestore}/${nameOf(database)}/${storeName}`;
}

const mode = { mode: 0o640 };

/** Where the result of the last verification stands. */
export function verificationPath(config: Config): string {
  return join(config.STATE_DIR, 'verification.json');
}

/** The last verification that came to its end; undefined when there was none. */
export function readVerification(context: Context, config: Config): Promise<Verification | undefined> {
  return readJson(context, verificationPath(config), Verification);
}

/** Writes it. */
export function writeVerification(context: Context, config: Config, result: Verification): Promise<void> {
  return context.files.writeAtomically(verificationPath(config), `${JSON.stringify(result)}\n`, mode);
}

function cursorPath(config: Config): string {
  return join(config.STATE_DIR, 'verification-cursor.json');
}

/** Where an earlier verification was ended; undefined when there is nothing to go on with. */
export function readCursor(context: Context, config: Config): Promise<VerifyCursor | undefined> {
  return readJson(context, cursorPath(config), Cursor);
}

/** Writes it; undefined means that nothing is left to go on with. */
export function writeCursor(
  context: Context,
  config: Config,
  cursor: VerifyCursor | undefined,
): Promise<void> {
  return context.files.writeAtomically(cursorPath(config), `${JSON.stringify(cursor ?? null)}\n`, mode);
}
