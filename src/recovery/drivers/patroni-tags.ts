import * as v from 'valibot';

/** The tags of a member that decide on leading. Source: Patroni's documentation, YAML configuration settings, Tags. */
export const PatroniTags = v.object({
  nofailover: v.optional(v.unknown()),
  failover_priority: v.optional(v.unknown()),
});

/**
 * The tag that keeps a member from ever becoming the leader, as its configuration would say it; undefined when none does.
 * nofailover goes before a failover_priority (Patroni 3.1 and later). Source: Patroni's tags.py.
 */
export function tagAgainstLeading(tags: v.InferOutput<typeof PatroniTags> | undefined): string | undefined {
  const { nofailover, failover_priority: priority } = tags ?? {};
  if (nofailover !== undefined && nofailover !== null) {
    return [false, 0, ''].some((no) => no === nofailover) ? undefined : `nofailover: ${String(nofailover)}`;
  }
  const isNumber = typeof priority === 'number' || (typeof priority === 'string' && /^-?\d+$/.test(priority));
  return isNumber && Number(priority) <= 0 ? `failover_priority: ${priority}` : undefined;
}
