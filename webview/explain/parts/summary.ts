import { html, nothing } from "lit";
import { hideHover, showHoverLines } from "../../charts/hoverBox";
import { tableOf } from "../../charts/table";
import { linearTicks } from "../../charts/ticks";
import { iconButton } from "../../kit/icon";
import { t } from "../../kit/words";
import { placeAcross } from "../model/beeswarm";
import type { Feature } from "../model/explained";
import { givenText } from "../model/explained";
import { type Own, type State, shownFeatures } from "../state";
import { count, evenFigures, figure, outputWord, predictionText, signedFigure } from "../words";
import { summaryTable } from "./summaryTable";
import { type Swarms, swarmHeight } from "./swarms";

export interface SummaryActs {
  choose(change: Partial<Own>): void;
  /** So many rows on or back. */
  step(by: number): void;
}

/** A line a feature: how much it moves predictions, and where to. */
export function summary(state: State, swarms: Swarms, acts: SummaryActs) {
  const { explained, own } = state;
  const shown = shownFeatures(state);
  const isCut = shown.length < explained.features.length;
  return html`<section class="summary" aria-label=${t("What moves the prediction")}>
    <div class="section-head">
      <h2>${t("What moves the prediction")}</h2>
      <span class="muted small-12">${
        isCut
          ? t("top {0} of {1}", shown.length, explained.features.length)
          : t("{0} features", explained.features.length)
      }</span>
      <span class="grow"></span>
      <span class="legend muted small" aria-hidden="true">${t("low value")}<span class="ramp"></span>${t("high value")}</span>
      ${iconButton("table", own.asTable ? t("Show as chart") : t("Show as table"), () => acts.choose({ asTable: !own.asTable }), { isOn: own.asTable })}
    </div>
    ${own.asTable ? tableOf(t("What moves the prediction"), summaryTable(explained)) : chart(state, shown, swarms, acts)}
    ${
      isCut && !own.asTable
        ? html`<button class="link more" @click=${() => acts.choose({ showsAll: true })}>${t("Show all {0} features", explained.features.length)}</button>`
        : nothing
    }
  </section>`;
}

function chart(state: State, shown: readonly Feature[], swarms: Swarms, acts: SummaryActs) {
  const { explained, own } = state;
  const largest = explained.features[0]?.meanAbs ?? 0;
  const say = evenFigures(largest);
  const output = outputWord(explained.page);
  const room = swarms.room();
  const ticks = linearTicks(room.span, Math.max(2, Math.round(room.width / 70)));
  const across = (value: number) => `${(100 * placeAcross(value, { ...room, width: 1 })).toFixed(3)}%`;
  const lines = ticks.map(
    ({ value }) => html`<span class="tick-line ${value === 0 ? "zero" : ""}" .style=${`left:${across(value)}`}></span>`,
  );
  const chosen = own.feature ?? shown[0]?.name;
  return html`<div class="swarms" role="grid" aria-label=${t("Features by mean |SHAP|; arrows choose a feature, left and right a row")}
    aria-rowcount=${shown.length + 1} @keydown=${(event: KeyboardEvent) => onKey(event, shown, chosen, acts)}>
    <div class="swarm heads" role="row">
      <span role="columnheader">${t("Feature")}</span>
      <span role="columnheader" class="measure">${t("Mean |SHAP|")}</span>
      <span role="columnheader" class="ways"><span>← ${output === undefined ? t("lower") : t("less {0}", output)}</span><span>${
        output === undefined ? t("higher") : t("more {0}", output)
      } →</span></span>
    </div>
    ${shown.map((feature) => {
      const isChosen = feature.name === chosen;
      return html`<div class="swarm ${isChosen ? "chosen" : ""}" role="row" aria-selected=${isChosen ? "true" : "false"}
        tabindex=${isChosen ? "0" : "-1"} data-feature=${feature.name} aria-label=${said(feature, say)}
        @click=${() => acts.choose({ feature: feature.name, by: undefined })}>
        <span class="cut name" role="gridcell" title=${feature.name}>${feature.name}</span>
        <span class="measure" role="gridcell"><span class="bar"><span .style=${`width:${largest > 0 ? (100 * feature.meanAbs) / largest : 0}%`}></span></span>
          <span class="number" title=${String(feature.meanAbs)}>${say(feature.meanAbs)}</span></span>
        <span class="dots" role="gridcell" aria-label=${said(feature, say)}>${lines}<canvas aria-hidden="true"
            @pointermove=${(event: PointerEvent) => hover(event, state, feature, swarms)}
            @pointerleave=${hideHover}
            @click=${(event: PointerEvent) => pick(event, feature, swarms, acts)}></canvas>${ring(state, feature, swarms)}</span>
      </div>`;
    })}
    <div class="swarm axis" aria-hidden="true"><span></span><span></span><span class="dots">${ticks.map(
      ({ value, label }) =>
        html`<span class="tick muted small number" .style=${`left:${across(value)}`}>${value > 0 ? `+${label}` : label}</span>`,
    )}</span></div>
  </div>`;
}

function said(feature: Feature, say: (value: number) => string): string {
  return t("{0}: mean |SHAP| {1}", feature.name, say(feature.meanAbs));
}

function ring({ own: { row } }: State, feature: Feature, swarms: Swarms) {
  const place = row === undefined ? undefined : swarms.placeOf(feature, row);
  if (place === undefined || !Number.isFinite(place.x)) return nothing;
  return html`<span class="ring" .style=${`left:${place.x}px;top:${place.y}px`}></span>`;
}

function rowUnder(event: PointerEvent, feature: Feature, swarms: Swarms): number | undefined {
  const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return swarms.rowAt(feature, event.clientX - left, event.clientY - top);
}

function hover(event: PointerEvent, { explained }: State, feature: Feature, swarms: Swarms): void {
  const row = rowUnder(event, feature, swarms);
  const canvas = event.currentTarget as HTMLElement;
  canvas.classList.toggle("over", row !== undefined);
  if (row === undefined) {
    hideHover();
    return;
  }
  const rows = [
    { label: feature.name, value: givenText(feature, row, figure) || "–" },
    { label: "SHAP", value: signedFigure(feature.values[row] as number) },
    { label: t("Prediction"), value: predictionText(explained.page, explained.predictions[row] as number) },
  ];
  const request = explained.page.requests?.[row];
  const title = t("Row {0}", count(row + 1));
  showHoverLines(
    { title: request === undefined ? title : `${title} · ${request.slice(0, 12)}`, rows },
    event.clientX,
    event.clientY,
  );
}

function pick(event: PointerEvent, feature: Feature, swarms: Swarms, acts: SummaryActs): void {
  const row = rowUnder(event, feature, swarms);
  if (row === undefined) return;
  event.stopPropagation();
  acts.choose({ row, feature: feature.name });
}

function onKey(event: KeyboardEvent, shown: readonly Feature[], chosen: string | undefined, acts: SummaryActs): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = Math.max(
    0,
    shown.findIndex(({ name }) => name === chosen),
  );
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: shown.length - 1,
  };
  const to = moves[event.key];
  if (to !== undefined) {
    const feature = shown[Math.max(0, Math.min(shown.length - 1, to))];
    if (feature) acts.choose({ feature: feature.name, by: undefined });
    const grid = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => grid.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") acts.step(event.key === "ArrowRight" ? 1 : -1);
  else if (event.key === "Enter") acts.choose({ tab: "dependence" });
  else return;
  event.preventDefault();
}

/** Puts what is painted onto the canvases that stand. */
export function showSwarms(root: HTMLElement, features: readonly Feature[], swarms: Swarms): void {
  const { width } = swarms.room();
  for (const line of root.querySelectorAll<HTMLElement>(".swarm[data-feature]")) {
    const feature = features.find(({ name }) => name === line.dataset.feature);
    const canvas = line.querySelector("canvas");
    const image = feature && swarms.imageOf(feature);
    if (!canvas || (shownImages.get(canvas) === image && image !== undefined)) continue;
    shownImages.delete(canvas);
    if (image === undefined) continue; // what was painted before stays until the new is there
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${swarmHeight}px`;
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    shownImages.set(canvas, image);
  }
}

const shownImages = new WeakMap<HTMLCanvasElement, ImageData>();
