import { boolean, list, number, object, oneOf, type Reader, string } from "../../shared/readers";
import type { Tests, VariantNumbers } from "./compare";
import type { MetricLine, Report } from "./report";

/** What cannot be computed is null. */
function known<T>(each: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null || value === undefined ? null : each(value, at));
}

const maybe = known(number);

/** Names are people's own; whatever they are called, they are keys of their own. */
function byName<T>(each: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, at) => {
    const found: Record<string, T> = Object.create(null);
    for (const [name, one] of Object.entries(typeof value === "object" && value !== null ? value : {}))
      found[name] = each(one, `${at}.${name}`);
    return found;
  };
}

const readTests = object<Tests>({
  welch: object({ statistic: maybe, p_value: maybe, df: maybe, ci_low: maybe, ci_high: maybe }),
  two_proportion_z: object({ statistic: maybe, p_value: maybe }),
  msprt: object({ likelihood_ratio: maybe, log_likelihood_ratio: maybe, p_value: maybe }),
  cuped: object({ theta: maybe, p_value: maybe, ci_low: maybe, ci_high: maybe, n: number }),
  difference: maybe,
  relative_difference: maybe,
  minimum_effect: maybe,
});

/** An A/B report as it comes over HTTP. */
export const readReport = object<Report>({
  metric: known(string),
  control: known(string),
  treatment: known(string),
  variants: byName(object<VariantNumbers>({ n: number, mean: maybe, variance: maybe, ci_low: maybe, ci_high: maybe })),
  tests: readTests,
  comparisons: byName(readTests),
  srm: object({ statistic: maybe, p_value: maybe, flagged: boolean }),
  metrics: list(
    object<MetricLine>({
      metric: string,
      treatment: string,
      better: oneOf("higher", "lower"),
      difference: maybe,
      p_value: maybe,
      holm_p_value: maybe,
    }),
  ),
  verdict: oneOf("too-few", "srm", "disagree", "promote", "keep", "leaning", "no-difference"),
  advice: string,
});
