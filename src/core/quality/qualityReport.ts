import type { QualityReport } from "../../shared/quality";
import type { Frame } from "../frame/frame";
import { measureClassification } from "./classification";
import { type Roles, type Rows, readRows } from "./read/readRows";
import { describeErrors, measureRegression } from "./regression";

/** All figures of a table with what came and what was predicted. */
export function qualityReport(frame: Frame, roles: Roles): QualityReport {
  return reportOf(readRows(frame, roles));
}

export function reportOf({ kept, notes, classification, regression }: Rows): QualityReport {
  const common = { rows: kept.rows.length, dropped: kept.dropped, ...(notes.length > 0 ? { notes } : {}) };
  if (classification) {
    const { figures, why, detail } = measureClassification(classification);
    return { kind: "classification", ...common, figures, why, classification: detail };
  }
  if (!regression) throw new Error("rows of neither kind");
  const { figures, why } = measureRegression(regression);
  return {
    kind: "regression",
    ...common,
    figures,
    why,
    ...(kept.rows.length > 0 ? { regression: describeErrors(regression) } : {}),
  };
}
