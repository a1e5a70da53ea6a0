export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What one cell becomes; null clears it. Strings live in text columns, numbers in number columns. */
export type Cell = string | number | null;

/** Points of several series of one row, packed: point i belongs to `names[series[i]]`. */
export interface Points {
  readonly names: readonly string[];
  readonly series: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly steps: ArrayLike<number>;
  readonly times: ArrayLike<number>;
}

/** The words of the journal. Each is idempotent given the ones before it. */
export type Op =
  | { readonly do: "put"; readonly in: string; readonly key: string; readonly doc: Json }
  | { readonly do: "drop"; readonly in: string; readonly key: string }
  | { readonly do: "row"; readonly table: string; readonly id: string }
  | { readonly do: "set"; readonly table: string; readonly id: string; readonly cells: Readonly<Record<string, Cell>> }
  | { readonly do: "points"; readonly table: string; readonly id: string; readonly points: Points }
  /** The row, its cells and its series are gone for good; compaction gives the space back. */
  | { readonly do: "purge"; readonly table: string; readonly id: string };
