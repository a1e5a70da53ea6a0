/** How numbers, durations and dates read, on a terminal and in the editor alike. */

const minus = "\u2212";
const thinSpace = "\u2009";

/** Four significant digits: 0.8769, 12346, 3.2e-6, 1.21e7. A tooltip shows `String(value)`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${minus}∞`;
  return formatMagnitude(Math.abs(value), value < 0 ? minus : "");
}

/** A difference always says which way: +0.0074, −0.0053, 0. */
export function formatSigned(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

function formatMagnitude(size: number, sign: string): string {
  if (size === 0) return "0";
  const rounded = Number(size.toPrecision(4));
  if (rounded >= 1e6 || rounded < 1e-4) return sign + rounded.toExponential().replace("e+", "e"); // 1.21e+7 reads 1.21e7
  if (size >= 1000) return sign + Math.round(size); // 12345.6 is 12346: no digit left of the point is dropped
  return sign + rounded;
}

/** Whole things, with the locale's grouping: 12,345. */
export function formatCount(value: number, locale?: string): string {
  return value.toLocaleString(locale);
}

/** Whole things on the command line, whose words are English. Intl would take node tens of milliseconds to load. */
export function formatEnglishCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 file`, `12,345 files`; on the command line, in English. */
export function countOf(many: number, thing: string): string {
  return `${formatEnglishCount(many)} ${thing}${many === 1 ? "" : "s"}`;
}

const axisUnits = ["", " k", " M", " G", " T"] as const;

/** Short, for axes only: 1.2 M. */
export function formatAxisCount(value: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3), axisUnits.length - 1);
  return `${Number((value / 1000 ** power).toPrecision(3))}${axisUnits[power]}`;
}

/** A share of one: 0.75 is 75 %, with a thin space. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${formatNumber(share * 100)}${thinSpace}%` : formatNumber(share);
}

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** 412 B, 38 kB, 6.8 MB: thousands, one decimal below ten. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (Number(value.toPrecision(3)) >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? Math.round(value) : Number(value.toFixed(1));
  return `${digits} ${byteUnits[unit]}`;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** 4.1 ms, 48s, 6m 41s, 2h 06m, 9d 4h: two units at most, cut rather than rounded up. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return formatNumber(milliseconds);
  const length = Math.max(0, milliseconds);
  if (length < second) return `${length < 100 ? Number(length.toFixed(1)) : Math.floor(length)} ms`;
  if (length < minute) return `${Math.floor(length / second)}s`;
  if (length < hour) return `${Math.floor(length / minute)}m ${twoDigits(Math.floor((length % minute) / second))}s`;
  if (length < day) return `${Math.floor(length / hour)}h ${twoDigits(Math.floor((length % hour) / minute))}m`;
  return `${Math.floor(length / day)}d ${Math.floor((length % day) / hour)}h`;
}

/** What is left to wait: about 3 h, about 20 s. */
export function formatTimeLeft(milliseconds: number): string {
  if (milliseconds < 1.5 * minute) return `about ${Math.max(1, Math.round(milliseconds / second))} s`;
  if (milliseconds < 1.5 * hour) return `about ${Math.round(milliseconds / minute)} min`;
  if (milliseconds < 2 * day) return `about ${Math.round(milliseconds / hour)} h`;
  return `about ${Math.round(milliseconds / day)} d`;
}

export interface DateStyle {
  /** Milliseconds since 1970; decides whether the year is said. */
  readonly now: number;
  /** As in logs. */
  readonly seconds?: boolean;
  readonly locale?: string;
}

/** 21 Nov 08:11, in local time; with the year if it is not this one's. */
export function formatDate(time: number, { now, seconds = false, locale = "en-GB" }: DateStyle): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  const month = monthIn(locale).format(date);
  const year = date.getFullYear() === new Date(now).getFullYear() ? "" : ` ${date.getFullYear()}`;
  const clock = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])].map(twoDigits).join(":");
  return `${date.getDate()} ${month}${year} ${clock}`;
}

/** Made once a language, as making one takes longer than a hundred dates. */
const months = new Map<string, Intl.DateTimeFormat>();

function monthIn(locale: string): Intl.DateTimeFormat {
  const known = months.get(locale);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { month: "short" });
  months.set(locale, made);
  return made;
}

/** Relative only below one minute: 12s ago, then a date. */
export function formatSince(time: number, style: DateStyle): string {
  const passed = style.now - time;
  return passed >= 0 && passed < minute ? `${Math.floor(passed / second)}s ago` : formatDate(time, style);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
