import type { TensorType } from "./tensors";

export type Label = number | string;

/** What a model is, for those who read requests and write answers. Plain data: it goes from process to process. */
export interface ModelFacts {
  readonly name: string;
  readonly version: string;
  readonly inputs: readonly InputFacts[];
  /** In the order in which an engine gives them. */
  readonly outputs: readonly OutputFacts[];
  /** Of a classifier. */
  readonly classes: readonly Label[] | undefined;
  /** Places among the outputs; undefined where the model has none. */
  readonly prediction: number;
  readonly probabilities: number | undefined;
  /** What MLflow's signature says of the columns, in its order; undefined without one. */
  readonly columns: readonly ColumnFacts[] | undefined;
}

export interface InputFacts {
  readonly name: string;
  readonly type: TensorType;
  /** Undefined in a place: any size. The first place is the rows wherever `isTable` or `isColumn`. */
  readonly shape: readonly (number | undefined)[];
}

export interface OutputFacts {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly (number | undefined)[];
  /** The output was a dictionary a row (ZipMap): its values stand in the order of `classes`. */
  readonly wasMap: boolean;
}

export interface ColumnFacts {
  readonly name: string;
  /** MLflow's word: double, float, long, integer, boolean, string, datetime, binary. */
  readonly type: string;
  /** False: may be left out, and may be null. */
  readonly required: boolean;
}

/** One tensor of k numbers a row: it takes tables, whatever the names of their columns. */
export function tableInput({ inputs }: Pick<ModelFacts, "inputs">): InputFacts | undefined {
  const [only] = inputs;
  return inputs.length === 1 && only?.shape.length === 2 ? only : undefined;
}
