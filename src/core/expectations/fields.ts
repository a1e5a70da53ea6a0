/** One of an expectation's kwargs: how it is read, and whether it has to be there. */
export interface Field {
  readonly isRequired: boolean;
  /** The value as it is used, or what is wrong with it. */
  readonly read: (value: unknown) => Read;
}

export type Read = { readonly value: unknown } | { readonly fault: string };

/** A limit of values: a number, a day, or a time. */
export type Bound =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "date"; readonly value: number }
  | { readonly kind: "time"; readonly value: number; readonly isZoned: boolean };

type Reader = Field["read"];

const fault = (what: string): Read => ({ fault: what });
const took = (value: unknown): Read => ({ value });

export const required = (read: Reader): Field => ({ isRequired: true, read });
/** null stands for nothing. */
export const optional = (read: Reader): Field => ({
  isRequired: false,
  read: (value) => (value === null ? took(undefined) : read(value)),
});

export const columnName: Reader = (value) =>
  typeof value === "string" && value !== "" ? took(value) : fault("expected a column's name");

export const text: Reader = (value) =>
  typeof value === "string" || typeof value === "number" ? took(String(value)) : fault("expected a text");

/** As pydantic reads a float: texts of numbers count, and so does true. */
export const number: Reader = (value) => {
  if (typeof value === "boolean") return took(Number(value));
  const read =
    typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isNaN(read) ? fault("expected a number") : took(read);
};

export const whole: Reader = (value) => {
  const read = number(value);
  if ("fault" in read) return fault("expected a whole number");
  if (typeof value === "string" && !/^\s*[+-]?\d+\s*$/.test(value)) return fault("expected a whole number");
  return took(Math.trunc(read.value as number));
};

export const within =
  (low: number, high: number): Reader =>
  (value) => {
    const read = number(value);
    if ("fault" in read) return read;
    const found = read.value as number;
    return found >= low && found <= high
      ? read
      : fault(
          high === Number.POSITIVE_INFINITY ? `expected at least ${low}` : `expected a number from ${low} to ${high}`,
        );
  };

const yes = new Set<unknown>([true, 1, "1", "on", "t", "true", "y", "yes"]);
const no = new Set<unknown>([false, 0, "0", "off", "f", "false", "n", "no"]);

export const flag: Reader = (value) => {
  const plain = typeof value === "string" ? value.toLowerCase() : value;
  return yes.has(plain) ? took(true) : no.has(plain) ? took(false) : fault("expected true or false");
};

export const anything: Reader = took;

export const list: Reader = (value) => (Array.isArray(value) ? took(value) : fault("expected a list"));

export const filledList: Reader = (value) =>
  Array.isArray(value) ? (value.length > 0 ? took(value) : fault("must not be empty")) : fault("expected a list");

export const textList: Reader = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === "string")
    ? took(value)
    : fault("expected a list of texts");

export const filledTextList: Reader = (value) => {
  const read = textList(value);
  return "value" in read && Array.isArray(read.value) && read.value.length === 0 ? fault("must not be empty") : read;
};

export const columns: Reader = (value) => {
  const read = textList(value);
  if ("fault" in read) return fault("expected a list of columns");
  return Array.isArray(value) && value.length >= 2 ? read : fault("must contain at least two columns");
};

export const map: Reader = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? took(value) : fault("expected an object");

export const oneOf =
  (...words: string[]): Reader =>
  (value) =>
    typeof value === "string" && words.includes(value)
      ? took(value)
      : fault(`expected ${words.map((each) => `'${each}'`).join(" or ")}`);

/** A number, a day (2024-01-31) or a time (2024-01-31T10:00:00). */
export const bound: Reader = (value) => {
  const read = number(value);
  if ("value" in read) return took({ kind: "number", value: read.value } satisfies { kind: string; value: unknown });
  if (typeof value !== "string") return fault("expected a number, a date or a time");
  const day =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(
      value,
    );
  if (!day) return fault("expected a number, a date or a time (2024-01-31T10:00:00)");
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = day
    .slice(1, 7)
    .map((each) => Number(each ?? 0));
  const at = Date.UTC(year, month - 1, date, hour, minute, second) + Number(`0.${day[7] ?? "0"}`) * 1000;
  const found = new Date(Date.UTC(year, month - 1, date));
  if (found.getUTCMonth() !== month - 1 || found.getUTCDate() !== date || hour > 23 || minute > 59 || second > 59)
    return fault(`'${value}' is not of the calendar`);
  if (day[4] === undefined) return took({ kind: "date", value: at } satisfies Bound);
  return took({ kind: "time", value: at - offsetOf(day[8]), isZoned: day[8] !== undefined } satisfies Bound);
};

/** Milliseconds of `+02:00`. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", "") || 0);
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

export const pairs: Reader = (value) =>
  Array.isArray(value) && value.every((each) => Array.isArray(each) && each.length === 2)
    ? took(value)
    : fault("expected a list of pairs");

export interface QuantileRanges {
  readonly quantiles: readonly number[];
  readonly value_ranges: readonly (readonly [number | null, number | null])[];
}

export const quantileRanges: Reader = (value) => {
  if (typeof value !== "object" || value === null) return fault("expected quantiles and value_ranges");
  const { quantiles, value_ranges: ranges } = value as Readonly<Record<string, unknown>>;
  if (!Array.isArray(quantiles) || !quantiles.every((each) => typeof each === "number"))
    return fault("quantiles: expected a list of numbers");
  const isRange = (each: unknown): boolean =>
    Array.isArray(each) && each.length === 2 && each.every((end) => end === null || typeof end === "number");
  if (!Array.isArray(ranges) || !ranges.every(isRange)) return fault("value_ranges: expected pairs of numbers");
  return took({ quantiles, value_ranges: ranges });
};
