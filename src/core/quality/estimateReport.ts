import type { UnlabelledQuality } from "../../shared/quality";
import type { Frame } from "../frame/frame";
import { estimateQuality } from "./estimate";
import { applyRising, fitRising } from "./isotonic";
import { type ClassificationRows, isOf } from "./read/classRows";
import { getColumn } from "./read/getColumn";
import { findProbabilityColumns } from "./read/probabilityColumns";
import { readClassRows } from "./read/readClassRows";
import { classColumns, type Roles, type Rows } from "./read/readRows";

/**
 * What is expected of answers whose truth is not known. With a labelled reference its rows say first how far the probabilities
 * can be believed.
 */
export function estimateReport(
  frame: Frame,
  roles: Omit<Roles, "actual">,
  reference?: { readonly frame: Frame; readonly actual: string; readonly rows: Rows },
): Omit<UnlabelledQuality, "prediction_drift"> {
  if (!roles.probability?.length)
    return {
      rows: frame.rows,
      estimated: {},
      why: { accuracy: "probabilities are needed to estimate without labels" },
      calibrated: false,
    };
  const { kept, classification: rows } = readClassRows(frame, {
    actual: undefined,
    prediction: roles.prediction === undefined ? undefined : getColumn(frame, roles.prediction, "prediction"),
    probabilities: findProbabilityColumns(frame, roles.probability),
    weight: undefined,
    positive: roles.positive,
    known: reference ? classColumns(reference.frame, { ...roles, actual: reference.actual }) : [],
  });
  if (!rows || kept.rows.length === 0)
    return { rows: 0, estimated: {}, why: { accuracy: "no rows" }, calibrated: false };
  const measuredAgainst = reference?.rows.classification;
  const mended = measuredAgainst && mendProbabilities(rows, measuredAgainst);
  const { figures, why } = estimateQuality(mended ?? rows);
  return { rows: kept.rows.length, estimated: figures, why, calibrated: mended !== undefined };
}

/** Each class's probability as what share came true at it in the reference, then brought to a sum of 1. */
function mendProbabilities(rows: ClassificationRows, reference: ClassificationRows): ClassificationRows | undefined {
  const { labels, probabilities, positive } = rows;
  if (!probabilities || !reference.probabilities || reference.labels.join("\n") !== labels.join("\n")) return undefined;
  const mend = (at: number) => {
    const rising = fitRising(reference.probabilities?.[at] as Float64Array, isOf(reference.actual, at));
    return (probabilities[at] as Float64Array).map((score) => applyRising(rising, score));
  };
  if (positive !== undefined) {
    const mended = mend(positive);
    return { ...rows, probabilities: labels.map((_, at) => (at === positive ? mended : mended.map((p) => 1 - p))) };
  }
  const parts = labels.map((_, at) => mend(at));
  const sums = Float64Array.from(rows.predicted, (_, row) =>
    parts.reduce((sum, part) => sum + (part[row] as number), 0),
  );
  return {
    ...rows,
    probabilities: parts.map((part) =>
      part.map((p, row) => (sums[row] ? p / (sums[row] as number) : 1 / labels.length)),
    ),
  };
}
