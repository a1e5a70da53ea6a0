import { html, nothing, svg, type TemplateResult } from "lit";
import { linearTicks, type Tick } from "../charts/ticks";
import { t } from "../kit/words";

export const plotHeight = 140;
const top = 16;
const bottom = 20;
const left = 42;

/** The plane that a small chart draws on: values upwards from 0. */
export interface Plane {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly floor: number;
  readonly rows: readonly Tick[];
  x(value: number): number;
  y(value: number): number;
}

export interface PlaneOptions {
  readonly width: number;
  readonly from: number;
  readonly to: number;
  /** The largest value; nothing above 0: any scale will do. */
  readonly most: number;
  /** Kept free at the right, for the names of lines. */
  readonly margin?: number;
}

export function planeOf({ width, from, to, most, margin = 8 }: PlaneOptions): Plane {
  const highest = most > 0 ? most : 1;
  const few = linearTicks({ from: 0, to: highest * 1.02 }, 4);
  const rows = few.length > 2 ? few : linearTicks({ from: 0, to: highest * 1.02 }, 5);
  const ceiling = Math.max(highest * 1.02, rows.at(-1)?.value ?? 0);
  const [right, floor] = [width - margin, plotHeight - bottom];
  return {
    width,
    left,
    right,
    top,
    floor,
    rows,
    x: (value) => round(left + ((right - left) * (value - from)) / (to - from || 1)),
    y: (value) => round(floor - ((floor - top) * value) / ceiling),
  };
}

/** Grid and labels; `across` are the labels below. */
export function axes({ left: start, right, floor, rows, x, y }: Plane, across: readonly Tick[], suffix = "") {
  return svg`${rows.map(
    ({ value, label }) =>
      svg`<line class="rule" x1=${start} x2=${right} y1=${y(value)} y2=${y(value)}></line><text class="label end" x=${start - 6} y=${y(value) + 4}>${label}${suffix}</text>`,
  )}<line class="axis" x1=${start} x2=${right} y1=${floor} y2=${floor}></line>
  ${across.map(({ value, label }) => {
    const at = x(value);
    return svg`<text class="label ${at > right - 14 ? "end" : at < start + 12 ? "" : "middle"}" x=${at > right - 14 ? right : at} y=${plotHeight - 4}>${label}</text>`;
  })}`;
}

const second = 1000;
const minute = 60 * second;
const agoSteps = [30 * second, ...[1, 2, 3, 5, 10, 15, 20].map((n) => n * minute)];

/** How long ago, the last one being now. */
export function timeLabels(from: number, to: number): Tick[] {
  const step = agoSteps.find((each) => (to - from) / each <= 4) ?? 20 * minute;
  const count = Math.floor((to - from) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => {
    const ago = (count - i) * step;
    const size = ago % minute === 0 ? t("{0}m", ago / minute) : t("{0}s", ago / second);
    return { value: to - ago, label: ago === 0 ? t("now") : `\u2212${size}` };
  });
}

export interface Figure {
  readonly title: string;
  readonly unit: string;
  /** At the right end of the title. */
  readonly aside?: unknown;
  /** What a screen reader says of it. */
  readonly summary: string;
  readonly width: number;
  readonly drawn: unknown;
  /** Instead of a drawing. */
  readonly nothing?: string | undefined;
}

export function figure(of: Figure): TemplateResult {
  return html`<figure class="chart">
    <figcaption>
      <span class="cut"><b>${of.title}</b> <span class="muted small">${of.unit}</span></span>
      <span class="aside small">${of.aside ?? nothing}</span>
    </figcaption>
    ${
      of.nothing === undefined
        ? html`<svg width=${of.width} height=${plotHeight} viewBox="0 0 ${of.width} ${plotHeight}" role="img" aria-label=${of.summary}>${of.drawn}</svg>`
        : html`<p class="blank muted small-12">${of.nothing}</p>`
    }
  </figure>`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
