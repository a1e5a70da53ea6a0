import type { ColumnFacts, ModelFacts } from "../../modelFacts";
import type { TensorType } from "../../tensors";
import { layoutOf, type Slot } from "../layout";

export type FieldKind = "number" | "whole" | "text" | "truth" | "list";

/** One value of a row, as a person fills it in. */
export interface FormField {
  readonly name: string;
  readonly kind: FieldKind;
  /** As the model or its signature has it. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly example: unknown;
}

/** What one row of a request to `/predict` is made of. */
export interface FormRow {
  /** By their names, or as a list. */
  readonly isNamed: boolean;
  readonly fields: readonly FormField[];
}

/** A table of more columns than this is filled in as a list. */
const mostFields = 60;

const plainExamples: Readonly<Record<FieldKind, unknown>> = {
  number: 0.5,
  whole: 1,
  text: "text",
  truth: true,
  list: [],
};

/** `example`: values of a row that the model is known to take, in the order of its columns. */
export function formRow(model: ModelFacts, example: readonly unknown[] | undefined): FormRow {
  const layout = layoutOf(model);
  if (layout.kind === "tensor" || layout.slots.length === 0 || layout.slots.length > mostFields)
    return { isNamed: false, fields: [] };
  const known = example?.length === layout.slots.length ? example : undefined;
  const fields = layout.slots.map((slot, i): FormField => {
    const input = layout.inputs[slot.input] as ModelFacts["inputs"][number];
    const kind = slot.isSingle ? kindOf(input.type, slot.column) : "list";
    return {
      name: slot.name,
      kind,
      type: slot.column?.type ?? input.type,
      isRequired: slot.column?.required ?? true,
      example: known?.[i] ?? exampleOf(kind, input, slot),
    };
  });
  return { isNamed: layout.names !== undefined, fields };
}

/** The value of `features` in a request that the model takes, as far as its facts say. */
export function exampleFeatures(model: ModelFacts, example: readonly unknown[] | undefined): unknown {
  const { isNamed, fields } = formRow(model, example);
  if (fields.length > 0) {
    if (!isNamed) return fields.map((field) => field.example);
    return Object.fromEntries(fields.map((field) => [field.name, field.example]));
  }
  const layout = layoutOf(model);
  const [input] = model.inputs;
  if (input === undefined) return [];
  if (example !== undefined) return example;
  const sizes = layout.kind === "table" ? [layout.slots.length || 1] : input.shape.slice(1).map((size) => size ?? 1);
  return filled(sizes, plainExamples[kindOf(input.type, undefined)]);
}

function exampleOf(kind: FieldKind, { type, shape }: ModelFacts["inputs"][number], { isSingle }: Slot): unknown {
  if (isSingle) return plainExamples[kind];
  return filled(
    shape.slice(1).map((size) => size ?? 1),
    plainExamples[kindOf(type, undefined)],
  );
}

function filled(sizes: readonly number[], value: unknown): unknown {
  const [size, ...rest] = sizes;
  return size === undefined ? value : Array.from({ length: size }, () => filled(rest, value));
}

function kindOf(type: TensorType, column: ColumnFacts | undefined): FieldKind {
  if (type === "string") return "text";
  if (type === "bool" || column?.type === "boolean") return "truth";
  const isWhole = /^u?int/.test(type) || column?.type === "long" || column?.type === "integer";
  return isWhole ? "whole" : "number";
}
