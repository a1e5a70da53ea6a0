/** What a sum is made of: a feature's number, or 1 where the feature is this one of a list. */
export interface Term {
  readonly feature: number;
  readonly is?: number | string;
}

/** A column that a model computes on its way: a number and so many times each term. */
export interface Sum {
  readonly constant: number;
  readonly weights: ReadonlyMap<number, number>;
}

/** Terms by their place. */
export interface Terms {
  readonly all: readonly Term[];
  place(term: Term): number;
}

export function createTerms(): Terms {
  const all: Term[] = [];
  const places = new Map<string, number>();
  return {
    all,
    place(term) {
      const key = `${term.feature} ${JSON.stringify(term.is) ?? ""}`;
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, all.length);
      all.push(term);
      return all.length - 1;
    },
  };
}

export function constantSum(constant: number): Sum {
  return { constant, weights: new Map() };
}

/** Each column so many times, and all of them together. */
export function combine(columns: readonly Sum[], factors: ArrayLike<number>, constant = 0): Sum {
  const weights = new Map<number, number>();
  let sum = constant;
  for (let i = 0; i < columns.length; i++) {
    const factor = factors[i] as number;
    const column = columns[i] as Sum;
    sum += factor * column.constant;
    if (factor === 0) continue;
    for (const [term, weight] of column.weights) weights.set(term, (weights.get(term) ?? 0) + factor * weight);
  }
  return { constant: sum, weights };
}

export function scaled(column: Sum, factor: number, constant = 0): Sum {
  return combine([column], [factor], constant);
}
