import { invalid } from "../../shared/apiError";
import { type Reader, text } from "../../shared/readers";
import type { Texts } from "./traceDoc";

/** Readers for the shapes that only protobuf's JSON has. */

/** A map of text to text. */
export const texts: Reader<Texts> = (value, at) => {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) return invalid(`${at}: expected an object`);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, text(each, `${at}.${key}`)]));
};

/** The same as a list of `{key, value}`, which is how the 2.0 protocol has it. */
export const pairs: Reader<Texts> = (value, at) => {
  if (value === undefined || value === null) return {};
  if (!Array.isArray(value)) return invalid(`${at}: expected a list of keys and values`);
  return Object.fromEntries(
    value.map((each: unknown, i) => {
      const pair = typeof each === "object" && each !== null ? (each as { key?: unknown; value?: unknown }) : {};
      return [text(pair.key, `${at}[${i}].key`), pair.value === undefined ? "" : text(pair.value, `${at}[${i}].value`)];
    }),
  );
};

/** One of a protobuf enum, by name or by number. */
export function enumerated<const T extends string>(...names: readonly T[]): Reader<T> {
  return (value, at) => {
    if (value === undefined || value === null) return names[0] as T;
    const found = typeof value === "number" ? names[value] : names.find((name) => name === value);
    return found ?? invalid(`${at}: expected one of ${names.join(", ")}, got ${JSON.stringify(value) ?? "nothing"}`);
  };
}

/** A truth value, also as Python prints it into a query. */
export const flag: Reader<boolean> = (value, at) => {
  if (value === undefined || value === null) return false;
  const word = String(value).toLowerCase();
  return word === "true" || word === "1"
    ? true
    : word === "false" || word === "0"
      ? false
      : invalid(`${at}: expected true or false`);
};
