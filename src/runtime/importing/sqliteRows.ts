import type { Lifecycle, Pair } from "../../core/mlflow/foreign";
import { addTo } from "../../shared/groups";
import type { Sqlite } from "../kernel/store/sqlite";

/** Key and value pairs by owner, of a query that names its columns owner, key, value. */
export function grouped(db: Sqlite, query: string): Map<string, Pair[]> {
  const found = new Map<string, Pair[]>();
  for (const row of db.all(query)) addTo(found, textOf(row.owner), [textOf(row.key), textOf(row.value)]);
  return found;
}

export function textOf(cell: unknown): string {
  return cell == null ? "" : String(cell);
}

export function numberOf(cell: unknown): number {
  return cell == null ? 0 : Number(cell);
}

export function lifecycleOf(cell: unknown): Lifecycle {
  return cell === "deleted" ? "deleted" : "active";
}
