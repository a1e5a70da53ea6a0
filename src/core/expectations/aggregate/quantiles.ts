import { finite } from "../cells";
import { columnOf, type Domain, presentRows } from "../domain";
import type { QuantileRanges } from "../fields";
import type { Kwargs } from "../kwargs";
import { type Outcome, unable } from "../outcome";
import { gather, type Interpolation, quantileOf } from "./numbers";
import { ranksOf } from "./ranks";

const ways: readonly Interpolation[] = ["linear", "lower", "higher", "midpoint", "nearest"];

/** Each of some quantiles lies in its range. */
export function quantilesBetween(domain: Domain, kwargs: Kwargs): Outcome {
  const column = columnOf(domain, kwargs.text("column"));
  const rows = presentRows(domain, column);
  const { quantiles, value_ranges: ranges } = kwargs.any("quantile_ranges") as QuantileRanges;
  const asked = kwargs.any("allow_relative_error");
  const way = asked === undefined || asked === false || asked === "" ? "nearest" : ways.find((each) => each === asked);
  if (way === undefined)
    return unable(
      `If specified for pandas, allow_relative_error must be one an allowed value for the 'interpolation'parameter of .quantile() (one of ${ways.join(", ")})`,
    );
  if ((column.kind === "text" || column.kind === "other") && rows.length > 0)
    return unable("unsupported operand type(s) for -: 'str' and 'str'");
  if (column.kind === "time") return unable("float() argument must be a string or a real number, not 'Timestamp'");
  if (quantiles.some((each) => each < 0 || each > 1)) return unable("percentiles should all be in the interval [0, 1]");
  const own = column.kind === "text" ? [] : (column.values as ArrayLike<number>);
  if (column.kind === "bool" && way !== "nearest" && way !== "lower" && way !== "higher")
    return unable("numpy boolean subtract, the `-` operator, is not supported");
  const ranks = ranksOf(gather(own, rows));
  const values = quantiles.map((each) => quantileOf(ranks, rows.length, each, way));
  const details = ranges.map(([low, high], i) => {
    const value = values[i] ?? Number.NaN;
    return isClose(value, low) || isClose(value, high) || isWithin(value, low, high);
  });
  const shown = column.kind === "bool" ? values.map((each) => each === 1) : values.map(finite);
  return {
    success: details.every(Boolean),
    result: { observed_value: { quantiles, values: shown }, details: { success_details: details } },
  };
}

function isClose(value: number, end: number | null): boolean {
  return end !== null && Math.abs(value - end) <= 1e-8 + 1e-4 * Math.abs(end);
}

function isWithin(value: number, low: number | null, high: number | null): boolean {
  return !Number.isNaN(value) && (low === null || value >= low) && (high === null || value <= high);
}
