import type { SegmentQuality } from "../../shared/quality";
import type { Frame } from "../frame/frame";
import { momentsOf } from "../stats/moments";
import { labelFigures } from "./classification";
import { countConfusion } from "./confusion";
import { meanInterval, wilson } from "./intervals";
import { averagePrecision, rankScores, rocAuc } from "./ranking";
import { type ClassificationRows, isOf } from "./read/classRows";
import { getColumn } from "./read/getColumn";
import { type Grouping, groupColumn, rowsByGroup } from "./read/groupColumn";
import { pick } from "./read/keptRows";
import type { Rows } from "./read/readRows";
import { measureRegression, type RegressionRows } from "./regression";

type Segment = Omit<SegmentQuality, "reference">;

/** The error in each value of each column, or in ranges of it; the worst of a column first. */
export function segmentQuality(
  rows: Rows,
  frame: Frame,
  columns: readonly string[],
  reference?: { readonly rows: Rows; readonly frame: Frame },
): SegmentQuality[] {
  return columns.flatMap((name) => {
    const measuredAgainst = reference && groupColumn(getColumn(reference.frame, name, "segment (reference)"));
    const grouping = groupColumn(getColumn(frame, name, "segment"), { edges: measuredAgainst?.edges });
    const before = new Map(
      reference && measuredAgainst
        ? segmentsOf(reference.rows, measuredAgainst).map((each) => [each.segment, each])
        : [],
    );
    return segmentsOf(rows, grouping)
      .map((segment) => {
        const was = before.get(segment.segment);
        return { ...segment, ...(was ? { reference: { rows: was.rows, error: was.error } } : {}) };
      })
      .sort((a, b) => b.error - a.error);
  });
}

function segmentsOf({ kept, classification, regression }: Rows, { column, names, codes }: Grouping): Segment[] {
  return rowsByGroup(pick(codes, kept.rows), names.length).flatMap((rows, at): Segment[] => {
    if (rows.length === 0) return [];
    const measured = classification
      ? ofClasses(takeClasses(classification, rows))
      : ofNumbers(takeNumbers(regression as RegressionRows, rows));
    return [{ column, segment: names[at] as string, rows: rows.length, ...measured }];
  });
}

type Measured = Pick<Segment, "error" | "low" | "high" | "figures">;

function ofClasses(rows: ClassificationRows): Measured {
  const { labels, actual, predicted, positive, weights, probabilities } = rows;
  const { figures } = labelFigures(countConfusion(actual, predicted, labels.length, weights), positive);
  let wrong = 0;
  actual.forEach((label, row) => {
    if (label !== predicted[row]) wrong++;
  });
  const [low, high] = wilson(wrong, actual.length);
  const scores = positive === undefined ? undefined : probabilities?.[positive];
  const ranking = scores && rankScores(scores, isOf(actual, positive as number), weights);
  const { accuracy = null, precision = null, recall = null, f1 = null } = figures;
  return {
    error: 1 - (accuracy ?? 0),
    low,
    high,
    figures: {
      accuracy,
      precision,
      recall,
      f1,
      ...(ranking ? { roc_auc: rocAuc(ranking) ?? null, average_precision: averagePrecision(ranking) ?? null } : {}),
    },
  };
}

function ofNumbers(rows: RegressionRows): Measured {
  const { figures } = measureRegression(rows);
  const spread = momentsOf(rows.actual.map((value, row) => Math.abs((rows.predicted[row] as number) - value)));
  const error = figures.mae as number;
  const [low, high] = meanInterval(error, spread.variance, spread.n);
  const { mae = null, rmse = null, mean_error = null, r2 = null } = figures;
  return { error, low: Math.max(0, low), high, figures: { mae, rmse, mean_error, r2 } };
}

export function takeClasses(all: ClassificationRows, rows: Uint32Array): ClassificationRows {
  const { actual, predicted, probabilities, weights } = all;
  return {
    ...all,
    actual: pick(actual, rows),
    predicted: pick(predicted, rows),
    ...(probabilities ? { probabilities: probabilities.map((column) => pick(column, rows)) } : {}),
    ...(weights ? { weights: pick(weights, rows) } : {}),
  };
}

export function takeNumbers({ actual, predicted, weights }: RegressionRows, rows: Uint32Array): RegressionRows {
  return {
    actual: pick(actual, rows),
    predicted: pick(predicted, rows),
    ...(weights ? { weights: pick(weights, rows) } : {}),
  };
}
