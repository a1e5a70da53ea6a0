import { relative } from "node:path";
import { pythonStr } from "../../core/dvc/compare/pythonText";
import { joinPath } from "../../core/dvc/pipeline/paths";
import { type Value, WholeFloat } from "../../core/dvc/values";
import type { FileResults } from "../../runtime/pipeline/compare/gather";
import type { Comparing } from "../../runtime/pipeline/compare/openCompare";
import { UsageError } from "../args";
import type { Output } from "../output";
import { type Column, writeTable } from "../terminal/table";

/** What every comparison can be asked for. */
export const compareOptions = {
  all: { kind: "flag", help: "what is the same, too" },
  md: { kind: "flag", help: "a Markdown table" },
  "no-path": { kind: "flag", help: "no column of files" },
  targets: { kind: "texts", value: "FILE", help: "only this file, tracked or not; may be repeated" },
} as const;

export const revisionOptions = {
  "all-branches": { kind: "flag", short: "a", help: "of all branches" },
  "all-tags": { kind: "flag", short: "T", help: "of all tags" },
  "all-commits": { kind: "flag", short: "A", help: "of all commits" },
} as const;

export function revisionsOf(words: readonly string[]): { readonly old: string; readonly fresh: string } {
  return { old: words[0] ?? "HEAD", fresh: words[1] ?? "workspace" };
}

/** From the project's root, as typed in a folder of it. */
export function targetPaths(targets: readonly string[], { folder, root }: Comparing): readonly string[] {
  return targets.map((target) => {
    const path = target.startsWith("/") ? relative(root, target).replaceAll("\\", "/") : joinPath(folder, target);
    if (path.startsWith("../")) throw new UsageError(`${target}: lies outside of the project (${root})`);
    return path;
  });
}

/** From where the words were typed. */
export function shownPath(path: string, { folder }: Comparing): string {
  return folder === "" ? path : relative(`/${folder}`, `/${path}`).replaceAll("\\", "/");
}

export interface Told {
  /** The name of the state. */
  readonly state: string;
  readonly results: FileResults;
}

/** A line for each file that does not read. Files that are not there are told of only where they were asked for. */
export function tellErrors(out: Output, told: readonly Told[], isAskedFor: boolean): 0 | 1 {
  let code: 0 | 1 = 0;
  for (const { state, results } of told)
    for (const [path, result] of results) {
      if ("data" in result) continue;
      const isMissing = result.error.type === "FileNotFoundError";
      const of = state === "" || state === "workspace" ? "" : ` in ${state}`;
      out.note(isMissing ? `${path}: no such file${of}` : `${result.error.msg}${of}`);
      if (!isMissing || isAskedFor) code = 1;
    }
  return code;
}

export function writeRows<Row>(
  out: Output,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  isMarkdown: boolean,
): void {
  if (!isMarkdown) writeTable(out, columns, rows);
  else {
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    out.print(line(columns.map(({ title }) => title)));
    out.print(line(columns.map(({ align }) => (align === "right" ? "--:" : "---"))));
    for (const row of rows) out.print(line(columns.map(({ text }) => text(row))));
  }
}

/** Rounded for people; a fraction keeps that many digits behind the point. */
export function shownValue(value: Value | undefined, digits: number | undefined): string {
  if (value === undefined || value === null) return "-";
  if (typeof value === "number" && !Number.isInteger(value) && digits !== undefined && Number.isFinite(value)) {
    const rounded = Number(value.toFixed(Math.min(digits, 100)));
    return pythonStr(Number.isInteger(rounded) ? new WholeFloat(rounded) : rounded);
  }
  return pythonStr(value);
}
