import { cohortsOf } from "../../../core/explain/cohorts";
import { segmentsOf } from "../../../core/explain/segments";
import type { PreparedTables, Table } from "../../../runtime/explain/explainTables";
import { invalid } from "../../../shared/apiError";
import type { Call } from "../../verb";
import { explainAll } from "./files";
import { short } from "./tellRanking";

/** What the model goes by in each part of the data. */
export async function compareSegments(
  { json, out }: Pick<Call, "json" | "out">,
  tables: PreparedTables,
  { data, column }: { readonly data: Table; readonly column: string },
): Promise<number> {
  const { prepared, rows } = tables;
  const found = data.frame.columns.find(({ name }) => name === column);
  if (found === undefined)
    return invalid(
      `--segment: ${data.place} has no column '${column}'; there are ${data.frame.columns
        .map(({ name }) => name)
        .slice(0, 12)
        .join(", ")}`,
    );
  const segments = segmentsOf(found);
  const explained = await explainAll({ out }, tables);
  const { features } = prepared.encoder;
  const answer = cohortsOf(features, explained, segments, tables.from);
  if (json) {
    out.document({ method: prepared.method, segment: column, ...answer });
    return 0;
  }
  for (const { name, rows: many, prediction, mean_abs } of answer.cohorts) {
    const largest = features
      .map((feature, i) => ({ feature, size: mean_abs[i] ?? 0 }))
      .sort((a, b) => b.size - a.size)
      .slice(0, 5)
      .map(({ feature, size }) => `${feature} ${short(size)}`);
    out.print(`${name}: ${many} rows, mean prediction ${short(prediction)}: ${largest.join(", ")}`);
  }
  if (rows.rows === 0) return 0;
  for (const note of prepared.notes) out.note(`tidemark: ${note}`);
  return 0;
}
