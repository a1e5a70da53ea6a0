import { formatEnglishCount, formatNumber } from "../../shared/format";
import type { QualityDocument, QualityReport } from "../../shared/quality";
import { curvesHtml, reportHtml, tableHtml } from "../html/reportHtml";
import { escapeHtml } from "../html/standaloneDocument";

/** A document of quality as a page that can be sent on. */
export function qualityHtml(title: string, document: QualityDocument): string {
  const { current, reference, unlabelled, tables, checks, segments, at } = document;
  const figures = current?.figures ?? unlabelled?.estimated ?? {};
  const why = current?.why ?? unlabelled?.why ?? {};
  const rows = Object.entries(figures).map(([name, value]) => [
    name,
    number(value),
    ...(reference ? [number(reference.figures[name])] : []),
    escapeHtml(why[name] ?? ""),
  ]);
  const names = [tables.current, ...(tables.reference ? [tables.reference] : [])];
  return reportHtml(
    `Quality: ${title}`,
    `<p class="muted">${names.map((each) => `<b>${escapeHtml(each.name)}</b>, ${formatEnglishCount(each.rows)} rows`).join(" · reference ")} · ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC</p>
${current === null ? "<p>Labels are not known: figures are estimated from probabilities.</p>" : ""}
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
<h2>Figures</h2>${tableHtml(["Figure", "Value", ...(reference ? ["Reference"] : []), ""], rows)}
${current ? details(current, reference) : ""}
${
  segments.length === 0
    ? ""
    : `<h2>Errors by segment</h2>${tableHtml(
        ["Segment", "Rows", "Error", "95 %"],
        segments.map(({ column, segment, rows: many, error, low, high }) => [
          escapeHtml(`${column}: ${segment}`),
          formatEnglishCount(many),
          formatNumber(error),
          `${formatNumber(low)} – ${formatNumber(high)}`,
        ]),
      )}`
}`,
  );
}

function details({ classification }: QualityReport, reference: QualityReport | undefined): string {
  if (!classification) return "";
  const { labels, confusion, classes, curves } = classification;
  const before = reference?.classification?.curves ?? [];
  const pairs = (kind: "roc" | "pr") =>
    [...(before.length === 1 && curves.length === 1 ? before : []), ...curves].map((each) => ({
      points: each[kind].map(([x, y]) => [x, y] as const),
    }));
  const drawn =
    curves.length === 0
      ? ""
      : `<div class="curves">${curvesHtml("ROC: true over false positive rate", pairs("roc"))}${curvesHtml("Precision over recall", pairs("pr"))}</div>`;
  const shown = labels.slice(0, 30);
  return `${drawn}<h2>Confusion (rows are actual, columns what was said)</h2>${tableHtml(
    ["", ...shown, "precision", "recall", "F1"],
    shown.map((label, row) => [
      escapeHtml(label),
      ...shown.map((_, at) => formatNumber(confusion[row]?.[at] ?? 0)),
      number(classes[row]?.precision),
      number(classes[row]?.recall),
      number(classes[row]?.f1),
    ]),
  )}`;
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : formatNumber(value);
}
