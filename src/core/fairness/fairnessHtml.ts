import type { FairnessDocument, FairnessGroup, FairnessRate } from "../../shared/fairness";
import { formatEnglishCount, formatNumber } from "../../shared/format";
import { reportHtml, tableHtml } from "../html/reportHtml";
import { escapeHtml } from "../html/standaloneDocument";

const rates: readonly (readonly [string, FairnessRate])[] = [
  ["Selected", "selection_rate"],
  ["True positive rate", "true_positive_rate"],
  ["False positive rate", "false_positive_rate"],
  ["Precision", "precision"],
  ["Accuracy", "accuracy"],
];

/** A document of fairness as a page that can be sent on. */
export function fairnessHtml(title: string, { report, checks, table, at }: FairnessDocument): string {
  const cell = (group: FairnessGroup, rate: FairnessRate) => {
    if (group.unknown.includes(rate)) return "–";
    const [low, high] = group.intervals[rate] ?? [0, 1];
    return `${formatNumber(group[rate])} <span class="muted">(${formatNumber(low)} – ${formatNumber(high)})</span>`;
  };
  const figures = Object.entries(report.figures).filter(
    ([name]) => !name.endsWith("_to_overall") && !name.endsWith("_mean"),
  );
  return reportHtml(
    `Fairness: ${title}`,
    `<p class="muted"><b>${escapeHtml(table.name)}</b>, ${formatEnglishCount(report.rows)} rows · by ${escapeHtml(report.sensitive.join(" and "))} · the good answer is ${escapeHtml(report.positive)}${report.threshold === undefined ? "" : ` from ${report.threshold} on`} · ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC</p>
${
  checks.length === 0
    ? ""
    : `<h2>Limits</h2>${tableHtml(
        ["Figure", "Value", "Limit", ""],
        checks.map(({ figure, value, bound, limit, ok }) => [
          escapeHtml(figure),
          number(value),
          `${bound} ${formatNumber(limit)}`,
          ok ? "ok" : "<b>broken</b>",
        ]),
      )}`
}
<h2>Groups, with 95 % intervals</h2>${tableHtml(
      ["Group", "Rows", ...rates.map(([label]) => label)],
      report.groups.map((group) => [
        escapeHtml(group.group),
        formatEnglishCount(group.count),
        ...rates.map(([, rate]) => cell(group, rate)),
      ]),
    )}
<h2>Differences and ratios</h2>${tableHtml(
      ["Figure", "Value", "95 %"],
      figures.map(([name, value]) => {
        const interval = report.intervals[name];
        return [
          escapeHtml(name),
          number(value),
          interval ? `${formatNumber(interval[0])} – ${formatNumber(interval[1])}` : "–",
        ];
      }),
    )}
${(report.notes ?? []).map((note) => `<p class="muted">${escapeHtml(note)}</p>`).join("")}`,
  );
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : formatNumber(value);
}
