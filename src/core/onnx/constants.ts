import { type Field, fieldsOf, signed, textOf } from "./fields";
import type { Model, Node } from "./model";
import type { Source } from "./source";

/** Numbers, or texts, that stand in a graph. */
export interface Constant {
  readonly dims: readonly number[];
  readonly numbers: Float64Array;
  /** Of a list of texts, which has no numbers. */
  readonly texts: readonly string[];
}

/** Weights and constants of a graph by name: each is read when it is asked for. Undefined: no numbers, or in another file. */
export function constantsOf(source: Source, { graph, nodes }: Model): (name: string) => Constant | undefined {
  const places = new Map<string, Pick<Field, "from" | "to">>();
  for (const field of fieldsOf(source, graph.from, graph.to)) {
    if (field.number !== 5) continue;
    for (const inner of fieldsOf(source, field.from, field.to))
      if (inner.number === 8) places.set(textOf(source, inner), field);
  }
  for (const node of nodes) {
    const value = node.operation === "Constant" ? tensorIn(source, node) : undefined;
    if (value !== undefined) places.set(node.outputs[0] ?? "", value);
  }
  return (name) => {
    const place = places.get(name);
    return place && readTensor(source, place);
  };
}

function tensorIn(source: Source, { span }: Node): Field | undefined {
  for (const attribute of fieldsOf(source, span.from, span.to)) {
    if (attribute.number !== 5) continue;
    for (const field of fieldsOf(source, attribute.from, attribute.to)) if (field.number === 5) return field;
  }
  return undefined;
}

const types = { float32: 1, int32: 6, int64: 7, float64: 11 } as const;

function readTensor(source: Source, { from, to }: Pick<Field, "from" | "to">): Constant | undefined {
  const dims: number[] = [];
  const listed: number[] = [];
  const texts: string[] = [];
  let type = 0;
  let raw: Uint8Array | undefined;
  for (const field of fieldsOf(source, from, to)) {
    const bytes = () => source.read(field.from, field.to - field.from).slice();
    if (field.number === 1) dims.push(...(field.value === undefined ? varints(bytes()) : [signed(field)]));
    else if (field.number === 2) type = signed(field);
    else if (field.number === 4) listed.push(...new Float32Array(bytes().buffer));
    else if (field.number === 10) listed.push(...new Float64Array(bytes().buffer));
    else if (field.number === 5 || field.number === 7)
      listed.push(...(field.value === undefined ? varints(bytes()) : [signed(field)]));
    else if (field.number === 6) texts.push(textOf(source, field));
    else if (field.number === 9) raw = bytes();
    else if (field.number === 13) return undefined; // beside the file
  }
  const numbers = raw === undefined || raw.length === 0 ? Float64Array.from(listed) : decode(type, raw);
  const count = dims.reduce((product, size) => product * size, 1);
  return numbers !== undefined && numbers.length + texts.length === count ? { dims, numbers, texts } : undefined;
}

function decode(type: number, { buffer }: Uint8Array): Float64Array | undefined {
  if (type === types.float32) return Float64Array.from(new Float32Array(buffer));
  if (type === types.float64) return new Float64Array(buffer);
  if (type === types.int32) return Float64Array.from(new Int32Array(buffer));
  if (type === types.int64) return Float64Array.from(new BigInt64Array(buffer), Number);
  return undefined;
}

function varints(bytes: Uint8Array): number[] {
  const found: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    found.push(Number(BigInt.asIntN(64, value)));
    value = shift = 0n;
  }
  return found;
}
