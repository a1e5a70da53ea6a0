import { invalid } from "../../../shared/apiError";
import type { RunColumn } from "../../../shared/runTable";
import type { SeriesColumn, TextColumn } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import { paramCell, tagCell } from "../store";

/** How columns are named to the outside. */
export const prefixes = { param: "params.", metric: "metrics.", tag: "tags." } as const satisfies Record<
  RunColumn["kind"],
  string
>;

type Found =
  | { readonly kind: "metric"; readonly column: SeriesColumn | undefined }
  | { readonly kind: "param" | "tag"; readonly column: TextColumn | undefined };

export function columnOf(table: Table, key: string): Found {
  const name = key.slice(key.indexOf(".") + 1);
  if (key.startsWith(prefixes.metric)) return { kind: "metric", column: table.series.get(name) };
  if (key.startsWith(prefixes.param)) return { kind: "param", column: table.texts.get(paramCell + name) };
  if (key.startsWith(prefixes.tag)) return { kind: "tag", column: table.texts.get(tagCell + name) };
  return invalid(`columns: '${key.slice(0, 100)}' is no key of a column such as params.lr, metrics.loss, tags.team`);
}

/** Tags that MLflow and we keep for ourselves are no columns. */
export function isOwnTag(name: string): boolean {
  return name.startsWith("mlflow.") || name.startsWith("tidemark.");
}
