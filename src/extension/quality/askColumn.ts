import * as vscode from "vscode";
import type { OfferedColumn, TableColumns } from "../../shared/quality";

export interface ColumnItem extends vscode.QuickPickItem {
  /** undefined: none of them. */
  readonly column: string | undefined;
}

/** Columns to choose from; the one that is most likely meant stands first. */
export function columnItems(
  { columns }: TableColumns,
  likely: readonly string[],
  { without = [], none }: { readonly without?: readonly (string | undefined)[]; readonly none?: string } = {},
): ColumnItem[] {
  const offered = columns.filter(({ name }) => !without.includes(name));
  const first = offered.filter(({ name }) => likely.includes(name));
  const rest = offered.filter(({ name }) => !likely.includes(name));
  return [
    ...first.map((column) => ({ ...item(column), detail: vscode.l10n.t("looks like it") })),
    ...(none === undefined ? [] : [{ label: none, column: undefined }]),
    ...rest.map(item),
  ];
}

function item({ name, dtype, distinct }: OfferedColumn): ColumnItem {
  return { label: name, description: vscode.l10n.t("{0}, {1} values", dtype, distinct), column: name };
}
