import { cupedAdjusted, cupedTheta } from "../stats/cuped";
import { studentQuantile } from "../stats/distributions";
import { type Moments, momentsOf } from "../stats/moments";
import { leastEffect } from "../stats/power";
import { logMixtureRatio, twoProportions, welch } from "../stats/twoSamples";

/** A user's value of a metric, by user. */
export type Values = ReadonlyMap<string, number>;

/** What is known of a variant; null is what cannot be computed. */
export interface VariantNumbers {
  readonly n: number;
  readonly mean: number | null;
  readonly variance: number | null;
  /** Of the mean, at 95 %. */
  readonly ci_low: number | null;
  readonly ci_high: number | null;
}

/** Tests of treatment minus control. */
export interface Tests {
  readonly welch: {
    readonly statistic: number | null;
    readonly p_value: number | null;
    readonly df: number | null;
    readonly ci_low: number | null;
    readonly ci_high: number | null;
  };
  /** For outcomes 0 and 1. */
  readonly two_proportion_z: { readonly statistic: number | null; readonly p_value: number | null };
  readonly msprt: {
    /** Null where it is too large for a number; its logarithm is there all the same. */
    readonly likelihood_ratio: number | null;
    readonly log_likelihood_ratio: number | null;
    /** The least of all looks so far. */
    readonly p_value: number | null;
  };
  readonly cuped: {
    readonly theta: number | null;
    readonly p_value: number | null;
    readonly ci_low: number | null;
    readonly ci_high: number | null;
    /** Users of both variants that have the covariate too. */
    readonly n: number;
  };
  readonly difference: number | null;
  /** Of the control's mean. */
  readonly relative_difference: number | null;
  /** The smallest effect that as many users see four times out of five. */
  readonly minimum_effect: number | null;
}

export interface Covariates {
  readonly control: Values;
  readonly treatment: Values;
}

export function describe(values: Values): VariantNumbers {
  const { n, mean, variance } = momentsOf(values.values());
  const reach = n < 2 ? Number.NaN : studentQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return {
    n,
    mean: known(mean),
    variance: known(variance),
    ci_low: known(mean - reach),
    ci_high: known(mean + reach),
  };
}

/** `leastSoFar`: mSPRT's p of the looks before this one. */
export function compare(control: Values, treatment: Values, leastSoFar: number, covariates?: Covariates): Tests {
  const [t, c] = [momentsOf(treatment.values()), momentsOf(control.values())];
  const means = welch(t, c);
  const z = proportionsOf(treatment, control);
  const logRatio = logMixtureRatio(t, c);
  const difference = t.mean - c.mean;
  return {
    welch: {
      statistic: known(means?.statistic),
      p_value: known(means?.p),
      df: known(means?.df),
      ci_low: known(means?.low),
      ci_high: known(means?.high),
    },
    two_proportion_z: { statistic: known(z?.statistic), p_value: known(z?.p) },
    msprt: {
      likelihood_ratio: known(logRatio === undefined ? undefined : Math.exp(logRatio)),
      log_likelihood_ratio: known(logRatio),
      p_value: logRatio === undefined && leastSoFar >= 1 ? null : Math.min(leastSoFar, mixtureP(logRatio)),
    },
    cuped: cupedOf(control, treatment, covariates),
    difference: known(difference),
    relative_difference: c.mean === 0 ? null : known(difference / Math.abs(c.mean)),
    minimum_effect: minimumEffect(t, c),
  };
}

/** Of all that is compared the least: by how much the means differ, and Welch's p. */
export function compareMeans(
  control: Values,
  treatment: Values,
): { readonly difference: number | null; readonly p_value: number | null } {
  const [t, c] = [momentsOf(treatment.values()), momentsOf(control.values())];
  return { difference: known(t.mean - c.mean), p_value: known(welch(t, c)?.p) };
}

function mixtureP(logRatio: number | undefined): number {
  return logRatio === undefined ? 1 : Math.min(1, Math.exp(-logRatio));
}

function proportionsOf(treatment: Values, control: Values) {
  const [a, b] = [successesOf(treatment), successesOf(control)];
  return a === undefined || b === undefined
    ? undefined
    : twoProportions({ successes: a, n: treatment.size }, { successes: b, n: control.size });
}

/** Undefined where a value is neither 0 nor 1. */
function successesOf(values: Values): number | undefined {
  let successes = 0;
  for (const value of values.values()) {
    if (value !== 0 && value !== 1) return undefined;
    successes += value;
  }
  return successes;
}

/** Welch's test of what the covariate leaves over; theta comes from both arms together. */
function cupedOf(control: Values, treatment: Values, covariates: Covariates | undefined): Tests["cuped"] {
  const c = paired(control, covariates?.control);
  const t = paired(treatment, covariates?.treatment);
  const before = [...c.before, ...t.before];
  const n = before.length;
  const theta = cupedTheta(before, [...c.outcome, ...t.outcome]);
  if (theta === undefined) return { theta: null, p_value: null, ci_low: null, ci_high: null, n };
  const centre = momentsOf(before).mean;
  const test = welch(
    momentsOf(cupedAdjusted(t.before, t.outcome, theta, centre)),
    momentsOf(cupedAdjusted(c.before, c.outcome, theta, centre)),
  );
  return { theta: known(theta), p_value: known(test?.p), ci_low: known(test?.low), ci_high: known(test?.high), n };
}

function paired(values: Values, covariate: Values = new Map()): { before: number[]; outcome: number[] } {
  const before: number[] = [];
  const outcome: number[] = [];
  for (const [user, value] of values) {
    const x = covariate.get(user);
    if (x === undefined) continue;
    before.push(x);
    outcome.push(value);
  }
  return { before, outcome };
}

/** Arms of unequal size see as much as equal ones of their harmonic mean. */
function minimumEffect(a: Moments, b: Moments): number | null {
  if (a.n < 2 || b.n < 2) return null;
  const pooled = ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / (a.n + b.n - 2);
  return known(leastEffect(2 / (1 / a.n + 1 / b.n)) * Math.sqrt(pooled));
}

function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
