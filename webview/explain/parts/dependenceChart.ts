import { html, nothing, render } from "lit";
import { createChartFrame } from "../../charts/chartFrame";
import { hideHover, showHoverLines } from "../../charts/hoverBox";
import { toPng } from "../../charts/imageOut";
import type { PopupItem } from "../../charts/popup";
import type { ChartTable } from "../../charts/table";
import { seriesVariable } from "../../kit/palette";
import { colour } from "../../kit/theme";
import { t } from "../../kit/words";
import { type Explained, type Feature, givenText } from "../model/explained";
import { companionColours, type DotColours } from "../paint/colours";
import { paintDependence, rowAt, type Size } from "../paint/dependence";
import { surfaceOf } from "../paint/surface";
import { count, figure, signedFigure } from "../words";
import { dependenceSummary, dependenceTable } from "./dependenceWords";

export interface DependenceView {
  readonly explained: Explained;
  readonly order: Uint32Array;
  readonly feature: Feature;
  /** What its dots are coloured by. */
  readonly by: Feature | undefined;
  readonly chosen: number | undefined;
}

export interface DependenceActs {
  choose(row: number): void;
  /** First in the menu. */
  readonly acts?: () => readonly PopupItem[];
  /** Where the tools stand when the page says the title itself. */
  readonly tools?: HTMLElement;
}

/** A feature's SHAP values by its own values; each dot a row. */
export function createDependenceChart(acts: DependenceActs) {
  const canvas = document.createElement("canvas");
  const legend = document.createElement("div");
  legend.className = "dot-legend small muted";
  let view: DependenceView | undefined;
  let size: Size = { width: 0, height: 0 };
  let drawn = "";
  let colours: DotColours | undefined;
  let drawnOf: readonly unknown[] = [];

  const frame = createChartFrame({
    title: () => view?.feature.name ?? "",
    note: () => (view?.by ? t("coloured by {0}", view.by.name) : undefined),
    summary: () => (view ? dependenceSummary(view) : ""),
    table: () => (view ? dependenceTable(view.feature, 20) : { heads: [], rows: [] }),
    data: () => (view ? allRows(view) : { heads: [], rows: [] }),
    png: () =>
      toPng(size.width, size.height, (context) => {
        context.fillStyle = colour("var(--tm-page)");
        context.fillRect(0, 0, size.width, size.height);
        if (view) paint(context, view);
      }),
    ...(acts.acts && { acts: acts.acts }),
    ...(acts.tools && { tools: acts.tools }),
  });
  frame.body.append(canvas);
  // where the page says the title, the key stands below that; else it would stand above
  if (acts.tools) frame.element.prepend(legend);
  else frame.element.append(legend);
  frame.body.tabIndex = 0;
  frame.body.setAttribute("role", "img");

  function paint(context: CanvasRenderingContext2D, { feature, order, chosen }: DependenceView): void {
    if (colours) paintDependence(context, size, { feature, colours, order, chosen });
  }

  const rowUnder = (event: PointerEvent) => {
    const { left, top } = canvas.getBoundingClientRect();
    return view && rowAt(view.feature, size, event.clientX - left, event.clientY - top);
  };
  canvas.addEventListener("pointermove", (event) => {
    const row = rowUnder(event);
    canvas.classList.toggle("over", row !== undefined);
    if (row === undefined || view === undefined) return hideHover();
    const { feature, by } = view;
    const line = (each: Feature) => ({ label: each.name, value: givenText(each, row, figure) || "–" });
    const rows = [
      line(feature),
      { label: "SHAP", value: signedFigure(feature.values[row] as number) },
      ...(by ? [line(by)] : []),
    ];
    showHoverLines({ title: t("Row {0}", count(row + 1)), rows }, event.clientX, event.clientY);
  });
  canvas.addEventListener("pointerleave", hideHover);
  canvas.addEventListener("click", (event) => {
    const row = rowUnder(event as PointerEvent);
    if (row !== undefined) acts.choose(row);
  });

  function allRows({ feature, by }: DependenceView): ChartTable {
    const heads = [t("Row"), feature.name, `SHAP ${feature.name}`, ...(by ? [by.name] : [])];
    const cell = (each: Feature, row: number) =>
      each.words ? givenText(each, row, figure) : (each.given[row] as number);
    const rows = Array.from({ length: feature.values.length }, (_, row) => [
      row + 1,
      cell(feature, row),
      feature.values[row] as number,
      ...(by ? [cell(by, row)] : []),
    ]);
    return { heads, rows };
  }

  return {
    element: frame.element,
    /** Draws what is new. */
    draw(next: DependenceView, width: number, height: number): void {
      const look = `${width} ${height} ${devicePixelRatio} ${colour("var(--tm-d1)")} ${colour("var(--tm-muted)")}`;
      const of = [next.explained, next.feature, next.by, next.chosen];
      if (look === drawn && of.every((each, i) => each === drawnOf[i])) return;
      [drawn, drawnOf] = [look, of];
      view = next;
      size = { width, height };
      colours = companionColours(next.by ?? next.feature);
      frame.body.style.height = `${height}px`;
      paint(surfaceOf(canvas, width, height), next);
      render(legendOf(next, colours), legend);
      frame.body.setAttribute("aria-label", dependenceSummary(next));
      frame.draw();
    },
  };
}

function legendOf({ by }: DependenceView, { legend }: DotColours) {
  if (by === undefined) return nothing;
  if (legend)
    return legend.map(
      ({ place, word }) =>
        html`<span class="key"><span class="dot" .style=${`background:${seriesVariable(place)}`}></span><span class="cut">${word}</span></span>`,
    );
  return html`<span class="key">${t("low {0}", by.name)}<span class="ramp"></span>${t("high")}</span>`;
}
