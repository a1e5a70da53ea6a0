import type { FairnessDocument, FairnessGroup, FairnessRate } from "../../shared/fairness";
import { formatEnglishCount } from "../../shared/format";
import type { Output } from "../output";
import { writeTable } from "../terminal/table";
import { figure, plainFigure } from "./figure";

const rates: readonly (readonly [string, FairnessRate])[] = [
  ["SELECTED", "selection_rate"],
  ["TPR", "true_positive_rate"],
  ["FPR", "false_positive_rate"],
  ["FNR", "false_negative_rate"],
  ["PRECISION", "precision"],
  ["ACCURACY", "accuracy"],
];

const measures = ["demographic_parity", "equalized_odds", "equal_opportunity"];

export function printFairness(out: Output, { report }: FairnessDocument): void {
  const { groups, overall, figures, intervals, why, notes = [], rows, dropped, positive } = report;
  const hasScores = groups.some((group) => typeof group.expected_calibration_error === "number");
  const all = { ...overall, group: "all", values: [], unknown: [], intervals: {} };
  writeTable<FairnessGroup>(
    out,
    [
      { title: report.sensitive.join(" & ").toUpperCase(), text: ({ group }) => group },
      {
        title: "ROWS",
        align: "right",
        text: ({ count }) => formatEnglishCount(count),
        plain: ({ count }) => String(count),
      },
      ...rates.map(([title, rate]) => ({
        title,
        plainTitle: rate,
        align: "right" as const,
        text: (group: FairnessGroup) => (group.unknown.includes(rate) ? "–" : figure(group[rate])),
        plain: (group: FairnessGroup) => plainFigure(group[rate]),
      })),
      ...(hasScores
        ? [
            {
              title: "CALIBRATION",
              align: "right" as const,
              yields: 1,
              text: (group: FairnessGroup) => figure(group.expected_calibration_error),
            },
          ]
        : []),
    ],
    [...groups, all],
  );
  out.print("");
  const lines = measures.flatMap((measure) => [`${measure}_difference`, `${measure}_ratio`]);
  writeTable<string>(
    out,
    [
      { title: "FIGURE", text: (name) => name },
      {
        title: "VALUE",
        align: "right",
        text: (name) => figure(figures[name]),
        plain: (name) => plainFigure(figures[name]),
      },
      { title: "95 %", align: "right", text: (name) => span(intervals[name]), yields: 1 },
      { title: "", text: (name) => why[name] ?? "", yields: 2 },
    ],
    lines,
  );
  const left = Object.entries(dropped).map(([name, count]) => `${formatEnglishCount(count)} without '${name}'`);
  const cut = report.threshold === undefined ? "" : ` from ${report.threshold} on`;
  out.note(
    `${formatEnglishCount(rows)} rows; '${positive}'${cut} is the good answer${left.length > 0 ? `; left out: ${left.join(", ")}` : ""}`,
  );
  for (const note of notes) out.note(note);
}

function span(interval: readonly [number, number] | undefined): string {
  return interval ? `${figure(interval[0])} – ${figure(interval[1])}` : "–";
}
