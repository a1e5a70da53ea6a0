import { html } from "lit";
import type { ClassificationDetail } from "../../src/shared/quality";
import { t } from "../kit/words";
import { count, figure, share } from "./words";

const most = 20;

/** Rows by what they are and what was said, darker where there are more; beside each class its rates. */
export function confusionTable({ labels, confusion, classes }: ClassificationDetail) {
  const shown = labels.slice(0, most);
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${t("Confusion")}><table class="plain confusion" aria-label=${t("Confusion")}>
    <thead>
      <tr><th class="corner">${t("actual ↓ said →")}</th>${shown.map((label) => html`<th class="number cut" title=${label}>${label}</th>`)}
        <th class="number gap">${t("Recall")}</th></tr>
    </thead>
    <tbody>
      ${shown.map((label, row) => {
        const cells = confusion[row] ?? [];
        const rows = classes[row]?.support ?? 0;
        return html`<tr><th scope="row" class="cut" title=${label}>${label}</th>
          ${shown.map((said, at) => {
            const part = rows === 0 ? 0 : (cells[at] ?? 0) / rows;
            return html`<td class="number cell ${label === said ? "right" : ""}" .style=${shade(part)} title=${t("{0} of {1} answered {2}: {3}", share(part), label, said, count(cells[at] ?? 0))}>${count(Number((cells[at] ?? 0).toPrecision(6)))}</td>`;
          })}
          <td class="number gap">${figure(classes[row]?.recall)}</td></tr>`;
      })}
      <tr class="sums"><th scope="row">${t("Precision")}</th>${shown.map((_, at) => html`<td class="number">${figure(classes[at]?.precision)}</td>`)}<td></td></tr>
      <tr class="sums"><th scope="row">F1</th>${shown.map((_, at) => html`<td class="number">${figure(classes[at]?.f1)}</td>`)}<td></td></tr>
    </tbody>
  </table></div>
  ${labels.length > most ? html`<div class="small muted">${t("The first {0} of {1} classes.", most, labels.length)}</div>` : ""}`;
}

/** Of the sequential palette the step for a share; text stays readable on each. */
function shade(part: number): string {
  const step = Math.min(7, 1 + Math.floor(part * 7));
  return `background: var(--tm-s${step}); color: var(--quality-on-${step})`;
}
