import { averagePrecision, type Ranking, rankScores, rocAuc } from "./ranking";
import { type ClassificationRows, isOf } from "./read/classRows";
import { brier, calibration, expectedCalibrationError, logLoss } from "./read/probabilities";
import { addUp } from "./sums";

interface ClassAreas {
  readonly roc_auc: number | null;
  readonly average_precision: number | null;
}

export interface ProbabilityFigures {
  readonly figures: Record<string, number | null>;
  readonly why: Record<string, string>;
  readonly perClass: readonly ClassAreas[];
}

/** What probabilities tell beyond the answers; null, and why, where a class that is needed has no rows. */
export function measureProbabilities(rows: ClassificationRows, rankings: readonly Ranking[]): ProbabilityFigures {
  const perClass = rankings.map((ranking) => ({
    roc_auc: rocAuc(ranking) ?? null,
    average_precision: averagePrecision(ranking) ?? null,
  }));
  const losses = lossFigures(rows);
  const areas = rows.positive === undefined ? manyAreas(rows, perClass) : twoAreas(rows, perClass[rows.positive]);
  return { figures: { ...areas.figures, ...losses }, why: areas.why, perClass };
}

function lossFigures({
  actual,
  probabilities = [],
  positive,
  weights,
}: ClassificationRows): Record<string, number | null> {
  if (actual.length === 0) return { log_loss: null, brier: null, ece: null };
  const shown = positive === undefined ? probabilities.map((_, at) => at) : [positive];
  const gaps = shown.map((at) =>
    expectedCalibrationError(calibration(probabilities[at] as Float64Array, isOf(actual, at))),
  );
  return {
    log_loss: logLoss(actual, probabilities, weights),
    brier: brier(actual, probabilities, weights),
    ece: addUp(gaps.map((gap) => gap ?? 0)) / gaps.length,
  };
}

function twoAreas({ labels, actual }: ClassificationRows, areas: ClassAreas | undefined) {
  const { roc_auc = null, average_precision = null } = areas ?? {};
  const only = labels[actual[0] as number] ?? "";
  const reason = actual.length === 0 ? "no rows" : `all rows are of class '${only}'`;
  return {
    figures: { roc_auc, average_precision },
    why: {
      ...(roc_auc === null ? { roc_auc: reason } : {}),
      ...(average_precision === null ? { average_precision: reason } : {}),
    },
  };
}

function manyAreas(rows: ClassificationRows, perClass: readonly ClassAreas[]) {
  const { labels, actual, weights } = rows;
  const supports = new Float64Array(labels.length);
  actual.forEach((label, row) => {
    supports[label] = (supports[label] as number) + (weights?.[row] ?? 1);
  });
  const missing = labels.filter((_, at) => supports[at] === 0);
  const reason =
    missing.length > 0
      ? `no row is of class ${missing.map((label) => `'${label}'`).join(", ")}`
      : perClass.some(({ roc_auc }) => roc_auc === null)
        ? `all rows are of class '${labels[actual[0] as number] ?? ""}'`
        : undefined;
  const averaged = (figure: keyof ClassAreas, by?: Float64Array) => {
    const kept = perClass.flatMap((areas, at) =>
      by?.[at] === 0 ? [] : [{ value: areas[figure], weight: by?.[at] ?? 1 }],
    );
    if (kept.length === 0 || kept.some(({ value }) => value === null)) return null;
    return addUp(kept.map(({ value, weight }) => (value ?? 0) * weight)) / addUp(kept.map(({ weight }) => weight));
  };
  const present = labels.map((_, at) => at).filter((at) => supports[at] !== 0);
  const pairs = present.length > 1 && !weights ? onePerPair(rows, present) : null;
  const figures: Record<string, number | null> = {
    roc_auc: averaged("roc_auc"),
    roc_auc_ovr: averaged("roc_auc"),
    roc_auc_ovr_weighted: averaged("roc_auc", supports),
    roc_auc_ovo: pairs?.plain ?? null,
    roc_auc_ovo_weighted: pairs?.weighted ?? null,
    average_precision: averaged("average_precision"),
    average_precision_weighted: averaged("average_precision", supports),
  };
  const why = Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      value === null ? [[name, reason ?? "one against one knows no weights"]] : [],
    ),
  );
  return { figures, why };
}

/** Hand & Till: each pair of classes that have rows by itself, both ways. */
function onePerPair(
  { actual, probabilities = [] }: ClassificationRows,
  labels: readonly number[],
): { plain: number; weighted: number } {
  const rowsOf = labels.map((label) => Uint32Array.from(actual.keys()).filter((row) => actual[row] === label));
  const scores: number[] = [];
  const prevalence: number[] = [];
  for (let a = 0; a < labels.length; a++)
    for (let b = a + 1; b < labels.length; b++) {
      const [ofA, ofB] = [rowsOf[a] as Uint32Array, rowsOf[b] as Uint32Array];
      const area = (own: number, inside: Uint32Array, outside: Uint32Array) => {
        const column = probabilities[labels[own] as number] as Float64Array;
        const both = Float64Array.from([...inside, ...outside], (row) => column[row] as number);
        const isHit = Uint8Array.from(both, (_, at) => (at < inside.length ? 1 : 0));
        return rocAuc(rankScores(both, isHit)) as number;
      };
      scores.push((area(a, ofA, ofB) + area(b, ofB, ofA)) / 2);
      prevalence.push((ofA.length + ofB.length) / actual.length);
    }
  return {
    plain: addUp(scores) / scores.length,
    weighted: addUp(scores.map((score, at) => score * (prevalence[at] as number))) / addUp(prevalence),
  };
}
