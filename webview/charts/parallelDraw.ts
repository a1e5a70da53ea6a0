import type { Placed } from "./parallelModel";

/** Where axes stand, in pixels. */
export interface ParallelRoom {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  readonly xs: readonly number[];
}

const sides = { left: 44, right: 18 } as const;
const nearest = 76;

export function roomOf(axes: number, wanted: number, height: number): ParallelRoom {
  const width = Math.max(wanted, sides.left + sides.right + nearest * (axes - 1));
  const step = axes > 1 ? (width - sides.left - sides.right) / (axes - 1) : 0;
  return {
    width,
    height,
    top: 10,
    bottom: height - 10,
    xs: Array.from({ length: axes }, (_, i) => sides.left + i * step),
  };
}

export function yOf({ top, bottom }: ParallelRoom, share: number): number {
  return bottom - share * (bottom - top);
}

/** Where each line crosses each axis. Axes of few values are spread a little, so that lines do not hide each other. */
export function crossings(axes: readonly Placed[], room: ParallelRoom, count: number): Float32Array[] {
  return axes.map(({ shares }) => {
    const isFew = count > 20 && new Set(shares).size <= 12;
    return Float32Array.from(shares, (share, i) => yOf(room, share) + (isFew ? spread(i) : 0));
  });
}

/** The same for the same line each time: no randomness. */
function spread(line: number): number {
  return ((((line * 2654435761) >>> 0) / 4294967296) * 2 - 1) * 3.5;
}

/** Adds a line to the path; where it has no value it is broken. */
export function traceParallel(
  path: Pick<CanvasRenderingContext2D, "moveTo" | "bezierCurveTo">,
  xs: readonly number[],
  ys: readonly Float32Array[],
  line: number,
): void {
  for (let i = 0; i + 1 < xs.length; i++) {
    const [x, y] = [xs[i] as number, ys[i]?.[line] as number];
    const [nextX, nextY] = [xs[i + 1] as number, ys[i + 1]?.[line] as number];
    if (y - y !== 0 || nextY - nextY !== 0) continue;
    const middle = (x + nextX) / 2;
    path.moveTo(x, y);
    path.bezierCurveTo(middle, y, middle, nextY, nextX, nextY);
  }
}

/** Height of a line between two axes, as it is drawn. */
function heightAt(room: ParallelRoom, ys: readonly Float32Array[], line: number, x: number): number {
  const { xs } = room;
  const i = Math.max(0, Math.min(xs.length - 2, xs.findIndex((each) => each > x) - 1));
  const [from, to] = [xs[i] ?? 0, xs[i + 1] ?? 1];
  const [y, nextY] = [ys[i]?.[line] ?? Number.NaN, ys[i + 1]?.[line] ?? Number.NaN];
  // the curve's x is 1.5t(1−t) + t³ of the way: near enough to t for pointing, y is 3t²−2t³
  const t = Math.max(0, Math.min(1, (x - from) / (to - from)));
  const u = invertCurve(t);
  return y + (nextY - y) * (3 * u * u - 2 * u * u * u);
}

/** The parameter at which the curve has gone that share of its way across. */
function invertCurve(share: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    const x = 1.5 * t * (1 - t) + t ** 3;
    if (x < share) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** The line nearest to the pointer, within so many pixels; −1: none. */
export function lineAt(
  room: ParallelRoom,
  ys: readonly Float32Array[],
  { x, y, within, through }: { x: number; y: number; within: number; through: Uint8Array | undefined },
): number {
  let [best, distance] = [-1, within];
  const count = ys[0]?.length ?? 0;
  for (let line = 0; line < count; line++) {
    if (through && !through[line]) continue;
    const off = Math.abs(heightAt(room, ys, line, x) - y);
    if (off < distance) [best, distance] = [line, off];
  }
  return best;
}
