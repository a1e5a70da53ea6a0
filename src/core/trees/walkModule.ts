import {
  add,
  constant,
  end,
  functionType,
  get,
  i32,
  isBelow,
  isUnequal,
  keep,
  loadInt,
  loop,
  move,
  number,
  set,
  shiftLeft,
  sub,
  wasmModule,
} from "./wasmCode";

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
  const code = [1, ...number(localCount), i32, ...body(stride), end];
  return wasmModule([functionType(...new Array<number>(6).fill(i32))], [{ type: 0, code }], { name: "walk", place: 0 });
}

export const lanes = 8;

// parameters, then locals
const [table, tableEnd, rows, rowsEnd, sums, width] = [0, 1, 2, 3, 4, 5];
const [row, sum, steps, at, weight, left] = [6, 7, 8, 9, 10, 11];
const node = (lane: number) => 12 + lane;
const localCount = 6 + lanes;

const loadFloat = (offset: number) => [0x2a, 2, ...number(offset)];
const storeFloat = [0x38, 2, 0];
const [addFloats, isAbove] = [0x92, 0x5e];

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
    ...loop(step, [...get(steps), ...constant(1), sub, ...keep(steps)]),
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
      [...get(left), ...constant(1), sub, ...keep(left)],
    ),
  ]);
  const eight = [
    ...each((lane) => [...get(table), ...loadInt(0), ...set(node(lane))]),
    ...descend,
    ...move(row, constant(lanes * stride)),
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
