import type { Explained } from "../../core/explain/game";
import type { ExplainMethod } from "../../shared/explanation";
import type { EncodedRows, RowEncoder } from "./encodeRows";

export type Space = "raw" | "probability";

/** What is asked of an explanation, besides its rows. */
export interface ExplainChoice {
  readonly method: "auto" | ExplainMethod;
  readonly space: Space;
  /** Coalitions that a row may cost: of permutation and kernel. */
  readonly mostEvaluations?: number | undefined;
}

/** A model made ready to explain rows with one method. */
export interface Prepared {
  readonly method: ExplainMethod;
  readonly space: Space;
  /** Raw values are log-odds. */
  readonly link: "logit" | undefined;
  readonly encoder: RowEncoder;
  readonly outputs: readonly string[];
  readonly notes: readonly string[];
  explain(rows: EncodedRows, onRow?: (done: number) => void): Promise<Explained>;
  /** [row][feature][feature][output]; undefined where the method has none. */
  readonly interactions: ((rows: EncodedRows) => Promise<Float32Array>) | undefined;
  close(): Promise<void>;
}

/** Rows that stand for those the model was made with. */
export interface Backdrop {
  /** As the user gave them. */
  readonly given: EncodedRows | undefined;
  /** The data that is explained, from which they come otherwise. */
  readonly data: EncodedRows;
  /** Somebody waits in a page: a large background is cut. */
  readonly isPage?: boolean | undefined;
}

/** Labels of outputs: classes where there is one each, the last one where there is one of two. */
export function outputLabels(count: number, classes: readonly (string | number)[] | undefined): string[] {
  if (classes !== undefined && classes.length === count) return classes.map(String);
  if (classes !== undefined && classes.length === 2 && count === 1) return [String(classes[1])];
  if (count === 1) return ["prediction"];
  return Array.from({ length: count }, (_, i) => `${classes === undefined ? "prediction" : "class"}_${i}`);
}
