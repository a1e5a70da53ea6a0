import { count, createSketch, type Sketch } from "./sketch";

/**
 * What was seen of a variant since the step began. Plain data, so that it can be kept and sent; whoever answers
 * requests makes a new one when a step begins.
 */
export interface Observed {
  /** Mirrored ones too. */
  requests: number;
  /** Answered with a status of 500 or more, or not at all: what a client did wrong is no fault of the variant. */
  errors: number;
  /** Milliseconds from the request to its answer, failed ones too. */
  readonly latency: Sketch;
  readonly predictions: Sketch;
  /** Of a classifier: how often each label was predicted. */
  readonly labels: Record<string, number>;
  readonly feedback: Record<string, FeedbackSeen>;
}

export interface FeedbackSeen {
  n: number;
  mean: number;
}

/** Labels beyond this many are counted together. */
const mostLabels = 200;
const otherLabel = "(other)";

export function createObserved(): Observed {
  return {
    requests: 0,
    errors: 0,
    latency: createSketch(),
    predictions: createSketch(),
    labels: bare<number>(),
    feedback: bare<FeedbackSeen>(),
  };
}

/** What was kept as JSON, to be counted on. */
export function resumeObserved(kept: Observed): Observed {
  return { ...kept, labels: bare(kept.labels), feedback: bare(kept.feedback) };
}

/** Labels and metrics may be called `constructor`. */
function bare<T>(values: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, values);
}

export function observeRequest(
  observed: Observed,
  { failed, ms }: { readonly failed: boolean; readonly ms: number },
): void {
  observed.requests++;
  if (failed) observed.errors++;
  count(observed.latency, ms);
}

/** A row's prediction: a number of a regression or a probability, or a label. */
export function observePrediction(observed: Observed, prediction: number | string): void {
  if (typeof prediction === "number") {
    count(observed.predictions, prediction);
    return;
  }
  const { labels } = observed;
  const isKnown = prediction in labels || Object.keys(labels).length < mostLabels;
  const label = isKnown ? prediction : otherLabel;
  labels[label] = (labels[label] ?? 0) + 1;
}

export function observeFeedback({ feedback }: Observed, metric: string, value: number): void {
  feedback[metric] ??= { n: 0, mean: 0 };
  const seen = feedback[metric];
  seen.n++;
  seen.mean += (value - seen.mean) / seen.n;
}
