/**
 * A WebAssembly module that walks trees for eight rows at a time, so that a processor has eight independent chains of loads
 * to work on, and without a branch that it could guess wrong.
 *
 *     walk(table, tableEnd, rows, rowsEnd, sums, width)
 *
 * `table` has the root and the depth of each tree; a node is 16 bytes: threshold, the feature's place in a row, the left
 * child (the right one follows), where the leaf's numbers are. All places are in bytes. Rows come in eights, `stride` bytes
 * from one to the next: a constant of the code, so that a processor's registers hold the eight nodes and little else.
 */
export function walkModule(stride: number): Uint8Array {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 6, ...new Array<number>(6).fill(i32), 0]),
    ...section(2, [1, ...text("e"), ...text("m"), 0x02, 0x00, 0x01]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("walk"), 0x00, 0x00]),
    ...section(10, [1, ...sized([1, ...number(localCount), i32, ...body(stride), end])]),
  ]);
}

export const lanes = 8;
const [i32, end] = [0x7f, 0x0b];

// parameters, then locals
const [table, tableEnd, rows, rowsEnd, sums, width] = [0, 1, 2, 3, 4, 5];
const [row, sum, steps, at, weight, left] = [6, 7, 8, 9, 10, 11];
const node = (lane: number) => 12 + lane;
const localCount = 6 + lanes;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signedNumber(value)];
const loadInt = (offset: number) => [0x28, 2, ...number(offset)];
const loadFloat = (offset: number) => [0x2a, 2, ...number(offset)];
const storeFloat = [0x38, 2, 0];
const [add, sub, shiftLeft, isUnequal, isBelow] = [0x6a, 0x6b, 0x74, 0x47, 0x49];
const [addFloats, isAbove] = [0x92, 0x5e];

/** Around again while what `more` leaves is not zero. */
function loop(content: readonly number[], more: readonly number[]): number[] {
  return [0x03, 0x40, ...content, ...more, 0x0d, 0, end];
}

function each(code: (lane: number) => readonly number[]): number[] {
  return Array.from({ length: lanes }, (_, lane) => code(lane)).flat();
}

function body(stride: number): number[] {
  const step = each((lane) => [
    ...get(node(lane)),
    ...loadInt(8),
    ...get(row),
    ...get(node(lane)),
    ...loadInt(4),
    add,
    ...loadFloat(lane * stride),
    ...get(node(lane)),
    ...loadFloat(0),
    isAbove,
    ...constant(4),
    shiftLeft,
    add,
    ...set(node(lane)),
  ]);
  const descend = [
    ...get(table),
    ...loadInt(4),
    ...set(steps),
    ...loop(step, [...get(steps), ...constant(1), sub, 0x22, steps]),
  ];
  const collect = each((lane) => [
    ...get(node(lane)),
    ...loadInt(12),
    ...set(weight),
    ...get(width),
    ...set(left),
    ...loop(
      [
        ...get(at),
        ...get(at),
        ...loadFloat(0),
        ...get(weight),
        ...loadFloat(0),
        addFloats,
        ...storeFloat,
        ...[...get(at), ...constant(4), add, ...set(at)],
        ...[...get(weight), ...constant(4), add, ...set(weight)],
      ],
      [...get(left), ...constant(1), sub, 0x22, left],
    ),
  ]);
  const eight = [
    ...each((lane) => [...get(table), ...loadInt(0), ...set(node(lane))]),
    ...descend,
    ...[...get(row), ...constant(lanes * stride), add, ...set(row)],
    ...[...get(sum), ...set(at)],
    ...collect,
    ...[...get(at), ...set(sum)],
  ];
  const tree = [
    ...[...get(rows), ...set(row)],
    ...[...get(sums), ...set(sum)],
    ...loop(eight, [...get(row), ...get(rowsEnd), isBelow]),
    ...[...get(table), ...constant(8), add, ...set(table)],
  ];
  return loop(tree, [...get(table), ...get(tableEnd), isUnequal]);
}

function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)];
}

function signedNumber(value: number): number[] {
  return value < 64 ? [value] : [(value & 0x7f) | 0x80, ...signedNumber(value >>> 7)];
}

function sized(content: readonly number[]): number[] {
  return [...number(content.length), ...content];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function text(word: string): number[] {
  return sized([...new TextEncoder().encode(word)]);
}
