/** What a model says of itself, without its weights. */
export interface Model {
  readonly producer: string;
  readonly producerVersion: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  /** Files beside the model that hold weights. */
  readonly externalFiles: readonly string[];
  /** The place of the graph's own bytes. */
  readonly graph: Span;
}

export interface Span {
  /** With tag and length. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export type ValueKind = "tensor" | "sequence" | "map" | "unknown";

export interface Value {
  readonly name: string;
  readonly kind: ValueKind;
  /** ONNX's number of the type of a tensor's elements; 0: not said. */
  readonly element: number;
  /** Undefined: not said at all. A number, a name, or undefined where any size goes. */
  readonly shape: readonly (number | string | undefined)[] | undefined;
  readonly span: Span;
}

export interface Node {
  readonly operation: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly span: Span;
}
