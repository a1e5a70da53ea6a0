import { html, nothing, svg } from "lit";
import type { GateFacts } from "../../src/shared/deploymentPage";
import { t } from "../kit/words";
import { axes, figure, type Plane, planeOf, plotHeight, round, timeLabels } from "./plot";
import { colourOf, namesOf, type State } from "./state";
import { type Bucket, bucketsOf, type Mark, marksOf, type Span, spanOf } from "./timeline";
import { formatMilliseconds, formatRate, formatShare } from "./words";

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly buckets: readonly Bucket[];
}

export interface Times {
  readonly span: Span;
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  readonly width: number;
}

/** What the charts over time have in common. */
export function timesOf(state: State, width: number): Times {
  const span = spanOf(state);
  const lines = namesOf(state.live).map((name) => ({
    name,
    colour: colourOf(state.live, name),
    buckets: bucketsOf(state.course[name] ?? [], span, state.live.every, Math.max(20, Math.floor(width / 3))),
  }));
  return { span, lines, marks: marksOf(state, span), width };
}

const quantiles = ["p50", "p95", "p99"] as const;
/** Of more variants the lines of all three would be a thicket. */
const mostInFull = 2;

export function latencyChart(state: State, times: Times) {
  const { span, lines, width } = times;
  const isFull = lines.length <= mostInFull;
  const highest = isFull ? "p99" : "p95";
  const most = Math.max(0, ...lines.flatMap(({ buckets }) => buckets.map((each) => each[highest])));
  const limit = limitOf(state, "ms", most * 2);
  const plane = planeOf({ width, ...span, most: Math.max(most, limit ?? 0), margin: 32 });
  const latest = lines.flatMap(({ name, buckets }) => {
    const last = buckets.findLast(({ isAnswered }) => isAnswered);
    return last ? [t("{0} p95 {1}", name, formatMilliseconds(last.p95))] : [];
  });
  return figure({
    title: t("Latency"),
    unit: isFull ? t("ms · p50, p95, p99") : t("ms · p95"),
    aside: keys(lines),
    width,
    summary: `${t("Latency in milliseconds over time")}: ${latest.join(", ")}`,
    drawn: svg`${axes(plane, timeLabels(span.from, span.to))} ${drawMarks(plane, times.marks)} ${threshold(plane, limit)}
      ${lines.map(({ buckets, colour }) =>
        isFull
          ? quantiles.map((each, i) => drawLine(plane, buckets, { key: each, colour, opacity: 0.5 + i * 0.25 }))
          : drawLine(plane, buckets, { key: "p95", colour }),
      )}
      ${isFull ? endLabels(plane, lines) : nothing}`,
  });
}

export function requestsChart(state: State, times: Times) {
  const { span, lines, width, marks } = times;
  // copies are no share of what clients ask
  const isStacked = state.live.rollout.mirrored === undefined;
  const stacks = isStacked
    ? stacked(lines)
    : lines.map((line) => ({ ...line, tops: line.buckets.map((b) => [b.at, 0, b.perSecond] as const) }));
  const most = Math.max(0, ...stacks.flatMap(({ tops }) => tops.map(([, , high]) => high)));
  const plane = planeOf({ width, ...span, most });
  const latest = lines.flatMap(({ name, buckets }) => {
    const last = buckets.at(-1);
    return last ? [t("{0} {1} a second", name, formatRate(last.perSecond))] : [];
  });
  return figure({
    title: t("Requests"),
    unit: isStacked ? t("per second") : t("per second, copies too"),
    aside: keys(lines),
    width,
    summary: `${t("Requests a second over time")}: ${latest.join(", ")}`,
    drawn: svg`${axes(plane, timeLabels(span.from, span.to))}
      ${stacks.map(({ tops, colour }) => {
        const upper = tops.map(([at, , high]) => `${plane.x(at)},${plane.y(high)}`);
        const lower = tops.map(([at, low]) => `${plane.x(at)},${plane.y(low)}`).reverse();
        return svg`${isStacked ? svg`<polygon class="area" points=${[...upper, ...lower].join(" ")} .style=${`fill:${colour}`}></polygon>` : nothing}
          <polyline class="line" points=${upper.join(" ")} .style=${`stroke:${colour}`}></polyline>`;
      })}
      ${drawMarks(plane, marks)}`,
  });
}

export function errorsChart(state: State, times: Times) {
  const { span, lines, width, marks } = times;
  const most = Math.max(0, ...lines.flatMap(({ buckets }) => buckets.map(({ errorRate }) => errorRate)));
  const limit = limitOf(state, "share", Number.POSITIVE_INFINITY);
  const plane = planeOf({ width, ...span, most: 100 * Math.max(most, limit ?? 0) || 1 });
  const latest = lines.flatMap(({ name, buckets }) => {
    const last = buckets.findLast(({ isAnswered }) => isAnswered);
    return last ? [`${name} ${formatShare(last.errorRate)}`] : [];
  });
  return figure({
    title: t("Errors"),
    unit: t("% of requests"),
    aside: keys(lines),
    width,
    summary: `${t("Share of errors over time")}: ${latest.join(", ")}`,
    drawn: svg`${axes(plane, timeLabels(span.from, span.to))} ${drawMarks(plane, marks)}
      ${threshold(plane, limit === undefined ? undefined : limit * 100)}
      ${lines.map(({ buckets, colour }) => drawLine(plane, buckets, { key: "errorRate", colour, times: 100 }))}`,
  });
}

function stacked(lines: readonly Line[]) {
  const below = new Map<number, number>();
  return lines.map((line) => ({
    ...line,
    tops: line.buckets.map(({ at, perSecond }) => {
      const low = below.get(at) ?? 0;
      below.set(at, low + perSecond);
      return [at, low, low + perSecond] as const;
    }),
  }));
}

interface LineLook {
  readonly key: "p50" | "p95" | "p99" | "errorRate";
  readonly colour: string;
  readonly opacity?: number;
  readonly times?: number;
}

/** Where nobody asked, the line has a gap; a point between two gaps is a dot. */
function drawLine({ x, y }: Plane, buckets: readonly Bucket[], { key, colour, opacity = 1, times = 1 }: LineLook) {
  let path = "";
  const dots: Bucket[] = [];
  for (const [i, each] of buckets.entries()) {
    if (!each.isAnswered) continue;
    const isFirst = !buckets[i - 1]?.isAnswered;
    path += `${isFirst ? "M" : "L"}${x(each.at)},${y(each[key] * times)}`;
    if (isFirst && !buckets[i + 1]?.isAnswered) dots.push(each);
  }
  return svg`<path class="line" d=${path} .style=${`stroke:${colour};opacity:${opacity}`}></path>
    ${dots.map((each) => svg`<circle cx=${x(each.at)} cy=${y(each[key] * times)} r="1.75" .style=${`fill:${colour};opacity:${opacity}`}></circle>`)}`;
}

/** The names of the quantiles at the ends of what is tried, else of the only line; moved apart where they would touch. */
function endLabels({ right, y }: Plane, lines: readonly Line[]) {
  const last = lines.findLast(({ buckets }) => buckets.at(-1)?.isAnswered)?.buckets.at(-1);
  if (last === undefined) return nothing;
  let lowest = plotHeight - 20;
  return quantiles.map((each) => {
    const at = Math.min(y(last[each]) + 4, lowest);
    lowest = at - 12;
    return svg`<text class="label" x=${right + 6} y=${round(at)}>${each}</text>`;
  });
}

/** A label stands right of its line, or left of it where the chart ends. */
function drawMarks({ x, top, floor, right }: Plane, marks: readonly Mark[]) {
  let free = Number.NEGATIVE_INFINITY;
  return marks.map(({ at, label }) => {
    const place = x(at);
    const width = 6 * label.length + 6;
    const isLast = place + width > right;
    const hasRoom = (isLast ? place - width : place) - free > 4;
    if (hasRoom) free = isLast ? place : place + width;
    return svg`<line class="mark" x1=${place} x2=${place} y1=${top - 4} y2=${floor}></line>
      ${hasRoom ? svg`<text class="label ${isLast ? "end" : ""}" x=${isLast ? place - 4 : place + 4} y=${top - 4}>${label}</text>` : nothing}`;
  });
}

function threshold({ left, right, y }: Plane, limit: number | undefined) {
  if (limit === undefined) return nothing;
  return svg`<line class="threshold" x1=${left} x2=${right} y1=${y(limit)} y2=${y(limit)}></line>`;
}

/** The lowest upper limit that a gate sets in this unit, if it is not out of sight. */
function limitOf({ live }: State, unit: GateFacts["unit"], farthest: number): number | undefined {
  const limits = live.rollout.gates.flatMap((gate) =>
    gate.unit === unit && !gate.isRatio && gate.max !== undefined && gate.max <= farthest ? [gate.max] : [],
  );
  return limits.length === 0 ? undefined : Math.min(...limits);
}

export function keys(lines: readonly { readonly name: string; readonly colour: string }[]) {
  // more than two have no room here; the legend of the split names them all
  if (lines.length !== 2) return nothing;
  return lines.map(
    ({ name, colour }) =>
      html`<span class="key"><span .style=${`background:${colour}`}></span><span class="cut" title=${name}>${name}</span></span>`,
  );
}
