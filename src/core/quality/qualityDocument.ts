import { invalid } from "../../shared/apiError";
import type { QualityDocument, QualityRequest, UnlabelledQuality } from "../../shared/quality";
import { compareColumns } from "../drift/driftReport";
import type { Frame } from "../frame/frame";
import { estimateReport } from "./estimateReport";
import { checkLimits } from "./limits";
import { reportOf } from "./qualityReport";
import { findProbabilityColumns } from "./read/probabilityColumns";
import { type Roles, type Rows, readRows } from "./read/readRows";
import { segmentQuality } from "./segments";

/** What is measured of tables, without when and of which. */
export type MeasuredQuality = Omit<QualityDocument, "tables" | "at" | "took_ms">;

interface Sides {
  readonly current: Frame;
  readonly reference: Frame | undefined;
  /** The reference's rows with what came, where it says. */
  readonly known: Rows | undefined;
}

/** The current table's quality, beside the reference's; without what came, what is expected of its answers. */
export function measureQuality(current: Frame, reference: Frame | undefined, asked: QualityRequest): MeasuredQuality {
  const { actual, prediction } = asked;
  if (prediction === undefined && !asked.probability?.length)
    return invalid("prediction: name the column with the model's answers, or that of its probabilities");
  const hasActual = (frame: Frame | undefined) => frame?.columns.some(({ name }) => name === actual) === true;
  const knows = reference !== undefined && actual !== undefined && hasActual(reference);
  const known = knows ? readRows(reference, { ...asked, actual }, { frame: current }) : undefined;
  const sides: Sides = { current, reference, known };
  // a current table without its truth is looked at as that, if the reference has it
  const isLabelled = actual !== undefined && (hasActual(current) || !knows);
  return isLabelled ? labelled(sides, { ...asked, actual }) : unlabelled(sides, asked);
}

function labelled({ current, reference, known }: Sides, asked: QualityRequest & { actual: string }): MeasuredQuality {
  const roles: Roles = {
    ...asked,
    kind: asked.kind ?? (known && (known.classification ? "classification" : "regression")),
  };
  const rows = readRows(current, roles, reference && { frame: reference });
  const report = reportOf(rows);
  const checks = checkLimits(report.figures, report.why, asked);
  return {
    ok: checks.every(({ ok }) => ok),
    checks,
    current: report,
    ...(known ? { reference: reportOf(known) } : {}),
    segments: segmentQuality(
      rows,
      current,
      asked.segments ?? [],
      known && reference && { rows: known, frame: reference },
    ),
    columns: columnsOf(current, asked),
  };
}

function unlabelled({ current, reference, known }: Sides, asked: QualityRequest): MeasuredQuality {
  const columns = columnsOf(current, asked);
  const { actual, ...roles } = asked;
  const trusted = known && reference && actual !== undefined ? { frame: reference, actual, rows: known } : undefined;
  const estimate = estimateReport(current, roles, trusted);
  const answers = [...(columns.prediction === undefined ? [] : [columns.prediction]), ...columns.probabilities];
  const checks = checkLimits(estimate.estimated, estimate.why, asked);
  return {
    ok: checks.every(({ ok }) => ok),
    checks,
    current: null,
    ...(known ? { reference: reportOf(known) } : {}),
    segments: [],
    unlabelled: { ...estimate, prediction_drift: reference ? driftOf(reference, current, answers) : [] },
    columns,
  };
}

function driftOf(reference: Frame, current: Frame, columns: readonly string[]): UnlabelledQuality["prediction_drift"] {
  return compareColumns(reference, current, { columns }).flatMap((each) => {
    if (!("drift" in each)) return [];
    const { test, score, threshold, drift } = each.drift;
    return [{ column: each.name, test, score, threshold, drift }];
  });
}

function columnsOf(
  frame: Frame,
  { actual, prediction, probability, weight }: QualityRequest,
): QualityDocument["columns"] {
  const probabilities = probability?.length ? findProbabilityColumns(frame, probability).map(({ name }) => name) : [];
  const taken = new Set([actual, prediction, weight, ...probabilities]);
  return {
    ...(actual === undefined ? {} : { actual }),
    ...(prediction === undefined ? {} : { prediction }),
    probabilities,
    others: frame.columns.map(({ name }) => name).filter((name) => !taken.has(name)),
  };
}
