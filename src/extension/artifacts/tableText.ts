import * as vscode from "vscode";
import { readTableHead, type TableHead } from "../../shared/artifacts";
import { formatCount } from "../../shared/format";
import type { ArtifactAddress } from "./artifactAddress";

const widest = 40;

function tableHeadRoute(run: string, path: string): string {
  return `/api/tidemark/v1/runs/${encodeURIComponent(run)}/table-head?path=${encodeURIComponent(path).replaceAll("..", "%2E%2E")}`;
}

/** The first rows of a binary table, as text. */
export async function readTableHeadText({ runtime, run, path }: ArtifactAddress): Promise<string> {
  const door = await runtime.door();
  const head = await door.get(tableHeadRoute(run, path), readTableHead);
  const said =
    head.total > head.rows.length
      ? vscode.l10n.t("The first {0} of {1} rows", formatCount(head.rows.length), formatCount(head.total))
      : vscode.l10n.t("{0} rows", formatCount(head.total));
  return `${path}: ${said}\n\n${alignTable(head)}`;
}

/** Columns side by side, numbers at the right; a long text is cut. */
function alignTable({ columns, rows }: TableHead): string {
  const cut = (text: string) => {
    const flat = text.replaceAll(/\s+/g, " ");
    return flat.length > widest ? `${flat.slice(0, widest - 1)}…` : flat;
  };
  const heads = columns.map(({ name, type }) => [cut(name), cut(type)] as const);
  const cells = rows.map((row) => columns.map((_, i) => cut(row[i] ?? "")));
  const widths = heads.map(([name, type], i) =>
    Math.max(name.length, type.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const isNumber = columns.map(({ type }) => /^(u?int|float|double|decimal)/i.test(type));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (isNumber[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width));
  return `${[line(heads.map(([name]) => name)), line(heads.map(([, type]) => type)), line(rule), ...cells.map(line)].join("\n")}\n`;
}
