import { html, nothing } from "lit";
import type { SegmentQuality } from "../../src/shared/quality";
import { t } from "../kit/words";
import { count, figure, share } from "./words";

/** Where the model is wrong most: the error, how sure that is, and what it was in the reference. */
export function segmentTable(segments: readonly SegmentQuality[], kind: "classification" | "regression") {
  const isCompared = segments.some(({ reference }) => reference !== undefined);
  const names = Object.keys(segments[0]?.figures ?? {}).filter((name) => name !== "accuracy" && name !== "mae");
  const most = Math.max(...segments.map(({ high, reference }) => Math.max(high, reference?.error ?? 0)), 1e-12);
  const show = (value: number) => (kind === "classification" ? share(value) : figure(value));
  const place = (value: number) => `${(100 * Math.min(value, most)) / most}%`;
  const sorted = [...segments].sort((a, b) => b.error - a.error);
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${t("Errors by segment")}><table class="plain segments" aria-label=${t("Errors by segment")}>
    <thead><tr><th>${t("Segment")}</th><th class="number">${t("Rows")}</th>
      <th class="number">${kind === "classification" ? t("Wrong") : "MAE"}</th><th class="wide">${t("95 % interval")}</th>
      ${isCompared ? html`<th class="number">${t("Reference")}</th>` : nothing}
      ${names.map((name) => html`<th class="number">${headOf(name)}</th>`)}</tr></thead>
    <tbody>${sorted.map(
      ({ segment, rows, error, low, high, figures, reference }) => html`<tr>
        <th scope="row" class="cut" title=${segment}>${segment}</th>
        <td class="number">${count(rows)}</td><td class="number strong">${show(error)}</td>
        <td class="wide"><span class="interval" title=${t("{0} to {1}", show(low), show(high))}>
          <span class="reach" .style=${`left: ${place(low)}; right: ${`calc(100% - ${place(high)})`}`}></span>
          <span class="dot" .style=${`left: ${place(error)}`}></span>
          ${reference === undefined ? nothing : html`<span class="was" .style=${`left: ${place(reference.error)}`}></span>`}
        </span></td>
        ${isCompared ? html`<td class="number muted">${reference === undefined ? "–" : show(reference.error)}</td>` : nothing}
        ${names.map((name) => html`<td class="number">${figure(figures[name])}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;
}

function headOf(name: string): string {
  const heads: Readonly<Record<string, string>> = {
    precision: t("Precision"),
    recall: t("Recall"),
    f1: "F1",
    roc_auc: "ROC AUC",
    average_precision: "PR AUC",
    rmse: "RMSE",
    mean_error: t("Mean error"),
    r2: "R²",
  };
  return heads[name] ?? name;
}
