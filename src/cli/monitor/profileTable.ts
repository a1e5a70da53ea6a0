import { countOf } from "../../shared/format";
import type { ColumnProfile, Correlations, TableProfile } from "../../shared/profile";
import type { Output } from "../output";
import { writeTable } from "../terminal/table";
import { figure, plainFigure } from "./figure";

const mostPairs = 10;
/** A weaker one is not worth a line. */
const weakest = 0.3;

export function printProfile(out: Output, { table, columns, correlations, notes }: TableProfile): void {
  out.print(`${table.name}: ${countOf(table.rows, "row")}, ${countOf(columns.length, "column")}`);
  writeTable(
    out,
    [
      { title: "COLUMN", text: ({ name }) => name },
      { title: "TYPE", text: ({ dtype }) => dtype },
      { title: "MISSING", align: "right", text: missingText, plain: ({ missing }) => String(missing) },
      {
        title: "VALUES",
        align: "right",
        text: ({ distinct }) => figure(distinct),
        plain: ({ distinct }) => plainFigure(distinct),
      },
      ...(["mean", "std", "min"] as const).map((name) => ({
        title: name.toUpperCase(),
        align: "right" as const,
        text: ({ numbers }: ColumnProfile) => (numbers ? figure(numbers[name]) : ""),
        plain: ({ numbers }: ColumnProfile) => plainFigure(numbers?.[name]),
        yields: 2,
      })),
      {
        title: "MEDIAN",
        align: "right",
        text: (each) => median(each, figure),
        plain: (each) => median(each, plainFigure),
        yields: 1,
      },
      {
        title: "MAX",
        align: "right",
        text: ({ numbers }) => (numbers ? figure(numbers.max) : ""),
        plain: ({ numbers }) => plainFigure(numbers?.max),
        yields: 2,
      },
      { title: "MOST OFTEN", text: topText, yields: 1 },
    ],
    columns,
  );
  for (const [title, found] of [
    ["Pearson", correlations.pearson],
    ["Spearman", correlations.spearman],
    ["Cramér's V", correlations.cramers_v],
  ] as const)
    printPairs(out, title, found);
  for (const note of notes) out.print(note);
}

function missingText({ missing, missing_share }: ColumnProfile): string {
  return missing === 0 ? "–" : `${figure(missing_share * 100)} %`;
}

function median({ numbers }: ColumnProfile, show: (value: number | null | undefined) => string): string {
  return numbers ? show(numbers.quantiles["0.5"]) : "";
}

function topText({ top, times, distinct }: ColumnProfile): string {
  if (times) return `${times.min} to ${times.max}`;
  const [first] = top;
  if (first === undefined || first.count === 1) return "";
  const others = (distinct ?? 0) > 1 ? top.slice(0, 3) : [first];
  return others.map(({ value, count }) => `${value} (${count})`).join(", ");
}

function printPairs(out: Output, title: string, found: Correlations | undefined): void {
  const pairs = (found?.values ?? []).flatMap((row, i) =>
    row.flatMap((value, k) =>
      k > i && value !== null && Math.abs(value) >= weakest
        ? [{ a: found?.columns[i] ?? "", b: found?.columns[k] ?? "", value }]
        : [],
    ),
  );
  if (pairs.length === 0) return;
  out.print("");
  writeTable(
    out,
    [
      { title: title.toUpperCase(), text: ({ a, b }) => `${a}, ${b}` },
      { title: "", align: "right", text: ({ value }) => figure(value), plain: ({ value }) => plainFigure(value) },
    ],
    pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, mostPairs),
  );
}
