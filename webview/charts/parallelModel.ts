import type { Direction } from "../../src/core/metrics/direction";
import { formatNumber } from "../../src/shared/format";
import { createScale } from "./scales";
import { linearTicks, logTicks } from "./ticks";

/** An axis of parallel coordinates: a value a line, in the order of the lines. */
export interface ParallelAxis {
  readonly key: string;
  readonly label: string;
  readonly values: readonly (number | string | undefined)[];
  /** An axis where lower is better is turned, so that up is good. */
  readonly direction?: Direction;
}

/** Where the values lie on an axis, 0 at its foot, 1 at its head; NaN where a line has none. */
export interface Placed {
  readonly key: string;
  readonly label: string;
  readonly shares: Float32Array;
  readonly ticks: readonly { readonly share: number; readonly label: string }[];
  readonly kind: "linear" | "log" | "category";
  readonly isTurned: boolean;
  /** What stands at a share of the axis. */
  say(share: number): string;
}

/** From 0 to 1 along an axis. */
export interface Brush {
  readonly from: number;
  readonly to: number;
}

const mostTicks = 5;

export function placeAxis(axis: ParallelAxis): Placed {
  const isTurned = axis.direction === "lower";
  const numbers = axis.values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const isText = axis.values.some((value) => typeof value === "string");
  return isText || numbers.length === 0 ? placeTexts(axis, isTurned) : placeNumbers(axis, numbers, isTurned);
}

function placeTexts({ key, label, values }: ParallelAxis, isTurned: boolean): Placed {
  const texts = [...new Set(values.flatMap((value) => (value === undefined ? [] : [String(value)])))].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  const shareOf = new Map(texts.map((text, i) => [text, texts.length === 1 ? 0.5 : i / (texts.length - 1)]));
  const turn = (share: number) => (isTurned ? 1 - share : share);
  const every = Math.ceil(texts.length / 8);
  return {
    key,
    label,
    kind: "category",
    isTurned,
    shares: Float32Array.from(values, (value) =>
      value === undefined ? Number.NaN : turn(shareOf.get(String(value)) ?? Number.NaN),
    ),
    ticks: texts.flatMap((text, i) =>
      i % every === 0
        ? [{ share: turn(shareOf.get(text) ?? 0), label: text.length > 14 ? `${text.slice(0, 13)}…` : text }]
        : [],
    ),
    say: (share) => texts[Math.round(turn(share) * (texts.length - 1))] ?? "",
  };
}

function placeNumbers({ key, label, values }: ParallelAxis, numbers: number[], isTurned: boolean): Placed {
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  const [low, high] = [distinct[0] as number, distinct.at(-1) as number];
  const isLog = liesOnLog(distinct);
  const ends =
    low === high ? { from: low - (Math.abs(low) || 1), to: high + (Math.abs(high) || 1) } : { from: low, to: high };
  const scale = isTurned ? createScale(ends, 1, 0, isLog) : createScale(ends, 0, 1, isLog);
  const ticks =
    distinct.length <= mostTicks
      ? distinct.map((value) => ({ value, label: formatNumber(value) }))
      : (isLog ? logTicks : linearTicks)(ends, mostTicks);
  return {
    key,
    label,
    kind: isLog ? "log" : "linear",
    isTurned,
    shares: Float32Array.from(values, (value) => (typeof value === "number" ? scale.pixel(value) : Number.NaN)),
    ticks: apart(ticks.map(({ value, label: text }) => ({ share: scale.pixel(value), label: text }))),
    say: (share) => formatNumber(Number(scale.value(share).toPrecision(3))),
  };
}

/** Labels closer than a line of text are left out. */
function apart<T extends { readonly share: number }>(ticks: readonly T[]): T[] {
  const kept: T[] = [];
  for (const tick of ticks) if (kept.every(({ share }) => Math.abs(share - tick.share) >= 0.09)) kept.push(tick);
  return kept;
}

/** Positive values over a wide range, or whose steps are factors, as of batch sizes. `distinct` is ascending. */
export function liesOnLog(distinct: readonly number[]): boolean {
  const [low, high] = [distinct[0] ?? 0, distinct.at(-1) ?? 0];
  if (!(low > 0) || low === high) return false;
  if (high / low >= 30) return true;
  if (distinct.length < 3 || distinct.length > 12) return false;
  return unevenness(distinct.map(Math.log)) < unevenness(distinct) * 0.9;
}

/** How much the gaps differ from each other, by their mean. */
function unevenness(values: readonly number[]): number {
  const gaps = values.slice(1).map((value, i) => value - (values[i] as number));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean;
}

/** Which lines every brushed axis lets through; undefined when nothing is brushed. */
export function brushedLines(
  axes: readonly Placed[],
  brushes: ReadonlyMap<string, readonly Brush[]>,
  count: number,
): Uint8Array | undefined {
  const filters = axes.flatMap(({ key, shares }) => {
    const of = brushes.get(key);
    return of && of.length > 0 ? [{ shares, of }] : [];
  });
  if (filters.length === 0) return undefined;
  const through = new Uint8Array(count).fill(1);
  for (const { shares, of } of filters)
    for (let i = 0; i < count; i++) {
      const share = shares[i] as number;
      if (!of.some(({ from, to }) => share >= from - 1e-6 && share <= to + 1e-6)) through[i] = 0;
    }
  return through;
}

/** What a brush asks for: val_auc ≥ 0.869, lr 0.001 to 0.01. */
export function sayBrush({ label, isTurned, say, kind }: Placed, { from, to }: Brush): string {
  const [low, high] = isTurned ? [say(to), say(from)] : [say(from), say(to)];
  const [isOpenLow, isOpenHigh] = isTurned ? [to >= 0.999, from <= 0.001] : [from <= 0.001, to >= 0.999];
  if (kind === "category") return low === high ? `${label} ${low}` : `${label} ${low} – ${high}`;
  if (isOpenHigh && !isOpenLow) return `${label} ≥ ${low}`;
  if (isOpenLow && !isOpenHigh) return `${label} ≤ ${high}`;
  return `${label} ${low} – ${high}`;
}

/** What a pointer at a share of an axis takes hold of. */
export function gripAt(
  brushes: readonly Brush[],
  share: number,
  reach: number,
): { readonly at: number; readonly part: "from" | "to" | "all" } | undefined {
  for (const [at, { from, to }] of brushes.entries()) {
    if (Math.abs(share - to) <= reach) return { at, part: "to" };
    if (Math.abs(share - from) <= reach) return { at, part: "from" };
    if (share > from && share < to) return { at, part: "all" };
  }
  return undefined;
}

/** The brush after its part was dragged from one share to another. */
export function draggedBrush(brush: Brush, part: "from" | "to" | "all", by: number): Brush {
  if (part === "all") {
    const step = Math.max(-brush.from, Math.min(1 - brush.to, by));
    return { from: brush.from + step, to: brush.to + step };
  }
  const moved = Math.max(0, Math.min(1, brush[part] + by));
  const other = part === "from" ? brush.to : brush.from;
  return { from: Math.min(moved, other), to: Math.max(moved, other) };
}

/** A key taken out and put in before another place. */
export function moved(keys: readonly string[], key: string, to: number): string[] {
  const others = keys.filter((each) => each !== key);
  return [...others.slice(0, to), key, ...others.slice(to)];
}
