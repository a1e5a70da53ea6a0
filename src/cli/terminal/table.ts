import type { Output } from "../output";
import { type Paint, palette, screenOf } from "./terminal";
import { cellsOf, fitText, safeText } from "./width";

export interface Column<Row> {
  readonly title: string;
  /** Where programs need a longer one: `metrics.loss`. */
  readonly plainTitle?: string;
  readonly align?: "left" | "right";
  /** As a person reads it. */
  readonly text: (row: Row) => string;
  /** As a program reads it when piped: full precision, ISO dates. Default: the text. */
  readonly plain?: (row: Row) => string;
  /** Given up first when the terminal is narrow; 0, the default, is kept to the last. */
  readonly yields?: number;
  /** Cells below which it is not cut but left out; "whole" is never cut, nor is what stands at the right. Default 8. */
  readonly least?: number | "whole";
  /** Colour of the cell, where there is colour. */
  readonly paint?: (row: Row) => Paint;
}

const gap = "  ";
const narrowest = 8;

/** On a terminal fitted to its width; piped: one header line, then tab-separated lines. */
export function writeTable<Row>(out: Output, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const { width, colour } = screenOf(out);
  out.stdout.write(
    width === undefined ? plainTable(columns, rows) : fittedTable(columns, rows, width, palette(colour).muted),
  );
}

export function plainTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map((each) => each.plainTitle ?? each.title),
    ...rows.map((row) => columns.map((each) => plainCell(each, row))),
  ];
  return lines.map((line) => `${line.map(tabSafe).join("\t")}\n`).join("");
}

function plainCell<Row>(column: Column<Row>, row: Row): string {
  return (column.plain ?? column.text)(row);
}

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A tab or a line's end inside a cell would shift the columns of whoever reads this. */
function tabSafe(text: string): string {
  return text.replace(/[\t\r\n]/g, (found) => escapes[found] ?? " ");
}

const unpainted: Paint = (text) => text;

export function fittedTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  muted: Paint = unpainted,
): string {
  const cells = rows.map((row) => columns.map((column) => safeText(column.text(row))));
  const wanted = columns.map((column, i) =>
    cells.reduce((most, line) => Math.max(most, Math.min(width, cellsOf(line[i] ?? ""))), cellsOf(column.title)),
  );
  const shown = chooseColumns(columns, wanted, width);
  const widths = fitWidths(columns, wanted, shown, width);
  const lineOf = (texts: readonly string[], paintOf: (i: number) => Paint) =>
    shown.map((i) => paintOf(i)(pad(texts[i] ?? "", widths.get(i) ?? 0, columns[i]?.align ?? "left"))).join(gap);
  const titles = columns.map((column) => column.title);
  const lines = [muted(lineOf(titles, () => unpainted).trimEnd())];
  for (const [r, row] of rows.entries())
    lines.push(lineOf(cells[r] ?? [], (i) => columns[i]?.paint?.(row) ?? unpainted).trimEnd());
  const hidden = columns.length - shown.length;
  if (hidden > 0)
    lines.push(muted(`${hidden} more ${hidden === 1 ? "column" : "columns"} where there is room, or piped`));
  return lines.map((line) => `${line}\n`).join("");
}

function pad(text: string, cells: number, align: "left" | "right"): string {
  const fitted = fitText(text, cells);
  const space = " ".repeat(Math.max(0, cells - cellsOf(fitted)));
  return align === "right" ? space + fitted : fitted + space;
}

/** Drops the most yielding columns, the last of equals first, until the rest fits at their narrowest. */
function chooseColumns<Row>(columns: readonly Column<Row>[], wanted: readonly number[], width: number): number[] {
  const shown = columns.map((_, i) => i);
  const least = () =>
    shown.reduce((sum, i) => sum + leastWidth(columns[i], wanted[i] ?? 0), gap.length * (shown.length - 1));
  while (shown.length > 1 && least() > width) {
    const most = Math.max(...shown.map((i) => columns[i]?.yields ?? 0));
    const last = shown.findLastIndex((i) => (columns[i]?.yields ?? 0) === most);
    shown.splice(last, 1);
  }
  return shown;
}

/** A number or a date cut in half would lie. */
function leastWidth<Row>(column: Column<Row> | undefined, wanted: number): number {
  const { align, least = align === "right" ? "whole" : narrowest } = column ?? {};
  return least === "whole" ? wanted : Math.min(wanted, least);
}

/** Takes from the widest until all fit. */
function fitWidths<Row>(
  columns: readonly Column<Row>[],
  wanted: readonly number[],
  shown: readonly number[],
  width: number,
): ReadonlyMap<number, number> {
  const widths = new Map(shown.map((i) => [i, wanted[i] ?? 0]));
  const total = () => [...widths.values()].reduce((sum, each) => sum + each, gap.length * (shown.length - 1));
  for (let over = total() - width; over > 0; over = total() - width) {
    const [at, widest] = [...widths]
      .filter(([i, cells]) => cells > leastWidth(columns[i], wanted[i] ?? 0))
      .reduce((most, each) => (each[1] > most[1] ? each : most), [-1, 0]);
    if (at < 0) break;
    widths.set(at, Math.max(leastWidth(columns[at], wanted[at] ?? 0), widest - 1));
  }
  return widths;
}
