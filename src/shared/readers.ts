import { invalid } from "./apiError";

/** Turns something foreign into a typed value, or throws with the place in its message. */
export type Reader<T> = (value: unknown, at: string) => T;

type Fields<T> = { [K in keyof T]-?: Reader<T[K]> };

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return value === undefined ? "nothing" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function expected(what: string, value: unknown, at: string): never {
  return invalid(
    value === undefined || value === null ? `${at}: missing` : `${at}: expected ${what}, got ${kindOf(value)}`,
  );
}

export const string: Reader<string> = (value, at) =>
  typeof value === "string" ? value : expected("a string", value, at);

/** A string, or what clients send where the protocol says string but their users wrote a number or a truth value. */
export const text: Reader<string> = (value, at) =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : string(value, at);

export const boolean: Reader<boolean> = (value, at) => {
  if (value === "true") return true;
  if (value === "false") return false;
  return typeof value === "boolean" ? value : expected("true or false", value, at);
};

const numberNames: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** A double as protobuf prints it: a number, its decimal text, or "NaN", "Infinity", "-Infinity". */
export const number: Reader<number> = (value, at) => {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return expected("a number", value, at);
  const named = Object.hasOwn(numberNames, value) ? numberNames[value] : undefined;
  if (named !== undefined) return named;
  const parsed = value.trim() === "" ? Number.NaN : Number(value);
  return Number.isNaN(parsed) ? expected("a number", value, at) : parsed;
};

/** An int64 as protobuf prints it: a number or its decimal text. */
export const integer: Reader<number> = (value, at) => {
  const parsed =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^[-+]?\d{1,19}$/.test(value)
        ? Number(value)
        : Number.NaN;
  if (!Number.isFinite(parsed) || !Number.isInteger(parsed)) return expected("a whole number", value, at);
  return Math.abs(parsed) <= 2 ** 63 ? parsed : invalid(`${at}: does not fit 64 bits`);
};

export function optional<T>(reader: Reader<T>): Reader<T | undefined>;
export function optional<T>(reader: Reader<T>, otherwise: T): Reader<T>;
export function optional<T>(reader: Reader<T>, otherwise?: T): Reader<T | undefined> {
  return (value, at) => (value === undefined || value === null ? otherwise : reader(value, at));
}

export function list<T>(item: Reader<T>): Reader<T[]> {
  return (value, at) =>
    Array.isArray(value) ? value.map((each, i) => item(each, `${at}[${i}]`)) : expected("a list", value, at);
}

/** As `list`, but one bare value is a list of one: how a repeated field arrives in a query string. */
export function oneOrMore<T>(item: Reader<T>): Reader<T[]> {
  const many = list(item);
  return (value, at) => (Array.isArray(value) ? many(value, at) : [item(value, at)]);
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, at) => {
    const found = allowed.find((each) => each === value);
    return found ?? invalid(`${at}: expected one of ${allowed.join(", ")}, got ${JSON.stringify(value) ?? "nothing"}`);
  };
}

/** Only the named fields; others fall away, as protobuf does. */
export function object<T extends object>(fields: Fields<T>): Reader<T> {
  const entries = Object.entries(fields) as [keyof T & string, Reader<T[keyof T]>][];
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return expected("an object", value, at);
    const found: { [K in keyof T]?: T[keyof T] } = {};
    for (const [name, reader] of entries) {
      const raw: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      const read = reader(raw, at === "" ? name : `${at}.${name}`);
      if (read !== undefined) found[name] = read;
    }
    return found as T;
  };
}

/** Of any keys. */
export function record<T>(item: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return expected("an object", value, at);
    const entries = Object.entries(value).map(([key, each]) => [key, item(each, at === "" ? key : `${at}.${key}`)]);
    return Object.assign(Object.create(null), Object.fromEntries(entries));
  };
}

export const numberOrNull: Reader<number | null> = (value, at) => (value === null ? null : number(value, at));
