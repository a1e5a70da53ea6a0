import { type ModelFacts, tableInput } from "../modelFacts";
import type { Ask } from "../protocols/protocol";
import { rowsOf } from "../tensorData";
import type { Tensor } from "../tensors";
import { createHistogram, type Histogram, observe } from "./histogram";

const seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const rows = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];
/** A model that predicts more different things than this does not predict outcomes. */
const mostOutcomes = 50;
const mostFeatures = 200;

/** What one process has counted since its start. */
export interface Tally {
  /** By version, variant, protocol and code, a line each. */
  readonly requests: Map<string, number>;
  /** By version and outcome, a line each. */
  readonly outcomes: Map<string, number>;
  /** By variant, seconds. */
  readonly durations: Map<string, Histogram>;
  readonly runs: Map<string, Histogram>;
  readonly batches: Map<string, Histogram>;
  /** By version. */
  readonly predictions: Map<string, Histogram>;
  inFlight: number;
  /** The newest rows of each version, as they were asked. */
  readonly newest: Map<string, { readonly at: number; readonly model: ModelFacts; readonly ask: Ask }>;
}

export function createTally(): Tally {
  return {
    requests: new Map(),
    outcomes: new Map(),
    durations: new Map(),
    runs: new Map(),
    batches: new Map(),
    predictions: new Map(),
    inFlight: 0,
    newest: new Map(),
  };
}

export interface Counted {
  readonly version: string;
  readonly variant: string;
  readonly face: string;
  readonly code: number;
}

export function countRequest(tally: Tally, { version, variant, face, code }: Counted, took: number): void {
  add(tally.requests, `${version}\n${variant}\n${face}\n${code}`, 1);
  observe(histogramOf(tally.durations, variant, seconds), took);
}

export function countRun(tally: Tally, variant: string, size: number, took: number): void {
  observe(histogramOf(tally.runs, variant, seconds), took);
  observe(histogramOf(tally.batches, variant, rows), size);
}

export function countPredictions(tally: Tally, model: ModelFacts, outputs: readonly Tensor[], took: number): void {
  observe(histogramOf(tally.predictions, model.version, seconds), took);
  const { data, dims } = outputs[model.prediction] as Tensor;
  const isLabel = model.probabilities !== undefined && data.length === (dims[0] ?? 1);
  if (!isLabel) {
    add(tally.outcomes, `${model.version}\nvalue`, dims[0] ?? 1);
    return;
  }
  for (const label of data) {
    const labels = `${model.version}\n${label}`;
    const isKnown = tally.outcomes.has(labels) || tally.outcomes.size < mostOutcomes;
    add(tally.outcomes, isKnown ? labels : `${model.version}\nother`, 1);
  }
}

/** The features of the newest row of a table; nothing where a model takes no tables of numbers. */
export function newestRow(model: ModelFacts, { inputs, rows: count }: Ask): [name: string, value: number][] {
  const input = inputs[0] as Tensor;
  const width = input.dims[1] ?? 0;
  if (tableInput(model) === undefined || input.type === "string" || count === 0 || width > mostFeatures) return [];
  const names = model.columns ?? [];
  const values = Array.from(rowsOf(input, count - 1, 1).data as Float32Array, Number);
  return values.map((value, i) => [names[i]?.name ?? `f${i}`, value]);
}

/** Counts on. */
export function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** The one under a key, made where there is none. */
export function histogramOf(histograms: Map<string, Histogram>, key: string, bounds: readonly number[]): Histogram {
  let found = histograms.get(key);
  if (found === undefined) {
    found = createHistogram(bounds);
    histograms.set(key, found);
  }
  return found;
}
