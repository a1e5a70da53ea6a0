/** What is done with the cells of a field. */
export const fieldKinds = { skip: 0, number: 1, text: 2 } as const;

/** How the records of a file are read. */
export interface CsvPlan {
  /** A comma or a tab, as a byte. */
  readonly separator: number;
  /** Fields of a record: one with more is refused, and one with fewer lacks the last ones. */
  readonly width: number;
  /** Of each field, one of `fieldKinds`. A number's turns into a text's where a cell is none. */
  readonly kinds: Uint8Array;
  /** About how many bytes a record has. */
  readonly recordBytes: number;
}

/** What numbers of a column were met, in the order in which they lie. */
export const seen = {
  /** One that is no whole number. */
  float: 1,
  negative: 2,
  /** Before any that is not whole: beyond int64, within uint64. */
  big: 4,
  /** Before any that is not whole: beyond uint64, or below int64. */
  huge: 8,
  /** Beyond 2^53: a float does not tell it from its neighbours. */
  unsafe: 16,
} as const;

export type PieceColumn =
  | { readonly kind: "number"; readonly values: Float64Array; readonly missing: number; readonly seen: number }
  /** -1: an empty cell. Words that stand for nothing are among the words. */
  | { readonly kind: "text"; readonly codes: Int32Array; readonly words: string[] };

/** Some records of a file, one after the other. */
export interface CsvPiece {
  /** Of the first record's first byte, and behind the last record's. */
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  /** Of each field; undefined: it is skipped. */
  readonly columns: readonly (PieceColumn | undefined)[];
  readonly fault?: CsvFault;
}

export type CsvFault =
  | { readonly kind: "fields"; readonly at: number; readonly fields: number }
  | { readonly kind: "quote"; readonly at: number }
  | { readonly kind: "encoding" };
