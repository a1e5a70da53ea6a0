import { list, object, optional, type Reader, string } from "./readers";

/** What a table holds, column by column. Numbers that are not finite are null. */
export interface TableProfile {
  readonly table: { readonly name: string; readonly rows: number; readonly version?: string };
  readonly columns: readonly ColumnProfile[];
  /** Undefined: of fewer than two columns there are none. */
  readonly correlations: {
    readonly pearson?: Correlations;
    readonly spearman?: Correlations;
    readonly cramers_v?: Correlations;
  };
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

export interface ColumnProfile {
  readonly name: string;
  /** As pandas calls it. */
  readonly dtype: string;
  readonly kind: "number" | "bool" | "text" | "time" | "other";
  readonly missing: number;
  readonly missing_share: number;
  /** Null: of lists and the like it is not counted. */
  readonly distinct: number | null;
  readonly numbers?: NumberProfile;
  readonly times?: TimeProfile;
  /** The most frequent values, most first. */
  readonly top: readonly { readonly value: string | number | boolean; readonly count: number }[];
}

export interface NumberProfile {
  readonly mean: number | null;
  /** Of a sample: divided by one less than there are. */
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly zeros: number;
  readonly infinite: number;
  /** By their share: "0.25". */
  readonly quantiles: Readonly<Record<string, number | null>>;
}

/** ISO 8601. */
export interface TimeProfile {
  readonly min: string;
  readonly max: string;
  readonly quantiles: Readonly<Record<string, string>>;
}

export interface Correlations {
  readonly columns: readonly string[];
  /** A row a column; null where there is none, as of a constant. */
  readonly values: readonly (readonly (number | null)[])[];
}

export interface ProfileRequest {
  readonly data: string;
  readonly columns?: readonly string[];
}

const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;

export const readProfileRequest = object<ProfileRequest>({ data: string, columns: maybe(list(string)) });
