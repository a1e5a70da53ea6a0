import type { Direction } from "../../src/core/metrics/direction";
import type { Spark } from "../../src/shared/runTable";

export const sparkSize = { width: 48, height: 16 } as const;
const edge = 2;

export interface Drawn {
  readonly path: string;
  /** The best point, or the last where there is no better. */
  readonly x: number;
  readonly y: number;
}

const drawn = new WeakMap<Spark, { direction: Direction; drawn: Drawn }>();

/** A word-sized line; each is worked out once. */
export function drawSpark(spark: Spark, direction: Direction): Drawn {
  const known = drawn.get(spark);
  if (known && known.direction === direction) return known.drawn;
  const fresh = draw(spark, direction);
  drawn.set(spark, { direction, drawn: fresh });
  return fresh;
}

function draw({ steps, values }: Spark, direction: Direction): Drawn {
  const [x0 = 0] = steps;
  const width = Math.max((steps.at(-1) ?? 0) - x0, Number.MIN_VALUE);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let best = values.length - 1;
  for (const [i, value] of values.entries()) {
    if (value < low) low = value;
    if (value > high) high = value;
    const other = values[best] as number;
    if ((direction === "lower" && value < other) || (direction === "higher" && value > other)) best = i;
  }
  const height = high - low;
  const xOf = (step: number) => round(edge + ((step - x0) / width) * (sparkSize.width - 2 * edge));
  const yOf = (value: number) =>
    round(height === 0 ? sparkSize.height / 2 : edge + ((high - value) / height) * (sparkSize.height - 2 * edge));
  const path = values.map((value, i) => `${i === 0 ? "M" : "L"}${xOf(steps[i] as number)} ${yOf(value)}`).join("");
  return { path, x: xOf(steps[best] ?? 0), y: yOf(values[best] ?? 0) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
