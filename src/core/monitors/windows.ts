import { cronMatches, partsOf } from "../cron/cron";
import type { Monitor } from "./monitor";

export interface Bounds {
  readonly from: number;
  /** Not in the window any more. */
  readonly to: number;
}

const minute = 60_000;
/** Minutes. A time of a cron that was missed for longer is not made up for. */
const longestGap = 60;
/** Windows that follow each other and were missed are made up for, up to so many. */
const mostMissed = 24;

/** When it is looked at next: after what was looked at last, or after it was first seen. */
export function nextAt(
  { when, isTumbling }: Monitor,
  { last, seen }: { last: number | undefined; seen: number },
): number {
  if (when.kind === "every") {
    if (last === undefined && !isTumbling) return seen;
    return (Math.floor((last ?? seen) / when.ms) + 1) * when.ms;
  }
  let at = Math.max(Math.floor((last ?? 0) / minute) + 1, Math.floor(seen / minute) - longestGap, 0);
  if (last === undefined) at = Math.floor(seen / minute) + 1;
  for (const end = at + 366 * 24 * 60; at < end; ) {
    const { hours, days, months, weekdays } = when.cron;
    const on = partsOf(at * minute, when.zone);
    if (cronMatches(when.cron, at * minute, when.zone)) return at * minute;
    const isHour = hours.has(on.hour) && months.has(on.month) && (days.has(on.day) || weekdays.has(on.weekday));
    // hours change at quarters of an hour, whatever the zone
    at += isHour ? 1 : 15 - (at % 15);
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * The windows that are to be looked at now, the oldest first. One that goes along with the time ends now; those that
 * follow each other end at whole multiples of their length, the last `mostMissed` of those that were missed.
 */
export function windowsDue({ window, isTumbling }: Monitor, lastTo: number | undefined, now: number): Bounds[] {
  if (window.kind !== "time") return [{ from: isTumbling ? (lastTo ?? 0) : 0, to: now }];
  if (!isTumbling) return [{ from: now - window.ms, to: now }];
  const end = Math.floor(now / window.ms) * window.ms;
  const first = Math.max(lastTo === undefined ? end : lastTo + window.ms, end - (mostMissed - 1) * window.ms);
  const due: Bounds[] = [];
  for (let to = Math.floor(first / window.ms) * window.ms; to <= end; to += window.ms)
    due.push({ from: to - window.ms, to });
  return due;
}

/** Of a check that somebody asked for: also what is not full yet. */
export function windowNow(monitor: Monitor, lastTo: number | undefined, now: number): Bounds {
  const { window, isTumbling } = monitor;
  if (window.kind !== "time") return { from: isTumbling ? (lastTo ?? 0) : 0, to: now };
  return { from: isTumbling ? Math.floor(now / window.ms) * window.ms : now - window.ms, to: now };
}
