import { severity } from "../../core/drift/severity";
import { type ColumnDrift, type DriftReport, pValueTests } from "../../shared/drift";
import type { Output } from "../output";
import { writeTable } from "../terminal/table";
import { palette, screenOf } from "../terminal/terminal";

interface Row extends ColumnDrift {
  readonly name: string;
}

/** The columns, the worst first, and what was not tested below. */
export function printDrift(out: Output, report: DriftReport): void {
  const colours = palette(screenOf(out).colour);
  const rows = rowsOf(report);
  if (rows.length > 0)
    writeTable<Row>(
      out,
      [
        { title: "COLUMN", text: ({ name }) => name },
        {
          title: "DRIFT",
          text: ({ drift }) => (drift ? "yes" : "no"),
          least: "whole",
          paint: ({ drift }) => (drift ? colours.yellow : colours.muted),
        },
        {
          title: "SCORE",
          align: "right",
          text: ({ score }) => (score === null ? "–" : shown(score)),
          plain: ({ score }) => (score === null ? "" : String(score)),
        },
        { title: "LIMIT", align: "right", text: limitOf, plain: ({ threshold }) => String(threshold), yields: 1 },
        { title: "TEST", text: ({ test }) => test, yields: 2 },
        { title: "TYPE", text: ({ type, role }) => (role ? `${type} (${role})` : type), yields: 3 },
      ],
      rows,
    );
  for (const [name, found] of Object.entries(report.embeddings ?? {}))
    out.print(
      `${name}: ${found.dimensions} dimensions, told apart with an AUC of ${shown(found.auc)}, MMD ${shown(found.mmd)}, cosine ${shown(found.cosine)}: ${found.drift ? "drift" : "no drift"}`,
    );
  for (const [value, each] of Object.entries(report.segments ?? {}))
    out.print(`${value}: ${each.drifted} of ${each.tested} columns drifted${names(each)}`);
  if (report.segments && Object.keys(report.segments).length === 0)
    out.note("no segment has rows enough on both sides: each needs 30");
  for (const [name, why] of Object.entries(report.skipped)) out.note(`not tested: ${name}: ${why}`);
  out.note(
    `${report.drifted} of ${report.tested} columns drifted: the dataset has ${report.dataset_drift ? "" : "not "}drifted (limit ${report.drift_share})`,
  );
}

function rowsOf({ columns }: DriftReport): Row[] {
  return Object.entries(columns)
    .map(([name, column]) => ({ name, ...column }))
    .sort((a, b) => Number(b.drift) - Number(a.drift) || (severity(b) ?? -1) - (severity(a) ?? -1) || 0);
}

function names(report: DriftReport): string {
  const drifted = rowsOf(report).filter(({ drift }) => drift);
  return drifted.length === 0 ? "" : `: ${drifted.map(({ name }) => name).join(", ")}`;
}

/** A p-value counts from below, a distance from above. */
function limitOf({ test, threshold }: ColumnDrift): string {
  return `${pValueTests.includes(test) ? "<" : "≥"} ${threshold}`;
}

function shown(score: number): string {
  if (score !== 0 && Math.abs(score) < 0.0001) return score.toExponential(1);
  return score.toFixed(4);
}
