import type { ColumnType, DriftTest } from "../../shared/drift";
import { andersonDarling } from "../stats/compare/anderson";
import { countBins, sturgesEdges } from "../stats/compare/bins";
import { chiSquare, fisherExact, gTest, zTest } from "../stats/compare/counts";
import { cramerVonMises } from "../stats/compare/cramerVonMises";
import { energyDistance, wasserstein } from "../stats/compare/distances";
import {
  hellinger,
  jensenShannon,
  kullbackLeibler,
  populationStability,
  withoutZeros,
} from "../stats/compare/divergences";
import { eppsSingleton, middleRange } from "../stats/compare/eppsSingleton";
import { kolmogorovSmirnov } from "../stats/compare/kolmogorovSmirnov";
import { mannWhitneyLess, studentTest } from "../stats/compare/means";
import { distinctOf } from "../stats/compare/walk";
import { align, numbersOf, type Pair, precisionOf, rangeOf, sharesOf, unsortedOf } from "./pair";
import { meanDiscrepancyTest, variationTest } from "./permutations";
import { filledOf } from "./side";
import { textTest } from "./text/textTest";
import { Untestable } from "./untestable";

export interface Measured {
  readonly score: number;
  /** Of a test whose verdict is not read off the threshold. */
  readonly drift?: boolean;
}

interface Test {
  readonly types: readonly ColumnType[];
  readonly threshold: number;
  /** What the score is to the threshold where there is drift. */
  readonly drifts: "<" | "<=" | ">" | ">=";
  measure(pair: Pair, threshold: number): Measured;
}

const numbers: readonly ColumnType[] = ["num"];
const values: readonly ColumnType[] = ["cat"];
const both: readonly ColumnType[] = ["cat", "num"];

type Samples = (reference: Float64Array, current: Float64Array) => number;

function ofNumbers(measure: Samples): Test["measure"] {
  return (pair) => {
    const { reference, current } = numbersOf(pair);
    return { score: measure(reference, current) };
  };
}

function ofShares(measure: Samples): Test["measure"] {
  return (pair) => {
    const { reference, current } = sharesOf(pair);
    return { score: measure(reference, current) };
  };
}

/** By the names that Evidently gives them. */
export const tests: Readonly<Record<DriftTest, Test>> = {
  ks: { types: numbers, threshold: 0.05, drifts: "<=", measure: ofNumbers(kolmogorovSmirnov) },
  chisquare: {
    types: values,
    threshold: 0.05,
    drifts: "<",
    measure: (pair) => {
      const { reference, current } = align(pair);
      return { score: chiSquare(reference, current) };
    },
  },
  z: { types: values, threshold: 0.05, drifts: "<", measure: measureZ },
  wasserstein: { types: numbers, threshold: 0.1, drifts: ">=", measure: measureWasserstein },
  jensenshannon: { types: both, threshold: 0.1, drifts: ">=", measure: ofShares(jensenShannon) },
  psi: {
    types: both,
    threshold: 0.1,
    drifts: ">=",
    measure: ofShares((r, c) => populationStability(withoutZeros(r), withoutZeros(c))),
  },
  kl_div: {
    types: both,
    threshold: 0.1,
    drifts: ">=",
    measure: ofShares((r, c) => kullbackLeibler(withoutZeros(r), withoutZeros(c))),
  },
  hellinger: { types: both, threshold: 0.1, drifts: ">=", measure: measureHellinger },
  t_test: { types: numbers, threshold: 0.05, drifts: "<", measure: ofNumbers(studentTest) },
  mannw: { types: numbers, threshold: 0.05, drifts: "<", measure: ofNumbers(mannWhitneyLess) },
  ed: { types: numbers, threshold: 0.1, drifts: ">", measure: ofNumbers(energyDistance) },
  cramer_von_mises: {
    types: numbers,
    threshold: 0.1,
    drifts: "<=",
    measure: ofNumbers((r, c) => {
      if (Math.min(r.length, c.length) < 2) throw new Untestable("cramer_von_mises needs two values on either side");
      return cramerVonMises(r, c);
    }),
  },
  anderson: {
    types: numbers,
    threshold: 0.1,
    drifts: "<",
    measure: ofNumbers((r, c) => {
      if (r[0] === r.at(-1) && c[0] === c.at(-1) && r[0] === c[0])
        throw new Untestable("anderson needs more than one value");
      return andersonDarling(r, c);
    }),
  },
  es: {
    types: numbers,
    threshold: 0.05,
    drifts: "<",
    measure: ofNumbers((r, c) => {
      if (middleRange(r, c) === 0)
        throw new Untestable("es cannot be computed: the middle half of the values is one value");
      return eppsSingleton(r, c);
    }),
  },
  g_test: { types: values, threshold: 0.1, drifts: "<", measure: measureG },
  fisher_exact: { types: values, threshold: 0.1, drifts: "<", measure: measureFisher },
  TVD: { types: values, threshold: 0.1, drifts: "<", measure: (pair) => ({ score: variationTest(align(pair)) }) },
  empirical_mmd: {
    types: numbers,
    threshold: 0.1,
    drifts: "<",
    measure: ofNumbers((r, c) => {
      if (Math.min(r.length, c.length) < 2) throw new Untestable("empirical_mmd needs two values on either side");
      return meanDiscrepancyTest(r, c);
    }),
  },
  abs_text_content_drift: {
    types: ["text"],
    threshold: 0.55,
    drifts: ">",
    measure: (pair) => textTest(pair, undefined),
  },
  perc_text_content_drift: { types: ["text"], threshold: 0.95, drifts: ">", measure: textTest },
};

export function isDrift(test: DriftTest, score: number, threshold: number): boolean {
  switch (tests[test].drifts) {
    case "<":
      return score < threshold;
    case "<=":
      return score <= threshold;
    case ">":
      return score > threshold;
    case ">=":
      return score >= threshold;
  }
}

function measureWasserstein(pair: Pair): Measured {
  const { reference, current } = unsortedOf(pair);
  return { score: wasserstein(reference, current) };
}

/** A hit is what is not the smallest value of both sides. */
function measureZ(pair: Pair): Measured {
  const { keys, reference, current } = align(pair);
  if (keys.length === 1) return { score: 1 };
  if (new Set(keys.map((key) => typeof key)).size > 1) throw new Untestable("z cannot order numbers and text");
  let least = 0;
  for (let i = 1; i < keys.length; i++) if (isLess(keys[i], keys[least])) least = i;
  const side = (counts: Float64Array, of: number) => ({ hits: of - (counts[least] as number), of });
  return { score: zTest(side(reference, filledOf(pair.reference)), side(current, filledOf(pair.current))) };
}

/** As Python orders texts: by code points. */
function isLess(a: string | number | undefined, b: string | number | undefined): boolean {
  if (typeof a !== "string" || typeof b !== "string") return Number(a) < Number(b);
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const apart = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (apart !== 0) return apart < 0;
  }
  return x.length < y.length;
}

function measureHellinger(pair: Pair): Measured {
  let overlap = 0;
  if (pair.type === "num") {
    const { reference, current } = numbersOf(pair);
    const edges = sturgesEdges(...rangeOf(reference, current), distinctOf(reference, current), precisionOf(pair));
    const width = ((edges.at(-1) as number) - (edges[0] as number)) / (edges.length - 1);
    const dense = (sorted: Float64Array) =>
      countBins(sorted, edges).map(
        (count, i) => count / ((edges[i + 1] as number) - (edges[i] as number)) / sorted.length,
      );
    const [p, q] = [dense(reference), dense(current)];
    for (let i = 0; i < p.length; i++) overlap += Math.sqrt((p[i] as number) * (q[i] as number)) * width;
  } else {
    const { reference, current } = sharesOf(pair);
    for (let i = 0; i < reference.length; i++) overlap += Math.sqrt((reference[i] as number) * (current[i] as number));
  }
  return { score: hellinger(overlap) };
}

function measureG(pair: Pair): Measured {
  const [n, m] = [filledOf(pair.reference), filledOf(pair.current)];
  if (Math.abs(n - m) / Math.min(n, m) > Math.sqrt(2 ** -52))
    throw new Untestable(`g_test needs as many values on both sides: ${n} and ${m}`);
  const { reference, current } = align(pair);
  return { score: gTest(reference, current) };
}

function measureFisher(pair: Pair): Measured {
  const [n, m] = [filledOf(pair.reference), filledOf(pair.current)];
  const { keys, reference, current } = align(pair);
  if (keys.length > 2) throw new Untestable(`fisher_exact needs two values, there are ${keys.length}`);
  if (n !== m) throw new Untestable(`fisher_exact needs as many values on both sides: ${n} and ${m}`);
  const [one, two] = [0, 1].map((i) => ({ reference: reference[i] ?? 0, current: current[i] ?? 0 }));
  if (!one || !two) return { score: 1 };
  return { score: fisherExact(two.current, one.current, two.reference, one.reference) };
}
