import type { Forest } from "./forest";
import type { Ranks } from "./ranks";
import {
  add,
  constant,
  end,
  functionType,
  get,
  i32,
  isBelow,
  joined,
  loadInt,
  loop,
  move,
  multiply,
  number,
  set,
  v128,
  wasmModule,
} from "./wasmCode";

/** Where in the memory things are, in bytes. */
export interface WidePlaces {
  /** Vectors of sixteen times 0, 1, 2 and so on to 255. */
  readonly bytes: number;
  /** Of each column: its feature's place in a row, where its thresholds begin and end. */
  readonly columns: number;
  readonly thresholds: readonly number[];
  /** Of each tree: the numbers of its leaves, from left to right. */
  readonly leaves: readonly number[];
  readonly ranks: number;
  readonly sums: number;
  readonly rows: number;
}

/** Rows whose bytes fill a vector. */
export const wideLanes = 16;

/**
 * A WebAssembly module that is the forest: each tree a formula without a branch or a step from node to node, which chooses
 * the leaves of sixteen rows at a time by comparing bytes (ranks) and not numbers.
 *
 *     walk(rowsEnd, ranksEnd, stride)
 *
 * Rows come in sixteens, `stride` bytes from one to the next; so do the sums: of sixteen rows the first numbers, then the
 * second ones. Sums are added to in the order of the trees.
 */
export function wideModule(forest: Forest, ranks: Ranks, places: WidePlaces): Uint8Array {
  const trees = forest.roots.length;
  const codeOf = treeMaker(forest, ranks, places);
  const callEach = Array.from({ length: trees }, (_, tree) => [
    ...[...constant(places.ranks), ...get(1), ...constant(places.sums)],
    ...call(firstTree + tree),
  ]).flat();
  const all = [0, ...constant(places.rows), ...get(0), ...get(2), ...call(rankPlace), ...callEach, end];
  return wasmModule(
    [functionType(i32, i32, i32), functionType(v128, i32, i32)],
    [
      { type: 0, code: rankRows(places, ranks.columns.length) },
      { type: 1, code: addLeaves(forest.width) },
      ...Array.from({ length: trees }, (_, tree) => ({ type: 0, code: codeOf(tree) })),
      { type: 0, code: all },
    ],
    { name: "walk", place: firstTree + trees },
  );
}

const [rankPlace, addPlace, firstTree] = [0, 1, 2];
const simd = (operation: number) => [0xfd, ...number(operation)];
const memory = (operation: number, offset: number) => [...simd(operation), 0, ...number(offset)];
const loadVector = (offset: number) => memory(0, offset);
const storeVector = (offset: number) => memory(0x0b, offset);
const loadSplat = memory(0x09, 0);
const loadFirst = (offset: number) => memory(0x5c, offset);
const loadLane = (lane: number, offset: number) => [...memory(0x56, offset), lane];
const byteOf = (lane: number) => [...simd(0x16), lane];
const [splatInt, isFloatAbove, subInts, addFloats] = [simd(0x11), simd(0x44), simd(0xb1), simd(0xe4)];
const [narrowInts, narrowShorts] = [simd(0x85), simd(0x65)];
const [isByteAbove, addBytes, choose] = [simd(0x27), simd(0x6e), simd(0x52)];
const call = (place: number) => [0x10, ...number(place)];
const quarters = [0, 1, 2, 3];

/** `rank(rows, rowsEnd, stride)`: a rank is its count less 128, as bytes with a sign are quicker to compare. */
function rankRows(places: WidePlaces, columns: number): number[] {
  const [rows, rowsEnd, stride] = [0, 1, 2];
  const [column, at, threshold, thresholdsEnd, ranks] = [3, 4, 5, 6, 7];
  const value = (quarter: number) => 8 + quarter;
  const count = (quarter: number) => 12 + quarter;
  const splat = 16;
  const onward = move(at, get(stride));
  const gather = quarters.flatMap((quarter) => [
    ...[...get(at), ...loadFirst(0), ...set(value(quarter)), ...onward],
    ...[1, 2, 3].flatMap((lane) => [
      ...[...get(at), ...get(value(quarter)), ...loadLane(lane, 0), ...set(value(quarter))],
      ...onward,
    ]),
    ...[...constant(-128), ...splatInt, ...set(count(quarter))],
  ]);
  const compare = [
    ...[...get(threshold), ...loadSplat, ...set(splat)],
    ...quarters.flatMap((quarter) => [
      ...get(count(quarter)),
      ...[...get(value(quarter)), ...get(splat), ...isFloatAbove],
      ...subInts, // what is true is -1
      ...set(count(quarter)),
    ]),
    ...move(threshold, constant(4)),
  ];
  const one = [
    ...[...get(rows), ...get(column), ...loadInt(0), add, ...set(at)],
    ...gather,
    ...[...get(column), ...loadInt(4), ...set(threshold)],
    ...[...get(column), ...loadInt(8), ...set(thresholdsEnd)],
    ...loop(compare, [...get(threshold), ...get(thresholdsEnd), isBelow]),
    ...get(ranks),
    ...[...get(count(0)), ...get(count(1)), ...narrowInts],
    ...[...get(count(2)), ...get(count(3)), ...narrowInts],
    ...[...narrowShorts, ...storeVector(0)],
    ...move(ranks, constant(wideLanes)),
    ...move(column, constant(12)),
  ];
  const columnsEnd = places.columns + columns * 12;
  const sixteen = [
    ...[...constant(places.columns), ...set(column)],
    ...loop(one, [...get(column), ...constant(columnsEnd), isBelow]),
    ...move(rows, [...get(stride), ...constant(wideLanes), multiply]),
  ];
  return [
    ...[2, 5, i32, 9, v128],
    ...[...constant(places.ranks), ...set(ranks)],
    ...loop(sixteen, [...get(rows), ...get(rowsEnd), isBelow]),
    end,
  ];
}

/** `add(leaves chosen, their numbers, sums)` */
function addLeaves(width: number): number[] {
  const [chosen, numbers, sum, four] = [0, 1, 2, 7];
  const place = (lane: number) => 3 + lane;
  const code = quarters.flatMap((quarter) => [
    ...quarters.flatMap((lane) => [
      ...[...get(chosen), ...byteOf(quarter * 4 + lane), ...constant(width * 4), multiply],
      ...[...get(numbers), add, ...set(place(lane))],
    ]),
    ...Array.from({ length: width }, (_, k) => {
      const at = (k * wideLanes + quarter * 4) * 4;
      return [
        ...[...get(place(0)), ...loadFirst(k * 4), ...set(four)],
        ...[1, 2, 3].flatMap((lane) => [
          ...[...get(place(lane)), ...get(four), ...loadLane(lane, k * 4), ...set(four)],
        ]),
        ...[...get(sum), ...get(sum), ...loadVector(at), ...get(four), ...addFloats, ...storeVector(at)],
      ];
    }).flat(),
  ]);
  return [2, 4, i32, 1, v128, ...code, end];
}

/** Makes the code of one tree after the other: `tree(ranks, ranksEnd, sums)`. */
function treeMaker({ child, roots, width }: Forest, ranks: Ranks, places: WidePlaces): (tree: number) => Uint8Array {
  const [rank, rankEnd, sum] = [0, 1, 2];
  const piece = (...words: readonly number[][]) => Uint8Array.from(words.flat());
  const bytes = Array.from({ length: 256 }, (_, i) => piece(constant(0), loadVector(places.bytes + i * wideLanes)));
  const byte = (value: number) => bytes[value & 255] as Uint8Array;
  const rankOf = ranks.columns.map((_, column) => piece(get(rank), loadVector(column * wideLanes)));
  const [pairEnd, choiceEnd] = [piece(isByteAbove, addBytes), piece(isByteAbove, choose)]; // what is true is -1
  const isLeaf = (node: number) => child[node] === node;

  return (tree) => {
    const code: Uint8Array[] = [];
    let leaves = 0;
    /** Leaves are numbered from left to right. */
    const choice = (node: number): void => {
      const left = child[node] as number;
      const goesLeft = [
        byte((ranks.rank[node] as number) + 1 - 128),
        rankOf[ranks.column[node] as number] as Uint8Array,
      ];
      if (left === node) code.push(byte(leaves++));
      else if (isLeaf(left) && isLeaf(left + 1)) {
        code.push(byte(leaves + 1), ...goesLeft, pairEnd);
        leaves += 2;
      } else {
        choice(left);
        choice(left + 1);
        code.push(...goesLeft, choiceEnd);
      }
    };
    choice(roots[tree] as number);
    const head = piece([0, 0x03, 0x40]);
    const tail = piece(
      [...constant(places.leaves[tree] as number), ...get(sum), ...call(addPlace)],
      move(rank, constant(ranks.columns.length * wideLanes)),
      move(sum, constant(width * wideLanes * 4)),
      [...get(rank), ...get(rankEnd), isBelow, 0x0d, 0, end, end],
    );
    return joined([head, ...code, tail]);
  };
}
