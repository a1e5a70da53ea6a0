import { formatAxisCount, formatDate, formatDuration, formatNumber } from "../../src/shared/format";
import type { Ends } from "./scales";

export interface Tick {
  readonly value: number;
  readonly label: string;
}

const leads = [1, 2, 5, 10] as const;

/** The smallest round step that makes no more than so many. */
function roundStep(length: number, most: number, steps: readonly number[] = leads): number {
  const rough = length / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  return (steps.find((lead) => lead * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

/** Round numbers between two ends, `most` at the utmost. */
export function linearTicks({ from, to }: Ends, most = 5): Tick[] {
  if (!(to > from) || !Number.isFinite(to - from)) return Number.isFinite(from) ? [tickAt(from)] : [];
  const step = roundStep(to - from, most);
  const values = multiples(step, from, to);
  return values.map((value) => ({ value, label: evenLabel(value, step, Math.max(Math.abs(from), Math.abs(to))) }));
}

function multiples(step: number, from: number, to: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0);
}

function tickAt(value: number): Tick {
  return { value, label: formatNumber(value) };
}

/** All labels of an axis have as many digits as its step asks for. */
function evenLabel(value: number, step: number, largest: number): string {
  if (value === 0 && largest >= 1e4) return "0";
  if (largest >= 1e4) return step >= largest * 1e-3 ? formatAxisCount(value).replace("-", "\u2212") : String(value);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (digits > 5) return formatNumber(value);
  return value.toFixed(digits).replace("-", "\u2212");
}

/** Powers of ten, with 2 and 5 or 3 between them where there is room; round numbers where the ends are close. */
export function logTicks({ from, to }: Ends, most = 5): Tick[] {
  if (!(from > 0) || !(to > from)) return linearTicks({ from, to }, most);
  const decades = Math.log10(to / from);
  if (decades < 0.7) return linearTicks({ from, to }, most);
  for (const within of [[1, 2, 5], [1, 3], [1]]) {
    const values = logged(from, to, within, 1);
    if (values.length <= most + (within.length > 1 ? 1 : 0) && values.length > 1) return values.map(tickAt);
  }
  const every = Math.ceil((decades + 1) / most);
  const values = logged(from, to, [1], every);
  return (values.length > 1 ? values : logged(from, to, [1], 1)).map(tickAt);
}

function logged(from: number, to: number, within: readonly number[], every: number): number[] {
  const values: number[] = [];
  const first = Math.floor(Math.log10(from) + 1e-9);
  for (let power = Math.floor(first / every) * every; 10 ** power <= to; power += every)
    for (const lead of within) {
      const value = Number((lead * 10 ** power).toPrecision(6));
      if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) values.push(value);
    }
  return values;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const durations = [
  ...[1, 2, 5, 10, 20, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * day),
];

function timeStep(length: number, most: number): number {
  const rough = length / most;
  if (rough < second) return Math.max(1, roundStep(length, most));
  return durations.find((step) => step >= rough) ?? roundStep(length / day, most) * day;
}

/** Milliseconds since something began. */
export function durationTicks({ from, to }: Ends, most = 5): Tick[] {
  if (!(to > from)) return [{ value: from, label: shortDuration(from, second) }];
  const step = timeStep(to - from, most);
  return multiples(step, from, to).map((value) => ({ value, label: shortDuration(value, step) }));
}

/** No unit that is zero in every label: 5m, not 5m 00s. */
function shortDuration(value: number, step: number): string {
  if (value === 0) return "0";
  const sign = value < 0 ? "\u2212" : "";
  const size = Math.abs(value);
  const said = formatDuration(size);
  if (step % minute === 0) return sign + said.replace(/ 00[ms]$/, "").replace(/(\d+d) 0h$/, "$1");
  return sign + said;
}

/** Milliseconds since 1970, at round times of the local clock. */
export function timeTicks({ from, to }: Ends, most = 4): Tick[] {
  if (!(to > from)) return [{ value: from, label: formatDate(from, { now: from, seconds: true }) }];
  const step = timeStep(to - from, most);
  const offset = new Date(from).getTimezoneOffset() * minute;
  return multiples(step, from - offset, to - offset).map((local) => {
    const value = local + offset;
    return { value, label: timeLabel(value, step, to - from) };
  });
}

function timeLabel(value: number, step: number, length: number): string {
  const said = formatDate(value, { now: value, seconds: step < minute });
  const parts = said.split(" ");
  if (step >= day) return parts.slice(0, 2).join(" ");
  return length < day ? (parts.at(-1) as string) : said;
}
