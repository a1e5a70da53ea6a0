import { finite } from "../cells";
import type { Bound } from "../fields";
import type { Kwargs } from "../kwargs";
import { nameOf } from "../map/between";
import { type Outcome, unable } from "../outcome";
import { parseDate } from "../text/parseDate";

/** What a figure of a column is: its value, and how it is told. */
export type Metric =
  | { readonly kind: "number"; readonly value: number; readonly shown?: unknown }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "time"; readonly value: number; readonly shown: unknown; readonly isZoned: boolean }
  | { readonly kind: "date"; readonly value: number; readonly shown: unknown }
  | { readonly kind: "span"; readonly shown: unknown }
  | { readonly kind: "nothing" };

/** Holds when the metric lies between `min_value` and `max_value`, where they are given. */
export function metricBetween(metric: Metric, kwargs: Kwargs): Outcome {
  if (metric.kind === "nothing" || (metric.kind === "number" && Number.isNaN(metric.value)))
    return { success: false, result: { observed_value: null } };
  const observed = shown(metric);
  const [min, max] = [kwargs.bound("min_value"), kwargs.bound("max_value")];
  const isAbove = min === undefined || compare(metric, min, (a, b) => (kwargs.flag("strict_min") ? a > b : a >= b));
  const isBelow = max === undefined || compare(metric, max, (a, b) => (kwargs.flag("strict_max") ? a < b : a <= b));
  return { success: isAbove && isBelow, result: { observed_value: observed } };
}

function shown(metric: Exclude<Metric, { kind: "nothing" }>): unknown {
  if (metric.kind === "number") return metric.shown ?? finite(metric.value);
  return metric.kind === "text" ? metric.value : metric.shown;
}

function compare(
  metric: Exclude<Metric, { kind: "nothing" }>,
  bound: Bound,
  holds: (a: number, b: number) => boolean,
): boolean {
  const fail = (name: string): never =>
    unable(`'>=' not supported between instances of '${name}' and '${nameOf(bound)}'`);
  switch (metric.kind) {
    case "number":
      return bound.kind === "number"
        ? holds(metric.value, bound.value)
        : unable(`Could not parse "metric_value" of ${String(shown(metric))} into datetime representation.`);
    case "date":
      return bound.kind === "date" ? holds(metric.value, bound.value) : fail("datetime.date");
    case "time":
      if (bound.kind === "date")
        return unable(
          "Cannot compare Timestamp with datetime.date. Use ts == pd.Timestamp(date) or ts.date() == date instead.",
        );
      if (bound.kind === "time" && bound.isZoned !== metric.isZoned)
        return unable("Cannot compare tz-naive and tz-aware timestamps");
      return bound.kind === "time" ? holds(metric.value, bound.value) : fail("Timestamp");
    case "span":
      return fail("Timedelta");
    case "text": {
      if (bound.kind === "number") return fail("str");
      const read = parseDate(metric.value);
      if (read === undefined) return unable(`Unknown string format: ${metric.value}`);
      const at = bound.kind === "date" ? read.at - (((read.at % 86_400_000) + 86_400_000) % 86_400_000) : read.at;
      return holds(at, bound.value);
    }
  }
}
