const sumBytes = 20;

/**
 * The names of one folder, and whether a row was seen that refers to each. A million names that are sha1 sums must not
 * fill the memory: those are kept as 20 bytes each, in their order.
 */
export class FolderNames implements Iterable<readonly [string, boolean]> {
  readonly #sums: Buffer;
  readonly #seen: Uint8Array;
  readonly #others: Map<string, boolean>;

  constructor(names: readonly string[]) {
    const isSum = (name: string) => /^[0-9a-f]{40}$/.test(name);
    const sums = names.filter(isSum).sort();
    this.#sums = Buffer.from(sums.join(''), 'hex');
    this.#seen = new Uint8Array(sums.length);
    this.#others = new Map(names.filter((name) => !isSum(name)).map((name) => [name, false]));
  }

  /** How many names there are. */
  get size(): number {
    return this.#seen.length + this.#others.size;
  }

  /** For how many of them a row was seen. */
  get seen(): number {
    const sums = this.#seen.reduce((count, seen) => count + seen, 0);
    return sums + [...this.#others.values()].filter((seen) => seen).length;
  }

  /** Whether a row was seen for a name; undefined when the name is not there. */
  get(name: string): boolean | undefined {
    const at = this.#find(name);
    return at === undefined ? this.#others.get(name) : this.#seen[at] === 1;
  }

  /** Notes that a row refers to a name, and tells what `get` told before. */
  see(name: string): boolean | undefined {
    const at = this.#find(name);
    const before = at === undefined ? this.#others.get(name) : this.#seen[at] === 1;
    if (at !== undefined) this.#seen[at] = 1;
    else if (before === false) this.#others.set(name, true);
    return before;
  }

  /** All names, each with whether a row was seen for it. */
  *[Symbol.iterator](): Generator<readonly [string, boolean]> {
    for (const [at, seen] of this.#seen.entries()) yield [this.#sumAt(at), seen === 1];
    yield* this.#others;
  }

  #sumAt(at: number): string {
    return this.#sums.toString('hex', at * sumBytes, (at + 1) * sumBytes);
  }

  /** By halves; undefined when it is no sum, or not here. */
  #find(name: string): number | undefined {
    if (name.length !== 2 * sumBytes) return undefined;
    const sum = Buffer.from(name, 'hex');
    if (sum.length !== sumBytes) return undefined;
    let [from, to] = [0, this.#seen.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const order = this.#sums.compare(sum, 0, sumBytes, middle * sumBytes, (middle + 1) * sumBytes);
      // Names in capitals stand for the same bytes, but are others.
      if (order === 0) return this.#sumAt(middle) === name ? middle : undefined;
      if (order < 0) from = middle + 1;
      else to = middle;
    }
    return undefined;
  }
}
