import { linearTicks, type Tick } from "../../charts/ticks";
import { colour } from "../../kit/theme";
import type { Span } from "../model/quantiles";

/** Where a plot lies on its canvas and what values it goes from and to. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Span;
  readonly y: Span;
}

export function xOf({ left, width, x: { from, to } }: Plot, value: number): number {
  return to > from ? left + ((value - from) / (to - from)) * width : left + width / 2;
}

export function yOf({ top, height, y: { from, to } }: Plot, value: number): number {
  return to > from ? top + height - ((value - from) / (to - from)) * height : top + height / 2;
}

/** A little room on both sides, and zero among the values where it is near. */
export function widened({ from, to }: Span, share = 0.04): Span {
  const room = (to - from || Math.abs(from) || 1) * share;
  return { from: from - room, to: to + room };
}

const font = "11px var(--vscode-font-family, sans-serif)";

export function useFont(context: CanvasRenderingContext2D, weight = 400): void {
  const family = getComputedStyle(document.body).fontFamily;
  context.font = `${weight} ${font.replace(/var\(.*\)/, family)}`;
}

/** Lines across, with their values left of them. */
export function paintYAxis(context: CanvasRenderingContext2D, plot: Plot, say = (tick: Tick) => tick.label): void {
  useFont(context);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of linearTicks(plot.y, Math.max(2, Math.round(plot.height / 32)))) {
    const y = Math.round(yOf(plot, tick.value)) + 0.5;
    context.strokeStyle = colour(tick.value === 0 ? "var(--tm-faint)" : "var(--tm-line)");
    line(context, plot.left, y, plot.left + plot.width, y);
    context.fillStyle = colour("var(--tm-muted)");
    context.fillText(say(tick), plot.left - 6, y);
  }
}

/** Values below the plot; words where there are any. */
export function paintXAxis(context: CanvasRenderingContext2D, plot: Plot, ticks = xTicks(plot)): void {
  useFont(context);
  const bottom = plot.top + plot.height;
  context.strokeStyle = colour("var(--tm-track)");
  line(context, plot.left, bottom + 0.5, plot.left + plot.width, bottom + 0.5);
  context.fillStyle = colour("var(--tm-muted)");
  context.textBaseline = "top";
  for (const { value, label } of ticks) {
    const x = Math.round(xOf(plot, value)) + 0.5;
    line(context, x, bottom, x, bottom + 4);
    const half = context.measureText(label).width / 2;
    const isLeft = x - half < plot.left - 4;
    const isRight = x + half > plot.left + plot.width + 8;
    context.textAlign = isLeft ? "left" : isRight ? "right" : "center";
    context.fillText(label, isLeft ? plot.left - 4 : isRight ? plot.left + plot.width + 8 : x, bottom + 7);
  }
}

export function xTicks(plot: Plot): Tick[] {
  return linearTicks(plot.x, Math.max(2, Math.round(plot.width / 90)));
}

export function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** The chosen row's ring: seen on any ground. */
export function paintRing(context: CanvasRenderingContext2D, x: number, y: number): void {
  for (const [radius, look] of [
    [5, "var(--tm-text)"],
    [3.5, "var(--tm-page)"],
  ] as const) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.strokeStyle = colour(look);
    context.lineWidth = 1.5;
    context.stroke();
  }
}
