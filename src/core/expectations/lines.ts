import type { ExpectationResult, ResultLine } from "../../shared/validation";
import { expects } from "./expects";
import type { Outcome } from "./outcome";
import { shown } from "./shown";

/** What a result says to a reader. */
export function lineOf(result: ExpectationResult, outcome: Outcome): ResultLine {
  const { type, kwargs } = result.expectation_config;
  return {
    expects: expects(type, kwargs),
    says: says(result),
    column: subject(kwargs),
    ...(outcome.rows && outcome.rows.length > 0 ? { rows: outcome.rows } : {}),
    ...(outcome.values && outcome.values.length > 0 ? { values: outcome.values } : {}),
  };
}

function subject(kwargs: Readonly<Record<string, unknown>>): string {
  if (typeof kwargs.column === "string") return kwargs.column;
  if (typeof kwargs.column_A === "string") return `${kwargs.column_A}, ${String(kwargs.column_B)}`;
  return Array.isArray(kwargs.column_list) && kwargs.column_list.length > 0 ? kwargs.column_list.join(", ") : "table";
}

const count = (value: unknown) => Number(value).toLocaleString("en-US");
const rows = (value: unknown) => `${count(value)} ${value === 1 ? "row" : "rows"}`;

function says({ success, result, exception_info: exception }: ExpectationResult): string {
  if (exception.raised_exception) return (exception.exception_message ?? "").split("\n")[0] ?? "";
  const {
    element_count: elements,
    unexpected_count: unexpected,
    missing_count: missing,
    observed_value: observed,
  } = result;
  if (elements !== undefined) {
    if (elements === 0) return "there are no rows";
    if (missing === elements) return "there are no values";
    if (unexpected === 0) return `holds in all ${rows(Number(elements) - Number(missing ?? 0))}`;
    return `${rows(unexpected)} of ${count(elements)} ${unexpected === 1 ? "does" : "do"} not hold (${percent(result.unexpected_percent)})`;
  }
  const parts: string[] = [];
  if (unexpected !== undefined && unexpected !== 0)
    parts.push(`${count(unexpected)} unexpected: ${listed(result.partial_unexpected_list)}`);
  if (missing !== undefined && missing !== 0)
    parts.push(`${count(missing)} missing: ${listed(result.partial_missing_list)}`);
  if (parts.length > 0) return parts.join("; ");
  if (observed === null && unexpected === undefined && missing === undefined) return "there is nothing to observe";
  if (observed === undefined || observed === null) return success ? "holds" : "does not hold";
  if (isQuantiles(observed)) return `observed ${observed.values.map(shown).join(", ")}`;
  const mismatched = mismatchedIn(result.details);
  return mismatched ?? `observed ${Array.isArray(observed) ? listed(observed) : shown(observed)}`;
}

function isQuantiles(value: unknown): value is { readonly values: readonly unknown[] } {
  return typeof value === "object" && value !== null && Array.isArray((value as { values?: unknown }).values);
}

/** Columns that are too many, too few or elsewhere. */
function mismatchedIn(details: unknown): string | undefined {
  const found = (details as { readonly mismatched?: unknown } | undefined)?.mismatched;
  if (found === undefined) return undefined;
  if (Array.isArray(found)) {
    const { Expected, Found } = found[0] as Readonly<Record<string, unknown>>;
    return `column ${Number((found[0] as Readonly<Record<string, unknown>>)["Expected Column Position"]) + 1} is ${Found ?? "not there"}, expected ${Expected ?? "none"}`;
  }
  const { unexpected, missing } = found as Readonly<Record<string, readonly string[] | undefined>>;
  return [unexpected ? `unexpected: ${listed(unexpected)}` : "", missing ? `missing: ${listed(missing)}` : ""]
    .filter(Boolean)
    .join("; ");
}

function percent(value: unknown): string {
  const share = Number(value);
  return `${share > 0 && share < 0.01 ? "<0.01" : Number(share.toPrecision(3))} %`;
}

function listed(values: unknown): string {
  const all = Array.isArray(values) ? values : [];
  return all.slice(0, 8).map(shown).join(", ") + (all.length > 8 ? ", …" : "");
}
