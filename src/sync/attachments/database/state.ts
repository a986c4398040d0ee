import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../../config/keys.ts';
import type { Context } from '../../../context.ts';
import { readJson } from '../../../files/read-json.ts';

const Complete = v.object({ lsn: v.string(), at: v.string() });

const Base = v.object({
  systemId: v.string(),
  timeline: v.number(),
  lsn: v.string(),
  xid: v.string(),
  dataFolder: v.string(),
  /** When everything was compared last, not only what was new. ISO 8601. */
  fullAt: v.string(),
  databases: v.array(
    v.object({
      name: v.string(),
      oid: v.string(),
      files: v.number(),
      xid: v.optional(v.string()),
      /** The folder of its files, by device and inode. Absent: there was none. */
      folder: v.optional(v.string()),
    }),
  ),
});

/** A file that a row refers to and that production did not have. */
const Absent = v.object({
  /** Below the data folder, each byte as one character. */
  path: v.string(),
  since: v.string(),
  /** What the standby had received then: the end of its row may lie before it. */
  lsn: v.string(),
  /** Asked again after replay had gone on, and still not there. */
  confirmed: v.boolean(),
});

/** Removals that are out of proportion: somebody has to decide. */
const HeldBack = v.object({ item: v.string(), what: v.string() });

const State = v.object({
  schemaVersion: v.literal(1),
  /** The last position for which every file was here (but those that production has lost too). */
  complete: v.optional(Complete),
  /** From where the next run can go on; absent: it compares everything. */
  base: v.optional(Base),
  absent: v.array(Absent),
  heldBack: v.optional(v.array(HeldBack), []),
  /** The longest that replay was seen to lag, in seconds. */
  longestLagSeconds: v.optional(v.number(), 0),
  /** When that was. ISO 8601. */
  longestLagAt: v.optional(v.string()),
  /** When the other folders of the data folder were compared last. ISO 8601. */
  othersAt: v.optional(v.string()),
});

/** What is known of the filestore from earlier runs. */
export type FilestoreState = v.InferOutput<typeof State>;

/** From where a run can go on. */
export type FilestoreBase = v.InferOutput<typeof Base>;

/** A file that production did not have. */
export type AbsentFile = v.InferOutput<typeof Absent>;

const Orphans = v.object({ schemaVersion: v.literal(1), since: v.record(v.string(), v.string()) });

/** Since when no row refers to a file, by its path below the data folder. ISO 8601. */
export type OrphansSince = ReadonlyMap<string, string>;

const mode = { mode: 0o640 };
const nothing: FilestoreState = { schemaVersion: 1, absent: [], heldBack: [], longestLagSeconds: 0 };

/** Reads it; a missing or damaged file only means that everything is compared anew. */
export async function readFilestoreState(context: Context, config: Config): Promise<FilestoreState> {
  return (await readJson(context, statePath(config), State)) ?? nothing;
}

/** Writes it. */
export async function writeFilestoreState(
  context: Context,
  config: Config,
  state: FilestoreState,
): Promise<void> {
  await context.files.writeAtomically(statePath(config), `${JSON.stringify(state)}\n`, mode);
}

/** Reads since when files have no row; a missing or damaged file only lets the grace begin anew. */
export async function readOrphans(context: Context, config: Config): Promise<OrphansSince> {
  const known = await readJson(context, orphansPath(config), Orphans);
  return new Map(Object.entries(known?.since ?? {}));
}

/** Writes it. */
export async function writeOrphans(context: Context, config: Config, orphans: OrphansSince): Promise<void> {
  const text = JSON.stringify({ schemaVersion: 1, since: Object.fromEntries(orphans) });
  await context.files.writeAtomically(orphansPath(config), `${text}\n`, mode);
}

function statePath(config: Config): string {
  return join(config.STATE_DIR, 'filestore.json');
}

function orphansPath(config: Config): string {
  return join(config.STATE_DIR, 'filestore-orphans.json');
}
