import { invalid } from "../../shared/apiError";
import type { Reader } from "../../shared/readers";

/** protobuf's Timestamp in JSON (2025-04-15T08:49:18.699Z) as milliseconds since 1970; absent is 0, as in protobuf. */
export const timestamp: Reader<number> = (value, at) => {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isFinite(value)) return Math.trunc(value);
  const parsed = typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? invalid(`${at}: expected a time such as 2025-04-15T08:49:18.699Z`) : parsed;
};

/** protobuf's Duration in JSON (1.5s) as milliseconds. */
export const duration: Reader<number> = (value, at) => {
  const seconds = typeof value === "string" ? /^(-?\d{1,12}(?:\.\d{1,9})?)s$/.exec(value)?.[1] : undefined;
  return seconds === undefined
    ? invalid(`${at}: expected a duration such as 1.5s`)
    : Math.trunc(Number(seconds) * 1000 + 1e-6);
};

export function printTimestamp(milliseconds: number): string {
  const clamped = Math.min(Math.max(milliseconds, -62_135_596_800_000), 253_402_300_799_999); // years 1 to 9999
  return new Date(clamped).toISOString().replace(".000Z", "Z");
}

export function printDuration(milliseconds: number): string {
  const fraction = Math.abs(milliseconds % 1000);
  const sign = milliseconds < 0 ? "-" : "";
  const seconds = Math.trunc(Math.abs(milliseconds) / 1000);
  return fraction === 0 ? `${sign}${seconds}s` : `${sign}${seconds}.${String(fraction).padStart(3, "0")}s`;
}
