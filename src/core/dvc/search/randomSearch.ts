import { createRandom, type Random } from "./random";
import { type Dimension, onGrid, type Point, type Space, sizeOf, stepOf } from "./space";

/** The `index`-th point of a random search. Where points are countable none comes twice, until all have come. */
export function randomPoint(space: Space, seed: number, index: number): Point {
  if (sizeOf(space) > mostRemembered) return drawPoint(space, createRandom(seed, index));
  const seen = new Set<string>();
  for (let i = 0; ; i++) {
    const point = drawNew(space, createRandom(seed, i), seen);
    if (i === index) return point;
  }
}

const mostRemembered = 10_000;

function drawNew(space: Space, random: Random, seen: Set<string>): Point {
  if (seen.size >= sizeOf(space)) seen.clear();
  for (let tries = 0; ; tries++) {
    const point = drawPoint(space, random);
    const key = keyOf(point);
    if (seen.has(key) && tries < 1000) continue;
    seen.add(key);
    return point;
  }
}

export function keyOf(point: Point): string {
  return [...point.values()].join(" ");
}

export function drawPoint(space: Space, random: Random): Point {
  return new Map([...space].map(([name, dimension]) => [name, draw(dimension, random)]));
}

/** Evenly; on a logarithmic range evenly in the logarithm. Steps get the same share each, the ends too. */
export function draw(dimension: Dimension, random: Random): number {
  if (dimension.kind === "choice") return Math.floor(random() * dimension.values.length);
  const half = (stepOf(dimension) ?? 0) / 2;
  const [low, high] = [dimension.low - half, dimension.high + half];
  const share = random();
  const drawn = dimension.log
    ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)))
    : low + share * (high - low);
  return onGrid(dimension, drawn);
}
