import { html, nothing, svg } from "lit";
import type { ConfusionMatrix } from "../../src/core/artifacts/confusionMatrix";
import { areaUnder, type Curve } from "../../src/core/artifacts/curve";
import { formatCount, formatNumber, formatPercent } from "../../src/shared/format";
import { t } from "../kit/words";

/** A confusion matrix as the table that it is; the darker a cell, the more of its row. */
export function confusionTable({ labels, cells }: ConfusionMatrix) {
  const total = cells.flat().reduce((sum, each) => sum + each, 0);
  const right = cells.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return html`<figure class="plot">
    <figcaption>${t("Confusion matrix")} <span class="muted small number">${t("{0} right of {1}: {2}", formatCount(right), formatCount(total), formatPercent(right / (total || 1)))}</span></figcaption>
    <div class="scroll" role="group" tabindex="0" aria-label=${t("Confusion matrix")}>
    <table class="confusion number">
      <thead>
        <tr><td></td><th class="muted" scope="colgroup" colspan=${labels.length}>${t("predicted")}</th></tr>
        <tr><th class="muted corner" scope="col">${t("actual")}</th>${labels.map((label) => html`<th scope="col" class="cut" title=${label}>${label}</th>`)}</tr>
      </thead>
      <tbody>
        ${labels.map((label, i) => {
          const row = cells[i] ?? [];
          const sum = row.reduce((all, each) => all + each, 0) || 1;
          return html`<tr><th scope="row" class="cut" title=${label}>${label}</th>${row.map((cell, j) => {
            const share = cell / sum;
            return html`<td class="${shade(share)} ${i === j ? "right" : ""}" title=${t("{0} taken for {1}: {2}", label, labels[j] ?? "", formatPercent(share))}>${formatNumber(cell)}</td>`;
          })}</tr>`;
        })}
      </tbody>
    </table></div>
  </figure>`;
}

function shade(share: number): string {
  return `s${Math.min(7, 1 + Math.floor(share * 6.999))}`;
}

const side = 280;
const pad = 34;

export function curvePlot({ kind, lines }: Curve) {
  const x = (value: number) => pad + value * (side - pad - 8);
  const y = (value: number) => 8 + (1 - value) * (side - pad - 8);
  const areas = lines.map(({ points }) => areaUnder(points));
  const title = kind === "roc" ? t("ROC curve") : t("Precision and recall");
  const said = lines.map(({ name }, i) => `${name || title}: ${formatNumber(areas[i] ?? Number.NaN)}`).join(", ");
  return html`<figure class="plot">
    <figcaption>${title} ${lines.length === 1 ? html`<span class="muted small number">${t("area {0}", formatNumber(areas[0] ?? Number.NaN))}</span>` : nothing}</figcaption>
    <svg viewBox="0 0 ${side} ${side}" width=${side} height=${side} role="img" aria-label=${t("{0}, area below {1}", title, said)}>
      ${[0, 0.25, 0.5, 0.75, 1].map(
        (tick) => svg`<line class="rule" x1=${pad} x2=${side - 8} y1=${y(tick)} y2=${y(tick)}></line>
          <text class="label end" x=${pad - 6} y=${y(tick) + 4}>${tick}</text>
          <text class="label ${tick === 1 ? "end" : "middle"}" x=${x(tick)} y=${side - pad + 12}>${tick}</text>`,
      )}
      ${kind === "roc" ? svg`<line class="chance" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)}></line>` : nothing}
      ${lines.map(({ points }, i) => svg`<polyline class="smooth series-${(i % 10) + 1}" points=${points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ")}></polyline>`)}
      <text class="label middle" x=${x(0.5)} y=${side - 6}>${kind === "roc" ? t("false positive rate") : t("recall")}</text>
    </svg>
    ${
      lines.length > 1
        ? html`<ul class="legend small">${lines.map(({ name }, i) => html`<li><span class="swatch c${(i % 10) + 1}"></span>${name} <span class="number muted">${formatNumber(areas[i] ?? Number.NaN)}</span></li>`)}</ul>`
        : nothing
    }
  </figure>`;
}
