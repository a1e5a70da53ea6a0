import { html, nothing, svg } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import type { ChartSeries } from "../../src/shared/charts";
import { formatAxisCount, formatNumber } from "../../src/shared/format";
import { isRaw } from "../charts/rawMetric";
import { t } from "../kit/words";

const chartWidth = 268;
const height = 76;
const left = 44;
const top = 6;
const bottom = 18;
const right = 6;

/** One metric of the run: what it is now, and how it came there. */
export function miniChart(metric: string, series: ChartSeries | undefined, value: number, open: () => void) {
  const shown = headline(metric, series, value);
  return html`<figure class="mini">
    <figcaption>
      <button class="name cut" title=${t("Show {0}", metric)} @click=${open}>${metric}</button>
      <span class="number" title=${String(shown.value)}><b>${formatNumber(shown.value)}</b> <span class="muted small">${shown.word}</span></span>
    </figcaption>
    ${series ? plot(metric, series, shown.best) : html`<div class="blank"></div>`}
  </figure>`;
}

interface Headline {
  readonly value: number;
  readonly word: string;
  readonly best?: { readonly x: number; readonly y: number };
}

/** A metric that is judged by its best shows it; what the machine did, its peak; any other its last value. */
export function headline(metric: string, series: ChartSeries | undefined, value: number): Headline {
  if (series === undefined || series.count < 2) return { value, word: "" };
  if (metric.startsWith("system/") && series.max) return { value: series.max.y, word: t("max") };
  const direction = guessDirection(metric);
  const best = direction === "higher" ? series.max : undefined;
  return best && /val|test|eval/i.test(metric)
    ? { value: best.y, word: t("best at {0}", formatAxisCount(best.x)), best }
    : { value, word: t("last") };
}

function plot(metric: string, series: ChartSeries, best: Headline["best"]) {
  const points = finitePoints(series.x, series.y);
  if (points.length === 0)
    return html`<div class="blank muted small">${t("No value here is a number that can be drawn.")}</div>`;
  if (series.count === 1)
    return html`<div class="blank muted small">${t("Logged once, at step {0}", series.x[0] ?? 0)}</div>`;
  const isSmoothed = series.smoothed !== undefined && isSmooth(metric);
  const smooth = isSmoothed && series.smoothed ? finitePoints(series.x, series.smoothed) : points;
  const [low, high] = reach(points.map(([, y]) => y));
  const ticks = labelsOf(low, high);
  const [bottomValue, topValue] = [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)];
  const [from, to] = [series.reach?.from ?? points[0]?.[0] ?? 0, series.reach?.to ?? points.at(-1)?.[0] ?? 1];
  const x = (step: number) => round(left + ((chartWidth - left - right) * (step - from)) / (to - from || 1));
  const y = (value: number) =>
    round(top + ((height - top - bottom) * (topValue - value)) / (topValue - bottomValue || 1));
  const path = (line: readonly Point[]) => line.map(([step, value]) => `${x(step)},${y(value)}`).join(" ");
  return html`<svg viewBox="0 0 ${chartWidth} ${height}" role="img" aria-label=${summary(metric, series)}>
    ${ticks.map(
      (tick) => svg`<line class="rule" x1=${left} x2=${chartWidth - right} y1=${y(tick)} y2=${y(tick)}></line>
        <text class="label end" x=${left - 6} y=${y(tick) + 4}>${tickText(tick, ticks)}</text>`,
    )}
    <line class="axis" x1=${left} x2=${chartWidth - right} y1=${height - bottom} y2=${height - bottom}></line>
    ${roundTicks(from, to, 3)
      .filter((tick) => tick >= from && tick <= to)
      .map(
        (tick) =>
          svg`<text class="label ${x(tick) > chartWidth - 24 ? "end" : "middle"}" x=${x(tick) > chartWidth - 24 ? chartWidth - right : x(tick)} y=${height - 4}>${formatAxisCount(tick)}</text>`,
      )}
    ${isSmoothed ? svg`<polyline class="raw" points=${path(points)}></polyline>` : nothing}
    <polyline class="smooth" points=${path(smooth)}></polyline>
    ${best ? svg`<circle class="best" cx=${x(best.x)} cy=${y(best.y)} r="3"></circle>` : nothing}
  </svg>`;
}

type Point = readonly [x: number, y: number];

function finitePoints(x: Float64Array, y: Float64Array): Point[] {
  const found: Point[] = [];
  for (const [i, value] of y.entries()) if (Number.isFinite(value)) found.push([x[i] as number, value]);
  return found;
}

export function isSmooth(metric: string): boolean {
  return !isRaw(metric);
}

function reach(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low === high ? [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2] : [low, high];
}

/** Round numbers between two ends, about as many as asked for. */
export function roundTicks(low: number, high: number, about = 3): number[] {
  const rough = (high - low) / about;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((lead) => lead * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, Math.min(count, 12)) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Three or four where round numbers allow it: one label alone tells no scale. */
export function labelsOf(low: number, high: number): number[] {
  for (const about of [3, 4]) {
    const ticks = roundTicks(low, high, about);
    if (ticks.length >= 3) return ticks;
  }
  const many = roundTicks(low, high, 5);
  return many.length <= 4 ? many : roundTicks(low, high, 4);
}

/** All ticks of an axis with the same digits. */
function tickText(tick: number, ticks: readonly number[]): string {
  if (Math.max(...ticks.map(Math.abs)) >= 1e4) return formatAxisCount(tick);
  const digits = Math.max(...ticks.map((each) => String(each).split(".")[1]?.length ?? 0));
  return digits > 6 ? formatNumber(tick) : tick.toFixed(digits).replace("-", "\u2212");
}

function summary(metric: string, { count, min, max, last }: ChartSeries): string {
  const said = (value: number | undefined) => formatNumber(value ?? Number.NaN);
  return t("{0}: {1} points from {2} to {3}, last {4}", metric, count, said(min?.y), said(max?.y), said(last?.y));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
