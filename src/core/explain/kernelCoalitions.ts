import type { Chance } from "./chance";

export interface Coalitions {
  /** A mark a player, coalition after coalition. */
  readonly coalitions: Uint8Array;
  readonly weights: Float64Array;
}

/**
 * Which coalitions are asked for, and what each counts: sizes that can be enumerated are, from the smallest and the largest on; of the others
 * some are drawn, each with its complement. As shap's Kernel explainer chooses them, with numpy's numbers.
 */
export function chooseCoalitions(count: number, most: number, chance: Chance): Coalitions {
  const sizes = Math.ceil((count - 1) / 2);
  const paired = Math.floor((count - 1) / 2);
  const shares = normal(
    Array.from({ length: sizes }, (_, i) => ((count - 1) / ((i + 1) * (count - i - 1))) * (i < paired ? 2 : 1)),
  );
  const marks: Uint8Array[] = [];
  const weights: number[] = [];
  const add = (mark: Uint8Array, weight: number) => {
    marks.push(mark.slice());
    weights.push(weight);
  };

  let left = most;
  let rest = shares;
  let full = 0;
  for (; full < sizes; full++) {
    const size = full + 1;
    const isPaired = size <= paired;
    const sets = choices(count, size) * (isPaired ? 2 : 1);
    const share = rest[full] as number;
    if ((left * share) / sets < 1 - 1e-8) break;
    left -= sets;
    if (share < 1) rest = rest.map((each) => each / (1 - share));
    const weight = (shares[full] as number) / choices(count, size) / (isPaired ? 2 : 1);
    for (const mark of ofSize(count, size)) {
      add(mark, weight);
      if (isPaired) add(complement(mark), weight);
    }
  }
  if (full < sizes) drawRest();
  const coalitions = new Uint8Array(marks.length * count);
  for (const [i, mark] of marks.entries()) coalitions.set(mark, i * count);
  return { coalitions, weights: Float64Array.from(weights) };

  function drawRest(): void {
    const fixed = marks.length;
    let wanted = most - fixed;
    const odds = normal(shares.map((share, i) => (i < paired ? share / 2 : share)).slice(full));
    const drawn = choose(odds, 4 * wanted, chance);
    const places = new Map<string, number>();
    const order = new Int32Array(count);
    for (let at = 0; at < drawn.length && wanted > 0; at++) {
      const size = (drawn[at] as number) + full + 1;
      for (let i = 0; i < count; i++) order[i] = i;
      chance.shuffle(order);
      const mark = new Uint8Array(count);
      for (let i = 0; i < size; i++) mark[order[i] as number] = 1;
      const key = mark.join("");
      const known = places.get(key);
      if (known === undefined) {
        places.set(key, marks.length);
        wanted--;
        add(mark, 1);
      } else weights[known] = (weights[known] as number) + 1;
      if (wanted <= 0 || size > paired) continue;
      if (known === undefined) {
        wanted--;
        add(complement(mark), 1);
      } else weights[known + 1] = (weights[known + 1] as number) + 1;
    }
    const share = shares.slice(full).reduce((sum, each) => sum + each, 0);
    const sum = weights.slice(fixed).reduce((all, each) => all + each, 0);
    for (let i = fixed; i < weights.length; i++) weights[i] = ((weights[i] as number) * share) / sum;
  }
}

function normal(weights: readonly number[]): number[] {
  const sum = weights.reduce((all, each) => all + each, 0);
  return weights.map((each) => each / sum);
}

/** numpy's `choice` with probabilities. */
function choose(odds: readonly number[], count: number, chance: Chance): Int32Array {
  let sum = 0;
  const limits = odds.map((each) => {
    sum += each;
    return sum;
  });
  return Int32Array.from({ length: count }, () => {
    const value = chance.next() * sum;
    const found = limits.findIndex((limit) => limit > value);
    return found < 0 ? odds.length - 1 : found;
  });
}

function complement(mark: Uint8Array): Uint8Array {
  return mark.map((each) => 1 - each);
}

function choices(count: number, size: number): number {
  let value = 1;
  for (let i = 1; i <= size; i++) value = (value * (count - size + i)) / i;
  return Math.round(value);
}

/** All coalitions of a size, in the order of their first players. The same array each time. */
function* ofSize(count: number, size: number): Generator<Uint8Array> {
  const mark = new Uint8Array(count);
  function* from(first: number, left: number): Generator<Uint8Array> {
    if (left === 0) {
      yield mark;
      return;
    }
    for (let player = first; player <= count - left; player++) {
      mark[player] = 1;
      yield* from(player + 1, left - 1);
      mark[player] = 0;
    }
  }
  yield* from(0, size);
}
