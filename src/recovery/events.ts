import * as v from 'valibot';

const by = v.object({
  user: v.string(),
  sudoUser: v.optional(v.string()),
  tty: v.optional(v.string()),
  /** The address that the login came from. */
  from: v.optional(v.string()),
  host: v.string(),
  pid: v.number(),
});

const stamped = { at: v.string(), by };

/** Everything that can happen in an incident. The journal holds one per line and nothing else. */
export const EventSchema = v.variant('kind', [
  v.object({
    ...stamped,
    kind: v.literal('opened'),
    id: v.string(),
    why: v.string(),
    version: v.string(),
    /** A rehearsal, with production alive. */
    drill: v.optional(v.boolean()),
  }),
  v.object({ ...stamped, kind: v.literal('note'), text: v.string() }),
  v.object({
    ...stamped,
    kind: v.literal('step'),
    step: v.string(),
    // pending: looked at, and not settled by that.
    state: v.picklist(['running', 'pending', 'done', 'failed', 'skipped']),
    reason: v.optional(v.string()),
  }),
  // Written before an act: an intent without outcome tells of a kill or a power cut in between.
  v.object({
    ...stamped,
    kind: v.literal('intent'),
    act: v.string(),
    step: v.optional(v.string()),
    what: v.string(),
    argv: v.optional(v.array(v.string())),
  }),
  v.object({
    ...stamped,
    kind: v.literal('outcome'),
    act: v.string(),
    ok: v.boolean(),
    what: v.string(),
    exitCode: v.optional(v.number()),
    durationMs: v.number(),
    tail: v.array(v.string()),
  }),
  v.object({ ...stamped, kind: v.literal('fact'), name: v.string(), what: v.string(), value: v.unknown() }),
  v.object({ ...stamped, kind: v.literal('taken-over'), from: v.string() }),
  v.object({ ...stamped, kind: v.literal('finished'), reason: v.optional(v.string()) }),
]);

/** An event as it stands in the journal. */
export type StoredEvent = v.InferOutput<typeof EventSchema>;

/** An event of an incident, with the number of its line in the journal, from 1. */
export type Event = StoredEvent & { readonly seq: number };

type Unstamped<E> = E extends unknown ? Omit<E, 'at' | 'by'> : never;

/** An event before the journal gives it time and author. */
export type NewEvent = Unstamped<StoredEvent>;
