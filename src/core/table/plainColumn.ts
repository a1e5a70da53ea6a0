import { listOf } from "./parquetSubset";
import { type Struct, structOf, types, writeStruct } from "./thrift";

/** How a new column's values are written: as they are, without compression. */
export type PlainType = "int64" | "int32" | "float32" | "float64" | "bool" | "text";

export type PlainValues =
  | Float32Array
  | Float64Array
  | Int32Array
  | BigInt64Array
  /** Texts, and truths; null where there is nothing. */
  | readonly (string | number | bigint | boolean | null)[];

const physical: Readonly<Record<PlainType, number>> = { bool: 0, int32: 1, int64: 2, float32: 4, float64: 5, text: 6 };
const encoder = new TextEncoder();

/** Of a column in the schema. One that may be null says so. */
export function plainElement(name: string, type: PlainType, isOptional: boolean): Struct {
  const isText = type === "text";
  const text = structOf([1, types.struct, structOf()]);
  return structOf(
    [1, types.i32, physical[type]],
    [3, types.i32, isOptional ? 1 : 0],
    [4, types.binary, encoder.encode(name)],
    [6, types.i32, isText ? 0 : undefined],
    [10, types.struct, isText ? text : undefined],
  );
}

/** One data page with its header. */
export function plainPage(type: PlainType, values: PlainValues, isOptional: boolean): Uint8Array {
  const { present, levels } = isOptional ? levelsOf(values) : { present: values, levels: new Uint8Array(0) };
  const body = encode(type, present);
  const size = levels.length + body.length;
  const data = structOf([1, types.i32, values.length], [2, types.i32, 0], [3, types.i32, 3], [4, types.i32, 3]);
  const head = writeStruct(
    structOf([1, types.i32, 0], [2, types.i32, size], [3, types.i32, size], [5, types.struct, data]),
  );
  const page = new Uint8Array(head.length + size);
  page.set(head);
  page.set(levels, head.length);
  page.set(body, head.length + levels.length);
  return page;
}

/** What the footer says of a column in a row group whose pages lie at one place. */
export function plainChunk(
  name: string,
  type: PlainType,
  { at, bytes, rows }: { readonly at: number; readonly bytes: number; readonly rows: number },
): Struct {
  const meta = structOf(
    [1, types.i32, physical[type]],
    [2, types.list, listOf(types.i32, [0, 3])],
    [3, types.list, listOf(types.binary, [encoder.encode(name)])],
    [4, types.i32, 0],
    [5, types.i64, rows],
    [6, types.i64, bytes],
    [7, types.i64, bytes],
    [9, types.i64, at],
  );
  return structOf([2, types.i64, 0], [3, types.struct, meta]);
}

/** 1 where there is a value, 0 where not, as runs of eight. */
function levelsOf(values: PlainValues): { present: PlainValues; levels: Uint8Array } {
  const cells = values as readonly (string | number | bigint | boolean | null)[];
  const groups = Math.ceil(cells.length / 8);
  const head: number[] = [];
  let rest = groups * 2 + 1; // a run of groups of eight that are written out
  for (; rest >= 128; rest = Math.floor(rest / 128)) head.push((rest % 128) | 0x80);
  head.push(rest);
  const levels = new Uint8Array(4 + head.length + groups);
  new DataView(levels.buffer).setUint32(0, head.length + groups, true);
  levels.set(head, 4);
  const present: (string | number | bigint | boolean)[] = [];
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined) continue;
    const place = 4 + head.length + (i >> 3);
    levels[place] = (levels[place] as number) | (1 << (i & 7));
    present.push(cell);
  }
  return { present, levels };
}

function encode(type: PlainType, values: PlainValues): Uint8Array {
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  switch (type) {
    case "text":
      return encodeTexts(values as readonly string[]);
    case "bool": {
      const bytes = new Uint8Array(Math.ceil(values.length / 8));
      values.forEach((value, i) => {
        if (value) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
      });
      return bytes;
    }
    case "int64":
      return encode(
        type,
        BigInt64Array.from(values as readonly (number | bigint)[], (each) => BigInt(each)),
      );
    case "int32":
      return encode(type, Int32Array.from(values as readonly number[]));
    case "float32":
      return encode(type, Float32Array.from(values as readonly number[]));
    default:
      return encode(type, Float64Array.from(values as readonly number[], Number));
  }
}

function encodeTexts(texts: readonly string[]): Uint8Array {
  let bytes = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 64));
  let at = 0;
  for (const text of texts) {
    const most = at + 4 + text.length * 3;
    if (most > bytes.length) {
      const larger = new Uint8Array(Math.max(most, bytes.length * 2));
      larger.set(bytes);
      bytes = larger;
    }
    const { written } = encoder.encodeInto(text, bytes.subarray(at + 4));
    new DataView(bytes.buffer).setUint32(at, written, true);
    at += 4 + written;
  }
  return bytes.subarray(0, at);
}
