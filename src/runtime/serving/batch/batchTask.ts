import type { ColumnFacts } from "../modelFacts";

export const formats = ["parquet", "csv", "jsonl"] as const;
export type Format = (typeof formats)[number];

export interface Place {
  /** Absolute. */
  readonly path: string;
  readonly format: Format;
  /** What the user calls it, where that is not its path. */
  readonly name?: string;
}

export function nameOf({ name, path }: Place): string {
  return name ?? path;
}

/** A file of rows, a model, and a file to be: what each worker is told. Plain data, and the identity of a job. */
export interface BatchTask {
  readonly model: {
    readonly path: string;
    readonly name: string;
    readonly version: string;
    readonly columns: readonly ColumnFacts[] | undefined;
  };
  readonly input: Place;
  readonly output: Place;
  /** Those of the input that the model takes, in its order; undefined: by their names, or all of them. */
  readonly columns: readonly string[] | undefined;
  /** The names that the model's own file gives them: taken where the input has them all. Filled in by the workers. */
  readonly known?: readonly string[] | undefined;
  /** What is missing becomes NaN, which some models know. */
  readonly allowsMissing: boolean;
}

/** Some rows of the input: of a row group, or the lines between two bytes. */
export type Slice =
  | {
      readonly kind: "rows";
      readonly group: number;
      readonly from: number;
      readonly rows: number;
      readonly before: number;
    }
  | { readonly kind: "bytes"; readonly from: number; readonly to: number };

export interface Plan {
  readonly slices: readonly Slice[];
  /** Of text: the line of a CSV file that names its columns, as it is. */
  readonly header: string | undefined;
  readonly newline: "\n" | "\r\n";
}

export type ToWorker =
  | { readonly type: "open"; readonly task: BatchTask; readonly plan: Plan; readonly threads: number }
  | { readonly type: "slice"; readonly index: number; readonly part: string };

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "done"; readonly index: number; readonly rows: number }
  /** The user can do something about it. */
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "failed"; readonly message: string };

/** Why no predictions are made, in words for the user. */
export class BatchRefusal extends Error {
  override readonly name = "BatchRefusal";
}

export function formatOf(path: string): Format | undefined {
  if (/\.(parquet|pq)$/i.test(path)) return "parquet";
  if (/\.csv$/i.test(path)) return "csv";
  return /\.(jsonl|ndjson)$/i.test(path) ? "jsonl" : undefined;
}
