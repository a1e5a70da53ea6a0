/** Rows of a classifier: what came, what was said, and how sure. */
export interface ClassificationRows {
  readonly labels: readonly string[];
  /** Places in `labels`. */
  readonly actual: Int32Array;
  readonly predicted: Int32Array;
  /** Of two classes: the one whose rates are meant. */
  readonly positive?: number;
  /** One a label. */
  readonly probabilities?: readonly Float64Array[];
  readonly weights?: Float64Array;
}

export function isOf(actual: Int32Array, label: number): Uint8Array {
  return Uint8Array.from(actual, (place) => (place === label ? 1 : 0));
}
