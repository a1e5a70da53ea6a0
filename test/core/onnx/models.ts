import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sourceOf } from "../../../src/core/onnx/source";

export const folder = resolve(__dirname, "../../../../test/fixtures/onnx");

/** What onnx says of a model, and what onnxruntime predicts with it; `make.py` wrote it down. */
export interface Facts {
  readonly producer: string;
  readonly opsets: readonly (readonly [string, number])[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly ValueFacts[];
  readonly outputs: readonly ValueFacts[];
  readonly nodes: readonly (readonly [string, string, readonly string[], readonly string[]])[];
  readonly externalFiles: readonly string[];
  readonly feed: Readonly<
    Record<string, { readonly dims: readonly number[]; readonly data: readonly (number | string)[] }>
  >;
  readonly predicted: Readonly<Record<string, Nested>>;
  /** Of each output that was a dictionary a row. */
  readonly labels: readonly (readonly (number | string)[])[];
}

interface ValueFacts {
  readonly name: string;
  readonly kind: string;
  readonly element: number;
  readonly shape: readonly (number | string | null)[] | null;
}

export type Nested = number | string | boolean | readonly Nested[];

export const facts = JSON.parse(readFileSync(join(folder, "facts.json"), "utf8")) as Readonly<Record<string, Facts>>;

export function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, `${name}.onnx`)));
}

export function openModel(name: string) {
  return sourceOf(bytesOf(name));
}
