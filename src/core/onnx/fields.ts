import type { Source } from "./source";

/** A field of a protobuf message: its value is a number, or stands from `from` to `to`. */
export interface Field {
  readonly number: number;
  /** Where the field begins, with its tag. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  /** Of a varint; undefined for the other kinds. */
  readonly value: bigint | undefined;
}

export class OnnxFault extends Error {
  override readonly name = "OnnxFault";
}

/** The fields of the message between two places, none of them read that has a length. */
export function* fieldsOf(source: Source, from: number, to: number): Generator<Field> {
  for (let at = from; at < to; ) {
    const start = at;
    const tag = varint(source, at, to);
    at = tag.next;
    const number = Number(tag.value >> 3n);
    const kind = Number(tag.value & 7n);
    if (number === 0) throw new OnnxFault(`byte ${start} begins no field`);
    if (kind === 0) {
      const { value, next } = varint(source, at, to);
      yield { number, start, from: at, to: next, value };
      at = next;
      continue;
    }
    let length = 0;
    if (kind === 1) length = 8;
    else if (kind === 5) length = 4;
    else if (kind === 2) {
      const said = varint(source, at, to);
      at = said.next;
      length = Number(said.value);
    } else throw new OnnxFault(`byte ${start} begins no field`);
    if (length > to - at) throw new OnnxFault(`it ends at byte ${to}, inside of a field that begins at byte ${start}`);
    yield { number, start, from: at, to: at + length, value: undefined };
    at += length;
  }
}

function varint(source: Source, at: number, end: number): { value: bigint; next: number } {
  const bytes = source.read(at, Math.min(10, end - at));
  let value = 0n;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: at + i + 1 };
  }
  throw new OnnxFault(`it ends at byte ${end}, inside of a number`);
}

const decoder = new TextDecoder();

export function textOf(source: Source, { from, to }: Field): string {
  return decoder.decode(source.read(from, to - from));
}

export function signed({ value = 0n }: Field): number {
  return Number(BigInt.asIntN(64, value));
}
