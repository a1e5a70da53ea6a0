import { logMass, quantileWithin } from "./normal";
import { createRandom, type Random } from "./random";
import { drawPoint, keyOf } from "./randomSearch";
import { type NumberRange, type Observation, onGrid, type Point, type Space, sizeOf, stepOf } from "./space";

/** Trials before the first guess. */
const startUp = 10;
const candidates = 24;

/**
 * The `index`-th point of a search by tree-structured Parzen estimators (Bergstra and others, 2011): of points drawn where
 * good trials lie, the one that most sets them apart from the others. Trials that run count among the others, so that
 * many at a time do not ask the same. All parameters are drawn from one trial's surroundings together, as Optuna 5 does.
 */
export function tpePoint(space: Space, past: readonly Observation[], seed: number, index: number): Point {
  const random = createRandom(seed, index);
  const scored = past.filter(({ score }) => score !== undefined && !Number.isNaN(score));
  if (scored.length < startUp) return drawNew(space, past, random, () => drawPoint(space, random));
  const byScore = [...scored].sort((a, b) => (a.score ?? 0) - (b.score ?? 0));
  const goodCount = Math.min(Math.ceil(0.1 * scored.length), 25);
  const good = new Set(byScore.slice(0, goodCount));
  const inOrder = (isGood: boolean) => past.filter((each) => good.has(each) === isGood);
  const [below, above] = [inOrder(true), inOrder(false)];
  const pointsOf = (observations: readonly Observation[]) => observations.map(({ point }) => point);
  const [likely, others] = [mixtureOf(space, pointsOf(below)), mixtureOf(space, pointsOf(above))];
  return drawNew(space, past, random, () => bestOf(likely, others, random));
}

/** Where points are countable, one that was not tried; by chance when the guesses say the same again and again. */
function drawNew(space: Space, past: readonly Observation[], random: Random, guess: () => Point): Point {
  const first = guess();
  if (!Number.isFinite(sizeOf(space)) || past.length >= sizeOf(space)) return first;
  const names = [...space.keys()];
  const seen = new Set(past.map(({ point }) => keyOf(new Map(names.map((name) => [name, point.get(name) ?? 0])))));
  let point = first;
  for (let tries = 0; seen.has(keyOf(point)) && tries < 200; tries++)
    point = tries < 5 ? guess() : drawPoint(space, random);
  return point;
}

function bestOf(likely: Mixture, others: Mixture, random: Random): Point {
  let best = likely.draw(random);
  let most = likely.logDensity(best) - others.logDensity(best);
  for (let i = 1; i < candidates; i++) {
    const point = likely.draw(random);
    const gain = likely.logDensity(point) - others.logDensity(point);
    if (gain > most) [best, most] = [point, gain];
  }
  return best;
}

/** One kernel around each trial and one over all that is possible. */
interface Mixture {
  draw(random: Random): Point;
  logDensity(point: Point): number;
}

/** What a kernel says of one parameter. */
interface Kernels {
  draw(kernel: number, random: Random): number;
  logDensity(kernel: number, at: number): number;
}

function mixtureOf(space: Space, points: readonly Point[]): Mixture {
  const weights = weightsOf(points.length);
  const logWeights = weights.map(Math.log);
  const kernelsOf = [...space].map(([name, dimension]) => {
    const seen = points.map((point) => point.get(name) ?? 0);
    return [
      name,
      dimension.kind === "choice" ? choiceKernels(dimension.values.length, seen) : rangeKernels(dimension, seen),
    ] as const;
  });
  return {
    draw(random) {
      const kernel = pick(weights, random);
      return new Map(kernelsOf.map(([name, kernels]) => [name, kernels.draw(kernel, random)]));
    },
    logDensity: (point) =>
      logSum(
        logWeights.map((weight, kernel) =>
          kernelsOf.reduce((sum, [name, each]) => sum + each.logDensity(kernel, point.get(name) ?? 0), weight),
        ),
      ),
  };
}

/** Newer trials weigh more once there are more than 25; the last weight is that of what was believed before. */
function weightsOf(count: number): number[] {
  const ramp = count - 25;
  const weights = Array.from({ length: count }, (_, i) => {
    if (i >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + (i / (ramp - 1)) * (1 - 1 / count);
  });
  const all = [...weights, 1];
  const sum = all.reduce((total, each) => total + each, 0);
  return all.map((each) => each / sum);
}

function choiceKernels(count: number, seen: readonly number[]): Kernels {
  const other = 1 / (seen.length + 1);
  const whole = 1 + count * other;
  const shares = seen.map((own) => Array.from({ length: count }, (_, at) => ((at === own ? 1 : 0) + other) / whole));
  shares.push(new Array<number>(count).fill(1 / count));
  return {
    draw: (kernel, random) => pick(shares[kernel] ?? [], random),
    logDensity: (kernel, at) => Math.log(shares[kernel]?.[at] ?? Number.MIN_VALUE),
  };
}

/** Normal distributions that are cut off at the ends of the range. */
function rangeKernels(range: NumberRange, seen: readonly number[]): Kernels {
  const half = (stepOf(range) ?? 0) / 2;
  const to = (value: number) => (range.log ? Math.log(value) : value);
  const from = (value: number) => (range.log ? Math.exp(value) : value);
  const [low, high] = [to(range.low - half), to(range.high + half)];
  const tried = seen.map(to);
  const widths = [...widthsOf(tried, low, high), high - low];
  const kernels = [...tried, (low + high) / 2].map((mean, i) => {
    const width = widths[i] ?? 1;
    const [a, b] = [(low - mean) / width, (high - mean) / width];
    return { mean, width, a, b, logMass: logMass(a, b) };
  });
  return {
    draw(kernel, random) {
      const { mean, width, a, b } = kernels[kernel] as (typeof kernels)[number];
      return onGrid(range, from(mean + width * quantileWithin(random(), a, b)));
    },
    logDensity(kernel, at) {
      const { mean, width, logMass: whole } = kernels[kernel] as (typeof kernels)[number];
      if (half > 0) return logMass((to(at - half) - mean) / width, (to(at + half) - mean) / width) - whole;
      const z = (to(at) - mean) / width;
      return -0.5 * z * z - Math.log(width) - whole;
    },
  };
}

/** As far as to the farther neighbour, but not narrower than a share of the range that shrinks with their number. */
function widthsOf(means: readonly number[], low: number, high: number): number[] {
  const order = means.map((_, i) => i).sort((a, b) => (means[a] ?? 0) - (means[b] ?? 0));
  const sorted = order.map((i) => means[i] ?? 0);
  const least = (high - low) / Math.min(100, means.length + 2);
  const widths = new Array<number>(means.length).fill(0);
  for (const [place, i] of order.entries()) {
    const mean = sorted[place] ?? 0;
    const [before, after] = [sorted[place - 1], sorted[place + 1]];
    // the ends of the range count only for a trial that is alone
    const gaps = means.length > 1 ? [before, after] : [low, high];
    const gap = Math.max(...gaps.map((each) => (each === undefined ? 0 : Math.abs(mean - each))));
    widths[i] = Math.min(Math.max(gap, least), high - low);
  }
  return widths;
}

function pick(weights: readonly number[], random: Random): number {
  let left = random() * weights.reduce((sum, each) => sum + each, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

function logSum(terms: readonly number[]): number {
  const most = Math.max(...terms);
  if (!Number.isFinite(most)) return most;
  return most + Math.log(terms.reduce((sum, each) => sum + Math.exp(each - most), 0));
}
