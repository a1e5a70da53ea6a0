import { html, nothing, svg } from "lit";
import { type Bar, pictureShapes, type Size, type ValuePair } from "../../src/core/drift/pictureShapes";
import { barLength, limitAt } from "../../src/core/drift/severity";
import type { ColumnPicture } from "../../src/shared/drift";
import { t } from "../kit/words";
import { share } from "./words";

/** How far, with its limit: a bar and a line across it. */
export function severityBar(value: number | undefined, isDrifted: boolean) {
  return html`<span class="severity" aria-hidden="true"
    ><span class="length ${isDrifted ? "drifted" : ""}" .style=${`width:${(100 * barLength(value)).toFixed(1)}%`}></span
    ><span class="limit" .style=${`left:${100 * limitAt}%`}></span
  ></span>`;
}

/** Both distributions in one picture: the reference filled, the current one a line or beside it. */
export function distribution(picture: ColumnPicture, size: Size, label: string) {
  const { width, height } = size;
  const shapes = pictureShapes(picture, size);
  return html`<svg class="distribution" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    <title>${label}</title>${
      shapes.kind === "bins"
        ? svg`<path class="was-area" d=${shapes.reference}></path><path class="is-line" d=${shapes.current}></path>`
        : shapes.pairs.map(pair)
    }</svg>`;
}

function pair({ label, was, is, wasBar, isBar }: ValuePair) {
  return svg`<g><title>${t("{0}: {1} → {2}", label, share(was), share(is))}</title>${bar("was-bar", wasBar)}${bar("is-bar", isBar)}</g>`;
}

function bar(look: string, { x, y, width, height }: Bar) {
  return svg`<rect class=${look} x=${x} y=${y} width=${width} height=${height}></rect>`;
}

/** The scores of past windows; where there was none the line has a gap. */
export function spark(values: readonly (number | null | undefined)[], { width, height }: Size, label: string) {
  const shown = values.flatMap((value) => (typeof value === "number" && Number.isFinite(value) ? [value] : []));
  if (shown.length < 2) return nothing;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const reach = high - low || 1;
  let path = "";
  let isOn = false;
  for (const [i, value] of values.entries()) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      isOn = false;
      continue;
    }
    const x = round(1 + (i / Math.max(1, values.length - 1)) * (width - 2));
    path += `${isOn ? "L" : "M"}${x} ${round(height - 2 - ((value - low) / reach) * (height - 4))}`;
    isOn = true;
  }
  return html`<svg class="spark" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}><title>${label}</title><path d=${path}></path></svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
