import { UsageError } from "./args";

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `30d`, `12h`, `2w`, `0d` in milliseconds. */
export function readAge(text: string, option: string): number {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  const length = Number(amount) * (units[unit ?? ""] ?? Number.NaN);
  if (Number.isNaN(length)) throw new UsageError(`${option}: expected an age like 12h, 30d or 2w, got '${text}'`);
  return Math.round(length);
}
