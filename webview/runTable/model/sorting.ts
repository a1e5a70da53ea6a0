/** What rows are sorted by, one a key: numbers among themselves, texts among themselves; undefined is missing. */
export type SortValue = number | string | undefined;

export interface SortKey {
  readonly read: (run: string) => SortValue;
  readonly descending: boolean;
}

const texts = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Numbers before texts; NaN after all numbers and missing after everything, whichever way the sort goes. */
export function compareValues(a: SortValue, b: SortValue, descending: boolean): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a === undefined || b === undefined || Number.isNaN(a)) return 0;
  const order = typeof a === "number" ? a - (b as number) : texts.compare(a, b as string);
  // two infinities of one sign differ by NaN
  return Number.isNaN(order) ? 0 : descending ? -order : order;
}

function rankOf(value: SortValue): number {
  if (value === undefined) return 3;
  if (typeof value === "string") return 1;
  return Number.isNaN(value) ? 2 : 0;
}

/** A stable sort: rows that are equal in every key stay as they were. */
export function sortRuns(runs: readonly string[], keys: readonly SortKey[]): string[] {
  if (keys.length === 0) return [...runs];
  const values = keys.map(({ read }) => new Map(runs.map((run) => [run, read(run)])));
  return [...runs].sort((a, b) => {
    for (const [i, { descending }] of keys.entries()) {
      const order = compareValues(values[i]?.get(a), values[i]?.get(b), descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}
