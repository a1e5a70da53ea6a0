import { addHistogram } from "./histogram";
import { add, histogramOf, newestRow, type Tally } from "./tally";

/** A tally as it goes from process to process, where those of several are added up. Plain data. */
export interface Counts extends Omit<Tally, "newest"> {
  /** Of the newest row, by version. */
  readonly features: Map<string, { readonly at: number; readonly values: readonly (readonly [string, number])[] }>;
  readonly processes: ProcessCounts;
}

export interface ProcessCounts {
  /** That live; the rest is of all of them together. */
  count: number;
  /** Also of those that are gone. */
  cpuSeconds: number;
  residentBytes: number;
  heapUsed: number;
  heapTotal: number;
  /** Of the oldest, in seconds since 1970. */
  started: number;
}

export function noCounts(): Counts {
  return {
    requests: new Map(),
    outcomes: new Map(),
    durations: new Map(),
    runs: new Map(),
    batches: new Map(),
    predictions: new Map(),
    inFlight: 0,
    features: new Map(),
    processes: {
      count: 0,
      cpuSeconds: 0,
      residentBytes: 0,
      heapUsed: 0,
      heapTotal: 0,
      started: Number.POSITIVE_INFINITY,
    },
  };
}

/** Of this process, now. */
export function countsOf({ newest, ...tally }: Tally): Counts {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, heapTotal } = process.memoryUsage();
  return {
    ...tally,
    features: new Map(
      [...newest].map(([version, { at, model, ask }]) => [version, { at, values: newestRow(model, ask) }]),
    ),
    processes: {
      count: 1,
      cpuSeconds: (user + system) / 1e6,
      residentBytes: rss,
      heapUsed,
      heapTotal,
      started: performance.timeOrigin / 1000,
    },
  };
}

export function addCounts(to: Counts, from: Counts): void {
  for (const name of ["requests", "outcomes"] as const)
    for (const [key, count] of from[name]) add(to[name], key, count);
  for (const name of ["durations", "runs", "batches", "predictions"] as const)
    for (const [key, each] of from[name]) addHistogram(histogramOf(to[name], key, each.bounds), each);
  to.inFlight += from.inFlight;
  for (const [version, row] of from.features)
    if ((to.features.get(version)?.at ?? 0) <= row.at) to.features.set(version, row);
  for (const name of ["count", "cpuSeconds", "residentBytes", "heapUsed", "heapTotal"] as const)
    to.processes[name] += from.processes[name];
  to.processes.started = Math.min(to.processes.started, from.processes.started);
}

/** What stays of a process that is gone: what it did, and not what it was about to do. */
export function countsLeft(counts: Counts): Counts {
  const { cpuSeconds } = counts.processes;
  return { ...counts, inFlight: 0, processes: { ...noCounts().processes, cpuSeconds } };
}
