import { compareExplained } from "../../../core/explain/compare";
import type { PreparedTables, Table } from "../../../runtime/explain/explainTables";
import type { Call } from "../../verb";
import { explainAll } from "./files";
import { short } from "./tellRanking";

/** What the model goes by in two tables. */
export async function compareTables(
  { json, out }: Pick<Call, "json" | "out">,
  tables: PreparedTables,
  { reference, current }: { readonly reference: Table; readonly current: string },
): Promise<number> {
  const { prepared } = tables;
  const now = await explainAll({ out }, tables);
  const then = await prepared.explain(tables.encode(reference));
  const drift = compareExplained(prepared.encoder.features, then, now);
  const answer = { reference: reference.place, current, ...drift };
  if (json) {
    out.document({ method: prepared.method, ...answer, ...(prepared.notes.length > 0 && { notes: prepared.notes }) });
    return 0;
  }
  out.print(`${short(drift.distance * 100)} % of what the model goes by is another (${prepared.method})`);
  const width = Math.max(7, ...drift.features.map(({ feature }) => feature.length));
  out.print(`${"feature".padEnd(width)}  ${"reference".padEnd(12)}${"current".padEnd(12)}share then, now`);
  for (const each of drift.features.slice(0, 30))
    out.print(
      `${each.feature.padEnd(width)}  ${short(each.reference).padEnd(12)}${short(each.current).padEnd(12)}${percent(each.reference_share)}, ${percent(each.current_share)}`,
    );
  for (const note of prepared.notes) out.note(`tidemark: ${note}`);
  return 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
