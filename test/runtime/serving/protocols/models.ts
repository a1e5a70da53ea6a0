import type { InputFacts, ModelFacts, OutputFacts } from "../../../../src/runtime/serving/modelFacts";
import type { TensorType } from "../../../../src/runtime/serving/tensors";

export function input(name: string, type: TensorType, shape: InputFacts["shape"]): InputFacts {
  return { name, type, shape };
}

export function output(name: string, type: TensorType, shape: OutputFacts["shape"], wasMap = false): OutputFacts {
  return { name, type, shape, wasMap };
}

export const any = undefined;

/** A table of `width` columns and a number out, unless told otherwise. */
export function model(changes: Partial<ModelFacts> = {}): ModelFacts {
  return {
    name: "churn",
    version: "3",
    inputs: [input("X", "float32", [any, 4])],
    outputs: [output("variable", "float32", [any, 1])],
    classes: undefined,
    prediction: 0,
    probabilities: undefined,
    columns: undefined,
    ...changes,
  };
}

export const classifier = model({
  outputs: [output("output_label", "int64", [any]), output("output_probability", "float32", [any, 2], true)],
  classes: [0, 1],
  probabilities: 1,
});

/** A column each, of three types. */
export const named = model({
  inputs: [input("age", "float32", [any, 1]), input("visits", "int64", [any, 1]), input("city", "string", [any, 1])],
  outputs: [output("score", "float32", [any, 1]), output("place", "string", [any, 1])],
});

export function column(name: string, type: string, required = true) {
  return { name, type, required };
}

export const doubles = ["a", "b", "c", "d"].map((name) => column(name, "double"));
