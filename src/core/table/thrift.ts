/** Thrift's compact protocol, as the footers and page headers of parquet files are written. */

export type Value = number | bigint | boolean | Uint8Array | List | Struct;

export interface List {
  readonly of: number;
  readonly items: readonly Value[];
}

/** Fields by their numbers, in their order. What we do not know is kept as it is. */
export type Struct = ReadonlyMap<number, Field>;

export interface Field {
  readonly type: number;
  readonly value: Value;
}

export const types = {
  true: 1,
  false: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

export class ThriftFault extends Error {
  override readonly name = "ThriftFault";
}

const deepest = 64;

/** `end`: where in the bytes the struct ended. */
export function readStruct(bytes: Uint8Array, from = 0): { readonly struct: Struct; readonly end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;

  const byte = (): number => {
    if (at >= bytes.length) throw new ThriftFault("it ends early");
    return bytes[at++] as number;
  };
  const varint = (): number | bigint => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 7; i++) {
      const each = byte();
      value += (each & 0x7f) * scale;
      if (each < 0x80) return value;
      scale *= 128;
    }
    let large = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const each = byte();
      large |= BigInt(each & 0x7f) << shift;
      if (each < 0x80) return large;
    }
    throw new ThriftFault("a number without end");
  };
  const length = (): number => {
    const value = Number(varint());
    if (value > bytes.length - at) throw new ThriftFault("it ends early");
    return value;
  };
  const zigzag = (): number | bigint => {
    const value = varint();
    if (typeof value === "number") return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    const signed = BigInt.asIntN(64, value & 1n ? -((value + 1n) / 2n) : value / 2n);
    const small = Number(signed);
    return Number.isSafeInteger(small) ? small : signed;
  };
  const value = (type: number, depth: number): Value => {
    if (depth > deepest) throw new ThriftFault("it is nested too deep");
    switch (type) {
      case types.true:
      case types.false:
        return byte() === types.true;
      case types.i8:
        return (byte() << 24) >> 24;
      case types.i16:
      case types.i32:
      case types.i64:
        return zigzag();
      case types.double: {
        if (at + 8 > bytes.length) throw new ThriftFault("it ends early");
        at += 8;
        return view.getFloat64(at - 8, true);
      }
      case types.binary: {
        const size = length();
        at += size;
        return bytes.subarray(at - size, at);
      }
      case types.list:
      case 10: {
        const head = byte();
        const size = head >> 4 === 15 ? length() : head >> 4;
        const of = head & 15;
        return { of, items: Array.from({ length: size }, () => value(of, depth + 1)) };
      }
      case types.struct:
        return struct(depth + 1);
      default:
        throw new ThriftFault(`a type ${type} that parquet does not have`);
    }
  };
  const struct = (depth: number): Struct => {
    const fields = new Map<number, Field>();
    let id = 0;
    for (;;) {
      const head = byte();
      if (head === 0) return fields;
      const type = head & 15;
      id = head >> 4 === 0 ? Number(zigzag()) : id + (head >> 4);
      // the truth of a field stands in its type
      const isTruth = type === types.true || type === types.false;
      fields.set(id, { type, value: isTruth ? type === types.true : value(type, depth) });
    }
  };
  return { struct: struct(0), end: at };
}

export function writeStruct(struct: Struct): Uint8Array {
  let bytes = new Uint8Array(1024);
  let at = 0;
  const room = (more: number) => {
    if (at + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, at + more));
    larger.set(bytes);
    bytes = larger;
  };
  const byte = (value: number) => {
    room(1);
    bytes[at++] = value;
  };
  const varint = (given: number | bigint) => {
    let value = given;
    if (typeof value === "number") for (; value >= 128; value = Math.floor(value / 128)) byte((value % 128) | 0x80);
    else for (; value >= 128n; value >>= 7n) byte(Number(value & 0x7fn) | 0x80);
    byte(Number(value));
  };
  const zigzag = (value: number | bigint) => {
    if (typeof value === "number" && Math.abs(value) < 2 ** 51) varint(value >= 0 ? value * 2 : -value * 2 - 1);
    else varint(BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n)));
  };
  const write = (type: number, value: Value): void => {
    switch (type) {
      case types.true:
      case types.false:
        byte(value ? types.true : types.false);
        return;
      case types.i8:
        byte((value as number) & 0xff);
        return;
      case types.i16:
      case types.i32:
      case types.i64:
        zigzag(value as number | bigint);
        return;
      case types.double: {
        room(8);
        new DataView(bytes.buffer).setFloat64(at, value as number, true);
        at += 8;
        return;
      }
      case types.binary: {
        const binary = value as Uint8Array;
        varint(binary.length);
        room(binary.length);
        bytes.set(binary, at);
        at += binary.length;
        return;
      }
      case types.list:
      case 10: {
        const { of, items } = value as List;
        if (items.length < 15) byte((items.length << 4) | of);
        else {
          byte(0xf0 | of);
          varint(items.length);
        }
        for (const item of items) write(of, item);
        return;
      }
      default:
        fields(value as Struct);
    }
  };
  const fields = (each: Struct): void => {
    let last = 0;
    for (const [id, { type, value }] of [...each].sort(([a], [b]) => a - b)) {
      const isTruth = type === types.true || type === types.false;
      const shown = isTruth ? (value ? types.true : types.false) : type;
      const step = id - last;
      if (step > 0 && step < 16) byte((step << 4) | shown);
      else {
        byte(shown);
        zigzag(id);
      }
      last = id;
      if (!isTruth) write(type, value);
    }
    byte(0);
  };
  fields(struct);
  return bytes.subarray(0, at);
}

/** A struct from its fields: `[number, type, value]`. */
export function structOf(...fields: readonly (readonly [number, number, Value | undefined])[]): Struct {
  const made = new Map<number, Field>();
  for (const [id, type, value] of fields) if (value !== undefined) made.set(id, { type, value });
  return made;
}

export function withFields(struct: Struct, ...fields: readonly (readonly [number, number, Value])[]): Struct {
  const made = new Map(struct);
  for (const [id, type, value] of fields) made.set(id, { type, value });
  return made;
}

export function numberIn(struct: Struct, id: number): number | undefined {
  const value = struct.get(id)?.value;
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

export function structIn(struct: Struct, id: number): Struct | undefined {
  const value = struct.get(id)?.value;
  return value instanceof Map ? value : undefined;
}

export function listIn(struct: Struct, id: number): readonly Value[] {
  const value = struct.get(id)?.value;
  return typeof value === "object" && "items" in value ? value.items : [];
}

export function structsIn(struct: Struct, id: number): readonly Struct[] {
  return listIn(struct, id).filter((each): each is Struct => each instanceof Map);
}

const decoder = new TextDecoder();

export function textIn(struct: Struct, id: number): string | undefined {
  const value = struct.get(id)?.value;
  return value instanceof Uint8Array ? decoder.decode(value) : undefined;
}
