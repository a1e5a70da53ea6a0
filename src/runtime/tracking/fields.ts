import { invalid } from "../../shared/apiError";
import { invalidValue, missingValue } from "./limits";
import type { KeyValueDoc } from "./store";

/**
 * Reads the fields of a request as MLflow's own server does, with the messages that its clients and their tests look for.
 * Unknown fields fall away; null counts as absent, as in protobuf's JSON.
 */
export type Body = Readonly<Record<string, unknown>>;

export function asBody(body: unknown): Body {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Body;
  return invalid("body: expected a JSON object");
}

function raw(body: Body, field: string): unknown {
  const value = Object.hasOwn(body, field) ? body[field] : undefined;
  return value === null ? undefined : value;
}

export function optionalText(body: Body, field: string, path = field): string | undefined {
  const value = raw(body, field);
  if (value === undefined || typeof value === "string") return value;
  return invalidValue(path, value, "expected a string");
}

/** Present and not empty. */
export function requiredText(body: Body, field: string, path = field): string {
  const value = optionalText(body, field, path);
  return value === undefined || value === "" ? missingValue(path) : value;
}

/** `run_uuid` is what old clients call it. */
export function runIdOf(body: Body): string {
  return optionalText(body, "run_id") || optionalText(body, "run_uuid") || missingValue("run_id");
}

export function optionalInteger(body: Body, field: string, path = field): number | undefined {
  const value = raw(body, field);
  return value === undefined ? undefined : readInteger(value, path);
}

export function requiredInteger(body: Body, field: string): number {
  const value = raw(body, field);
  return value === undefined || value === "" ? missingValue(field) : readInteger(value, field);
}

/** An int64 as JSON has it: a whole number, or its decimal text. */
export function readInteger(value: unknown, path: string): number {
  const parsed =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^[-+]?\d{1,19}$/.test(value)
        ? Number(value)
        : NaN;
  if (!Number.isInteger(parsed) || Math.abs(parsed) > 2 ** 63) invalidValue(path, value, "expected a 64-bit integer");
  return parsed;
}

/** A double as JSON has it: a number, its text, or NaN, Infinity, -Infinity as text. */
export function readDouble(value: unknown, path: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0; // as Python counts them
  if (typeof value === "string") {
    if (value === "NaN") return Number.NaN;
    if (value === "Infinity") return Number.POSITIVE_INFINITY;
    if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
    if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value)) return Number(value);
  }
  return invalidValue(path, value, "Please specify value as a valid double (64-bit floating point)");
}

export function optionalBoolean(body: Body, field: string): boolean | undefined {
  const value = raw(body, field);
  if (value === undefined || typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (word !== "true" && word !== "false")
    invalid(`Invalid boolean value: ${JSON.stringify(value)}, must be true or false`);
  return word === "true";
}

export function listOf(body: Body, field: string): readonly unknown[] {
  const value = raw(body, field);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : invalidValue(field, value, "expected a list");
}

/** In a query string one value is a list of one. */
export function textsInQuery(query: Body, field: string): string[] {
  const value = raw(query, field);
  return typeof value === "string" ? [value] : textsOf(query, field);
}

export function textsOf(body: Body, field: string): string[] {
  return listOf(body, field).map((each, i) =>
    typeof each === "string" ? each : invalidValue(`${field}[${i}]`, each, "expected a string"),
  );
}

export function objectsOf(body: Body, field: string): Body[] {
  return listOf(body, field).map((each, i) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? (each as Body)
      : invalidValue(`${field}[${i}]`, each, "expected an object"),
  );
}

/** Params and tags: the key is required, a missing value is the empty text. */
export function pairsOf(body: Body, field: string): KeyValueDoc[] {
  return objectsOf(body, field).map((each, i) => ({
    key: requiredText(each, "key", `${field}[${i}].key`),
    value: optionalText(each, "value", `${field}[${i}].value`) ?? "",
  }));
}

/** An enum by name or by number; numbers count from `first`. */
export function optionalEnum<const T extends string>(
  body: Body,
  field: string,
  names: readonly T[],
  first: number,
): T | undefined {
  const value = raw(body, field);
  if (value === undefined) return undefined;
  const index = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)) ? Number(value) : NaN;
  const found = names.find((name, i) => name === value || i + first === index);
  return found ?? invalidValue(field, value, `expected one of ${names.join(", ")}`);
}

export const viewTypes = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
export type ViewType = (typeof viewTypes)[number];

export function viewTypeOf(body: Body, field: string): ViewType {
  return optionalEnum(body, field, viewTypes, 1) ?? "ACTIVE_ONLY";
}
