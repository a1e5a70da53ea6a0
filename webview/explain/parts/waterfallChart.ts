import { html, svg } from "lit";
import { t } from "../../kit/words";
import type { Step } from "../model/waterfall";
import { evenSigned } from "../words";

export interface WaterfallEnds {
  /** Said below the first and the last bar. */
  readonly base: string;
  readonly value: string;
}

const rowHeight = 24;
const barHeight = 12;
const valueRoom = 50;
const foot = 26;

/** Each feature's part, from where the one before it ended: from the base to the prediction. */
export function waterfallChart(
  steps: readonly Step[],
  width: number,
  ends: WaterfallEnds,
  choose: (feature: string) => void,
) {
  const labels = Math.max(96, Math.min(190, Math.round(width * 0.43)));
  const all = steps.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  // figures stand before bars that go down and behind those that go up
  const goesLeft = steps.some(({ from, to }) => to < from && to - low < (high - low) / 4);
  const left = labels + (goesLeft ? valueRoom : 12);
  const room = Math.max(20, width - left - valueRoom);
  const x = (value: number) => round(left + (high > low ? ((value - low) / (high - low)) * room : room / 2));
  const height = steps.length * rowHeight + foot;
  const say = evenSigned(Math.max(0, ...steps.map(({ value }) => Math.abs(value))));
  const base = steps[0]?.from ?? 0;
  const end = steps.at(-1)?.to ?? base;
  const bottom = steps.length * rowHeight;
  return html`<div class="waterfall" .style=${`height:${height}px`}>
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${spoken(steps, ends, say)}>
      <line class="base" x1=${x(base)} x2=${x(base)} y1="0" y2=${bottom + 4}></line>
      ${steps.map((step, i) => bar(step, i, { isLast: steps[i + 1] === undefined, x, width, say }))}
      ${endsText(x(base), x(end), bottom, width, ends)}
    </svg>
    ${steps.map(
      (
        { feature, given, count },
        i,
      ) => html`<button class="part cut" .style=${`top:${i * rowHeight}px;width:${labels}px`} ?disabled=${feature === undefined}
        title=${feature === undefined ? "" : `${feature} ${given}`.trim()} @click=${() => feature !== undefined && choose(feature)}>${
          feature === undefined ? t("{0} others", count) : html`${feature} <span class="muted small">${given}</span>`
        }</button>`,
    )}
  </div>`;
}

interface BarRoom {
  readonly isLast: boolean;
  readonly width: number;
  x(value: number): number;
  say(value: number): string;
}

function bar({ from, to, value }: Step, i: number, { isLast, width, x, say }: BarRoom) {
  const top = i * rowHeight + (rowHeight - barHeight) / 2;
  const [start, end] = [x(Math.min(from, to)), x(Math.max(from, to))];
  const isUp = value >= 0;
  const isOutside = !isUp || end + 48 <= width;
  const label = isUp && isOutside ? { x: end + 6, anchor: "start" } : { x: start - 6, anchor: "end" };
  return svg`<rect class=${isUp ? "up" : "down"} x=${start} y=${top} width=${Math.max(1, round(end - start))} height=${barHeight} rx="1"></rect>
    <line class="join" x1=${x(to)} x2=${x(to)} y1=${top} y2=${top + (isLast ? barHeight + 8 : rowHeight + barHeight)}></line>
    <text class="number" x=${label.x} y=${top + barHeight / 2} text-anchor=${label.anchor} dominant-baseline="central">${say(value)}</text>`;
}

/** Both ends in words, one left and one right, so that they never meet. */
function endsText(base: number, end: number, bottom: number, width: number, ends: WaterfallEnds) {
  const y = bottom + 16;
  const isForward = end >= base;
  const gap = Math.abs(end - base);
  const half = 60;
  const middle = (base + end) / 2;
  const [baseAt, endAt] =
    gap > 2 * half ? [base, end] : isForward ? [middle - half, middle + half] : [middle + half, middle - half];
  const inside = (value: number) => round(Math.max(half, Math.min(width - half, value)));
  return svg`<text class="end" x=${inside(baseAt)} y=${y} text-anchor="middle">${ends.base}</text>
    <text class="end value" x=${inside(endAt)} y=${y} text-anchor="middle">${ends.value}</text>`;
}

function spoken(steps: readonly Step[], { base, value }: WaterfallEnds, say: BarRoom["say"]): string {
  const parts = steps.map(({ feature, count, value: part }) => `${feature ?? t("{0} others", count)} ${say(part)}`);
  return [base, ...parts, value].join(", ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
