import type { ClassCurves, ClassificationDetail, ClassQuality } from "../../shared/quality";
import {
  accuracy,
  averagedRates,
  balancedAccuracy,
  type Confusion,
  classRates,
  countConfusion,
  kappa,
  matthews,
  rowsOf,
} from "./confusion";
import { prCurve, rocCurve } from "./curves";
import { measureProbabilities } from "./probabilityFigures";
import { type Ranking, rankScores } from "./ranking";
import { type ClassificationRows, isOf } from "./read/classRows";
import { calibration } from "./read/probabilities";
import { thresholdTable } from "./thresholds";

export interface Measured<D> {
  readonly figures: Record<string, number | null>;
  readonly why: Record<string, string>;
  readonly detail: D;
}

export function measureClassification(rows: ClassificationRows): Measured<ClassificationDetail> {
  const { labels, actual, predicted, positive, weights } = rows;
  const confusion = countConfusion(actual, predicted, labels.length, weights);
  const rankings = rows.probabilities?.map((scores, at) => rankScores(scores, isOf(actual, at), weights));
  const plain = labelFigures(confusion, positive);
  const ranked = rankings ? measureProbabilities(rows, rankings) : { figures: {}, why: {}, perClass: [] };
  const classes = classRates(confusion).map((rates, at): ClassQuality => {
    const { roc_auc = null, average_precision = null } = ranked.perClass[at] ?? {};
    return { label: labels[at] as string, ...rates, roc_auc, average_precision };
  });
  const shown = positive === undefined ? labels.map((_, at) => at) : [positive];
  return {
    figures: { ...plain.figures, ...ranked.figures },
    why: { ...plain.why, ...ranked.why },
    detail: {
      labels,
      ...(positive === undefined ? {} : { positive: labels[positive] as string }),
      classes,
      confusion: rowsOf(confusion),
      curves: rankings ? shown.slice(0, mostCurves).map((at) => curvesOf(rows, at, rankings[at] as Ranking)) : [],
      thresholds: rankings && positive !== undefined ? thresholdTable(rankings[positive] as Ranking) : [],
    },
  };
}

const mostCurves = 20;

/** Of two classes precision, recall and F1 are the positive one's; of more the mean over classes. */
export function labelFigures(confusion: Confusion, positive: number | undefined): Omit<Measured<never>, "detail"> {
  if (confusion.total === 0) {
    const names = ["accuracy", "balanced_accuracy", "precision", "recall", "f1"];
    return {
      figures: Object.fromEntries(names.map((name) => [name, null])),
      why: Object.fromEntries(names.map((name) => [name, "no rows"])),
    };
  }
  const averaged = averagedRates(confusion);
  const own = positive === undefined ? undefined : classRates(confusion)[positive];
  const agreement = kappa(confusion);
  return {
    figures: {
      accuracy: accuracy(confusion),
      balanced_accuracy: balancedAccuracy(confusion),
      precision: own?.precision ?? (averaged.precision_macro as number),
      recall: own?.recall ?? (averaged.recall_macro as number),
      f1: own?.f1 ?? (averaged.f1_macro as number),
      ...averaged,
      mcc: matthews(confusion),
      kappa: Number.isFinite(agreement) ? agreement : null,
    },
    why: Number.isFinite(agreement) ? {} : { kappa: "one class only" },
  };
}

function curvesOf({ labels, actual, probabilities }: ClassificationRows, at: number, ranking: Ranking): ClassCurves {
  return {
    label: labels[at] as string,
    roc: rocCurve(ranking),
    pr: prCurve(ranking),
    calibration: calibration(probabilities?.[at] as Float64Array, isOf(actual, at)),
  };
}
