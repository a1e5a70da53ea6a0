import { linearTicks } from "../../charts/ticks";
import { colour } from "../../kit/theme";
import { decisionLine } from "../model/decision";
import type { Explained } from "../model/explained";
import { colourSpan, type Span } from "../model/quantiles";
import { shuffled } from "../model/shuffled";
import { valueRamp } from "./colours";
import type { Size } from "./dependence";
import { line, type Plot, useFont, widened, xOf, yOf } from "./plot";

export interface Decision {
  readonly explained: Explained;
  readonly rows: readonly number[];
  readonly chosen: number | undefined;
  /** Features that have a line of their own. */
  readonly shown: number;
}

export const rowHeight = 24;
const top = 24;
const side = 8;

export function decisionHeight(shown: number): number {
  return top + (shown + 1) * rowHeight + 8;
}

/** Names stand left of it; y counts features from below. */
export function decisionPlot({ explained, rows, shown }: Decision, { width }: Size, left: number): Plot {
  const span = rows.reduce<Span>(
    (all, row) => {
      const line = decisionLine(explained, shown, row);
      return { from: Math.min(all.from, ...line), to: Math.max(all.to, ...line) };
    },
    { from: explained.page.base_value, to: explained.page.base_value },
  );
  return {
    left,
    top,
    width: Math.max(10, width - left - side),
    height: shown * rowHeight,
    x: widened(span),
    y: { from: 0, to: Math.max(1, shown) },
  };
}

export function paintDecision(context: CanvasRenderingContext2D, plot: Plot, of: Decision): void {
  const { explained, rows, chosen, shown } = of;
  useFont(context);
  context.textBaseline = "middle";
  for (const { value, label } of linearTicks(plot.x, Math.max(2, Math.round(plot.width / 90)))) {
    const x = Math.round(xOf(plot, value)) + 0.5;
    context.strokeStyle = colour("var(--tm-line)");
    line(context, x, plot.top, x, plot.top + plot.height);
    context.textAlign = "center";
    context.fillStyle = colour("var(--tm-muted)");
    context.fillText(label, x, plot.top - 12);
  }
  const base = Math.round(xOf(plot, explained.page.base_value)) + 0.5;
  context.strokeStyle = colour("var(--tm-faint)");
  line(context, base, plot.top, base, plot.top + plot.height);
  const inks = [...valueRamp()].map((ink) => `rgb(${ink & 255} ${(ink >>> 8) & 255} ${(ink >>> 16) & 255})`);
  const { from, to } = colourSpan(explained.predictions);
  for (const row of mixed(rows, chosen)) {
    const isChosen = row === chosen;
    const share = to > from ? ((explained.predictions[row] as number) - from) / (to - from) : 0.5;
    context.strokeStyle = isChosen
      ? colour("var(--tm-title)")
      : (inks[Math.max(0, Math.min(inks.length - 1, Math.round(share * (inks.length - 1))))] as string);
    context.globalAlpha = isChosen ? 1 : rows.length > 60 ? 0.45 : 0.75;
    context.lineWidth = isChosen ? 2.5 : 1;
    context.beginPath();
    for (const [i, value] of decisionLine(explained, shown, row).entries())
      context.lineTo(xOf(plot, value), yOf(plot, i));
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** The row whose line passes nearest to a point. */
export function lineAt(of: Decision, plot: Plot, x: number, y: number): number | undefined {
  const height = Math.max(0, Math.min(of.shown, ((plot.top + plot.height - y) / plot.height) * of.shown));
  const below = Math.min(of.shown - 1, Math.floor(height));
  let best = 10;
  let found: number | undefined;
  for (const row of of.rows) {
    const line = decisionLine(of.explained, of.shown, row);
    const [from = 0, to = 0] = [line[below], line[below + 1]];
    const distance = Math.abs(xOf(plot, from + (to - from) * (height - below)) - x);
    if (distance >= best) continue;
    best = distance;
    found = row;
  }
  return found;
}

/** Low and high in turns, so that none lies on top of all others; the chosen one does. */
function mixed(rows: readonly number[], chosen: number | undefined): number[] {
  const order = [...shuffled(rows.length)].map((at) => rows[at] as number);
  return chosen === undefined ? order : [...order.filter((row) => row !== chosen), chosen];
}
