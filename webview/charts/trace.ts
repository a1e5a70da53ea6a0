import type { Points } from "./extent";
import { firstAtLeast } from "./find";
import type { Scale } from "./scales";

/** A line in pixels: x, y, x, y…; a pair of NaN lifts the pen. */
export interface Trace {
  readonly line: Float32Array;
  /** Points without a neighbour to be joined to. */
  readonly dots: Float32Array;
}

/**
 * The line through what is in view, and through the nearest point beyond either end. Where points are closer than pixels, each
 * column keeps its first, lowest, highest and last, so that no spike is lost.
 */
export function traceLine({ x, y }: Points, across: Scale, up: Scale): Trace {
  const first = Math.max(0, firstAtLeast(x, across.from) - 1);
  let last = firstAtLeast(x, across.to);
  while (last < x.length && (x[last] as number) <= across.to) last++;
  last = Math.min(x.length, last + 1);
  const width = Math.abs(across.pixel(across.to) - across.pixel(across.from)) || 1;
  const pen = createPen();
  const isDense = last - first > width * 4;
  const column = createColumn(pen);
  for (let i = first; i < last; i++) {
    const [px, py] = [across.pixel(x[i] as number), up.pixel(y[i] as number)];
    if (px - px !== 0 || py - py !== 0) {
      column.flush();
      pen.lift();
    } else if (isDense) column.add(px, py);
    else pen.to(px, py);
  }
  column.flush();
  return pen.done();
}

/** Far outside the picture is as good as anywhere outside, and a canvas draws it without harm. */
const far = 20_000;

function createPen() {
  const line: number[] = [];
  const dots: number[] = [];
  let length = 0;
  function end(): void {
    if (length === 1) dots.push(line.at(-2) as number, line.at(-1) as number);
    length = 0;
  }
  return {
    to(x: number, y: number): void {
      line.push(Math.max(-far, Math.min(far, x)), Math.max(-far, Math.min(far, y)));
      length++;
    },
    lift(): void {
      if (length > 0) line.push(Number.NaN, Number.NaN);
      if (length === 1) dots.push(line.at(-4) as number, line.at(-3) as number);
      length = 0;
    },
    done(): Trace {
      end();
      return { line: Float32Array.from(line), dots: Float32Array.from(dots) };
    },
  };
}

function createColumn(pen: ReturnType<typeof createPen>) {
  let at = Number.NaN;
  let count = 0;
  let points: { x: number; y: number }[] = [];
  function flush(): void {
    if (count === 0) return;
    const [first, low, high, last] = points as [Place, Place, Place, Place];
    pen.to(first.x, first.y);
    for (const next of low.x <= high.x ? [low, high] : [high, low])
      if (count > 2 && next !== first && next !== last) pen.to(next.x, next.y);
    if (count > 1) pen.to(last.x, last.y);
    count = 0;
  }
  return {
    flush,
    add(x: number, y: number): void {
      const column = Math.floor(x);
      if (column !== at) flush();
      const place: Place = { x, y };
      if (count === 0) {
        at = column;
        points = [place, place, place, place];
      } else {
        if (y < (points[1] as Place).y) points[1] = place;
        if (y > (points[2] as Place).y) points[2] = place;
        points[3] = place;
      }
      count++;
    },
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}
