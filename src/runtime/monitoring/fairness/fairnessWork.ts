import { fairnessReport } from "../../../core/fairness/fairnessReport";
import { checkLimits } from "../../../core/quality/limits";
import type { FairnessDocument, FairnessRequest } from "../../../shared/fairness";
import type { TableFile } from "../drift/driftWork";
import { readTable, tableName } from "../readTable";

export interface FairnessTask {
  readonly data: TableFile;
  readonly asked: FairnessRequest;
}

/** Reads a table and measures how alike a model treats the groups in it. */
export async function measureFairness({ data, asked }: FairnessTask): Promise<FairnessDocument> {
  const began = performance.now();
  const frame = await readTable(data);
  const report = fairnessReport(frame, asked);
  const checks = checkLimits(report.figures, report.why, asked);
  const { actual, prediction, probability } = asked;
  return {
    ok: checks.every(({ ok }) => ok),
    checks,
    report,
    table: tableName(data, frame),
    columns: {
      actual,
      ...(prediction === undefined ? {} : { prediction }),
      ...(probability === undefined ? {} : { probability }),
      others: frame.columns.map(({ name }) => name).filter((name) => ![actual, prediction, probability].includes(name)),
    },
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}
