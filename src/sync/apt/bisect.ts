/** What was taken, and what was not, with the reason. */
export interface Sorted<T> {
  readonly accepted: readonly T[];
  readonly refused: readonly { readonly item: T; readonly why: string }[];
}

/**
 * The items that pass a test together. All are tried at once; only when that fails, halves of them, each with what was
 * accepted before: so one bad item costs a few more tests, and two that exclude each other do not both get in.
 * The test resolves to the reason of its failure, or undefined.
 */
export async function acceptTogether<T>(
  items: readonly T[],
  test: (items: readonly T[]) => Promise<string | undefined>,
): Promise<Sorted<T>> {
  const accepted: T[] = [];
  const refused: { item: T; why: string }[] = [];
  const add = async (part: readonly T[]): Promise<void> => {
    if (part.length === 0) return;
    const why = await test([...accepted, ...part]);
    const [first] = part;
    if (why === undefined) accepted.push(...part);
    else if (part.length === 1 && first !== undefined) refused.push({ item: first, why });
    else {
      await add(part.slice(0, part.length / 2));
      await add(part.slice(part.length / 2));
    }
  };
  await add(items);
  return { accepted, refused };
}
