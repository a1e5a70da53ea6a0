import { type Analysis, type Gate, type GateMetric, gateName, type Range } from "./deployment";
import { predictionDrift } from "./drift";
import { createObserved, type Observed } from "./observed";
import { quantile } from "./sketch";

/** By the name of a variant. */
export type ObservedByVariant = Readonly<Record<string, Observed | undefined>>;

/** What a gate said at a look; plain data for pages. */
export interface GateReading {
  readonly metric: string;
  /** Undefined: not known yet. */
  readonly value: number | undefined;
  readonly limit: string;
  /** Undefined: not to be judged yet. */
  readonly passed: boolean | undefined;
  /** In words, with metric, value and limit. */
  readonly text: string;
}

export interface Sides {
  readonly subject: Observed;
  readonly reference: Observed;
  /** The reference gets requests at all; else nothing can be compared with it, and comparisons are left out. */
  readonly isComparable: boolean;
}

export function sidesOf(observed: ObservedByVariant, subject: string, reference: string): Omit<Sides, "isComparable"> {
  return { subject: observed[subject] ?? createObserved(), reference: observed[reference] ?? createObserved() };
}

/** Every gate of an analysis; asked for only once the subject has had its `minRequests`. */
export function readGates({ metrics, minRequests }: Analysis, sides: Sides): GateReading[] {
  return metrics.flatMap((gate) => [
    ...(gate.threshold ? readThreshold(gate, gate.threshold, sides, minRequests) : []),
    ...(gate.ratio && sides.isComparable ? [readRatio(gate, gate.ratio, sides, minRequests)] : []),
  ]);
}

function readThreshold({ metric }: Gate, range: Range, sides: Sides, minRequests: number): GateReading[] {
  const name = gateName(metric);
  if (metric.kind !== "drift") {
    const { value, of, missing } = measure(metric, sides.subject);
    return [readingOf({ name, value, range, of, missing })];
  }
  if (!sides.isComparable) return [];
  if (sides.reference.requests < minRequests) return [unknown(name, range, fewer(sides.reference, minRequests))];
  const drift = predictionDrift(sides.reference, sides.subject, metric.statistic);
  if (drift === undefined) return [unknown(name, range, "there are no predictions of both variants yet")];
  const of = `from the stable variant's predictions; chance alone gives up to ${round(drift.chance)}`;
  const reading = readingOf({ name, value: drift.value, range, of, missing: "" });
  // few requests differ by themselves
  return [drift.value > drift.chance ? reading : { ...reading, passed: true }];
}

function readRatio({ metric }: Gate, range: Range, { subject, reference }: Sides, minRequests: number): GateReading {
  const name = `${gateName(metric)} by the stable variant's`;
  const [ours, theirs] = [measure(metric, subject), measure(metric, reference)];
  if (reference.requests < minRequests && metric.kind !== "feedback")
    return unknown(name, range, fewer(reference, minRequests));
  const missing = ours.missing || `of the stable variant, ${theirs.missing}`;
  if (ours.value === undefined || theirs.value === undefined) return unknown(name, range, missing);
  // none of nothing is no change
  const value = ours.value === theirs.value ? 1 : ours.value / theirs.value;
  return readingOf({ name, value, range, of: `${round(ours.value)} by ${round(theirs.value)}`, missing });
}

export interface Measured {
  readonly value: number | undefined;
  /** What it was made of, in words. */
  readonly of: string;
  readonly missing: string;
}

/** A metric of one variant. */
export function measure(metric: Exclude<GateMetric, { kind: "drift" }> | GateMetric, seen: Observed): Measured {
  switch (metric.kind) {
    case "error-rate": {
      const value = seen.requests === 0 ? undefined : seen.errors / seen.requests;
      return { value, of: `${seen.errors} of ${seen.requests} requests`, missing: "there are no requests yet" };
    }
    case "latency": {
      const value = quantile(seen.latency, metric.quantile);
      return { value, of: `of ${seen.latency.n} requests`, missing: "there are no answers yet" };
    }
    case "feedback": {
      const { n, mean } = seen.feedback[metric.name] ?? { n: 0, mean: 0 };
      const missing = `there are ${n} of ${metric.minOutcomes} outcomes`;
      return { value: n < metric.minOutcomes ? undefined : mean, of: `the mean of ${n} outcomes`, missing };
    }
    case "drift":
      return { value: undefined, of: "", missing: "it is no value of one variant" };
    default:
      return metric satisfies never;
  }
}

interface Reading {
  readonly name: string;
  readonly value: number | undefined;
  readonly range: Range;
  readonly of: string;
  readonly missing: string;
}

function readingOf({ name, value, range, of, missing }: Reading): GateReading {
  if (value === undefined) return unknown(name, range, missing);
  const isAbove = range.max !== undefined && value > range.max;
  const isBelow = range.min !== undefined && !(value >= range.min);
  const limit = writeRange(range);
  const where = isAbove
    ? `above the limit of ${range.max}`
    : isBelow
      ? `below the limit of ${range.min}`
      : `within ${limit}`;
  return {
    metric: name,
    value,
    limit,
    passed: !isAbove && !isBelow,
    text: `${name} is ${round(value)} (${of}), ${where}`,
  };
}

function unknown(name: string, range: Range, why: string): GateReading {
  return {
    metric: name,
    value: undefined,
    limit: writeRange(range),
    passed: undefined,
    text: `${name} is not known: ${why}`,
  };
}

function fewer({ requests }: Observed, minRequests: number): string {
  return `the stable variant had ${requests} of ${minRequests} requests`;
}

function writeRange({ min, max }: Range): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

/** Four digits, without zeros that say nothing. */
export function round(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "infinite";
}
