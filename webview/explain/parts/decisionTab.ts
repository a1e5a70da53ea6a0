import { html } from "lit";
import { createChartFrame } from "../../charts/chartFrame";
import { hideHover, showHoverLines } from "../../charts/hoverBox";
import { toPng } from "../../charts/imageOut";
import type { ChartTable } from "../../charts/table";
import { colour } from "../../kit/theme";
import { t } from "../../kit/words";
import { decisionLine, decisionRows } from "../model/decision";
import type { Explained } from "../model/explained";
import { type Decision, decisionHeight, decisionPlot, lineAt, paintDecision, rowHeight } from "../paint/decision";
import { type Plot, useFont, yOf } from "../paint/plot";
import { surfaceOf } from "../paint/surface";
import { type Own, type State, shownFeatures } from "../state";
import { count, predictionText } from "../words";

/** How predictions come together, feature by feature: a line a row, from the base below to the prediction above. */
export function createDecisionTab(choose: (change: Partial<Own>) => void) {
  const canvas = document.createElement("canvas");
  let of: Decision | undefined;
  let plot: Plot | undefined;
  let size = { width: 0, height: 0 };
  let sampled: { readonly explained: Explained; readonly rows: readonly number[] } | undefined;

  const frame = createChartFrame({
    title: () => t("How predictions come together"),
    note: () =>
      of
        ? t(
            "{0} of {1} rows, from the lowest to the highest prediction",
            count(of.rows.length),
            count(of.explained.rows),
          )
        : undefined,
    summary: () => spoken(),
    table: () => (of ? tableOfLines(of) : { heads: [], rows: [] }),
    png: () =>
      toPng(size.width, size.height, (context) => {
        context.fillStyle = colour("var(--tm-page)");
        context.fillRect(0, 0, size.width, size.height);
        paint(context);
      }),
  });
  frame.body.append(canvas);
  frame.body.tabIndex = 0;
  frame.body.setAttribute("role", "img");

  function paint(context: CanvasRenderingContext2D): void {
    if (of === undefined || plot === undefined) return;
    paintDecision(context, plot, of);
    useFont(context);
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (let i = 0; i < of.shown; i++) {
      const { name = "" } = of.explained.features[i] ?? {};
      const y = yOf(plot, of.shown - i) + rowHeight / 2;
      context.fillStyle = colour("var(--tm-text)");
      context.fillText(fitted(context, name, plot.left - 12), 0, y);
    }
    const hidden = of.explained.features.length - of.shown;
    context.fillStyle = colour("var(--tm-muted)");
    const base = t("base {0}", predictionText(of.explained.page, of.explained.page.base_value));
    const below = hidden > 0 ? `${base}, ${t("{0} others", hidden)}` : base;
    context.fillText(fitted(context, below, size.width), 0, plot.top + plot.height + 14);
  }

  function spoken(): string {
    if (of === undefined) return "";
    const { page, predictions } = of.explained;
    const [first = 0, last = 0] = [of.rows[0], of.rows.at(-1)];
    const said = (row: number) => predictionText(page, predictions[row] as number);
    return t("{0} rows; predictions from {1} to {2}", count(of.rows.length), said(first), said(last));
  }

  const rowUnder = (event: MouseEvent) => {
    const { left, top } = canvas.getBoundingClientRect();
    return of && plot && lineAt(of, plot, event.clientX - left, event.clientY - top);
  };
  canvas.addEventListener("pointermove", (event) => {
    const row = rowUnder(event);
    canvas.classList.toggle("over", row !== undefined);
    if (row === undefined || of === undefined) return hideHover();
    const value = predictionText(of.explained.page, of.explained.predictions[row] as number);
    showHoverLines(
      { title: t("Row {0}", count(row + 1)), rows: [{ label: t("Prediction"), value }] },
      event.clientX,
      event.clientY,
    );
  });
  canvas.addEventListener("pointerleave", hideHover);
  canvas.addEventListener("click", (event) => {
    const row = rowUnder(event);
    if (row !== undefined) choose({ row });
  });

  return {
    view: () => html`<section class="block decision" aria-label=${t("Decision plot")}>${frame.element}</section>`,
    draw(state: State, width: number): void {
      const { explained, own } = state;
      if (sampled?.explained !== explained) sampled = { explained, rows: decisionRows(explained, undefined) };
      const { row } = own;
      const rows = row === undefined ? sampled.rows : [...sampled.rows.filter((each) => each !== row), row];
      of = { explained, rows, chosen: row, shown: shownFeatures(state).length };
      size = { width, height: decisionHeight(of.shown) };
      plot = decisionPlot(of, size, Math.min(170, Math.round(width * 0.28)));
      frame.body.style.height = `${size.height}px`;
      paint(surfaceOf(canvas, size.width, size.height));
      frame.body.setAttribute("aria-label", spoken());
      frame.draw();
    },
  };
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let cut = text;
  while (cut.length > 1 && context.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut}…`;
}

/** Lines as numbers: the ten that the eye would follow first. */
function tableOfLines({ explained, rows, shown, chosen }: Decision): ChartTable {
  const few = [
    ...new Set([
      ...(chosen === undefined ? [] : [chosen]),
      ...rows.filter((_, i) => i % Math.ceil(rows.length / 10) === 0),
    ]),
  ];
  const lines = few.map((row) => decisionLine(explained, shown, row));
  const rounded = (value: number | undefined) => (value === undefined ? undefined : Number(value.toPrecision(4)));
  return {
    heads: [t("After"), ...few.map((row) => t("Row {0}", count(row + 1)))],
    rows: Array.from({ length: shown + 1 }, (_, i) => [
      i === 0 ? t("Base and others") : (explained.features[shown - i]?.name ?? ""),
      ...lines.map((line) => rounded(line[i])),
    ]).reverse(),
    ...(few.length < rows.length && { note: t("{0} of {1} lines", few.length, rows.length) }),
  };
}
