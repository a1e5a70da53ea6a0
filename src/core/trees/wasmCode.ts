/** Words of WebAssembly's binary form, for code that is made here. */

export const i32 = 0x7f;
export const v128 = 0x7b;
export const end = 0x0b;

type Code = Uint8Array | readonly number[];

/** A module that takes its memory as `e.m`. Functions are known by their places. */
export function wasmModule(
  types: readonly (readonly number[])[],
  functions: readonly { readonly type: number; readonly code: Code }[],
  exported: { readonly name: string; readonly place: number },
): Uint8Array {
  const codes = functions.flatMap(({ code }) => [number(code.length), code]);
  return joined([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [number(types.length), ...types]),
    ...section(2, [[1], text("e"), text("m"), [0x02, 0x00, 0x01]]),
    ...section(3, [number(functions.length), functions.map(({ type }) => type)]),
    ...section(7, [[1], text(exported.name), [0x00], number(exported.place)]),
    ...section(10, [number(functions.length), ...codes]),
  ]);
}

/** Takes such values and gives none. */
export function functionType(...parameters: readonly number[]): number[] {
  return [0x60, parameters.length, ...parameters, 0];
}

/** Without spreading: code may be long. */
export function joined(pieces: readonly Code[]): Uint8Array {
  const all = new Uint8Array(sizeOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function sizeOf(pieces: readonly Code[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

export function number(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

export const get = (local: number) => [0x20, local];
export const set = (local: number) => [0x21, local];
export const keep = (local: number) => [0x22, local];
export const constant = (value: number) => [0x41, ...signedNumber(value)];
export const loadInt = (offset: number) => [0x28, 2, ...number(offset)];
export const [add, sub, multiply, shiftLeft, isUnequal, isBelow] = [0x6a, 0x6b, 0x6c, 0x74, 0x47, 0x49];

/** Adds to a local. */
export function move(local: number, by: readonly number[]): number[] {
  return [...get(local), ...by, add, ...set(local)];
}

/** Around again while what `more` leaves is not zero. */
export function loop(content: readonly number[], more: readonly number[]): number[] {
  return [0x03, 0x40, ...content, ...more, 0x0d, 0, end];
}

function signedNumber(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return isLast ? [low] : [low | 0x80, ...signedNumber(rest)];
}

function section(id: number, content: readonly Code[]): Code[] {
  return [[id], number(sizeOf(content)), ...content];
}

function text(word: string): number[] {
  return [word.length, ...new TextEncoder().encode(word)];
}
