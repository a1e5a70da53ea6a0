import { html, nothing } from "lit";
import type { ClassificationDetail } from "../../src/shared/quality";
import { t } from "../kit/words";
import { count, figure } from "./words";

/** What would be, were answers cut at another probability. */
export function thresholdLine(
  { thresholds, positive }: ClassificationDetail,
  chosen: number,
  choose: (threshold: number) => void,
) {
  const row = thresholds.find(({ threshold }) => Math.abs(threshold - chosen) < 1e-9);
  if (!row) return nothing;
  const parts: [string, string][] = [
    [t("selected"), count(row.selected)],
    [t("Accuracy"), figure(row.accuracy)],
    [t("Precision"), figure(row.precision)],
    [t("Recall"), figure(row.recall)],
    ["F1", figure(row.f1)],
    [t("false positive rate"), figure(row.fpr)],
  ];
  return html`<div class="threshold" role="group" aria-label=${t("Threshold")}>
    <label><span class="muted">${t("{0} from", positive ?? "")}</span>
      <input type="range" min="0" max="1" step="0.05" .value=${String(chosen)} aria-label=${t("Threshold")}
        @input=${(event: Event) => choose(Number((event.target as HTMLInputElement).value))}>
      <b class="number">${chosen.toFixed(2)}</b></label>
    ${parts.map(([label, value]) => html`<span><span class="muted">${label}</span> <b>${value}</b></span>`)}
  </div>`;
}
