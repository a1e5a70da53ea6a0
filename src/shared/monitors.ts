import type { DriftDocument } from "./drift";
import { boolean, list, number, numberOrNull, object, oneOf, optional, type Reader, record, string } from "./readers";

/** Worst first. `unknown`: not looked at yet, or it could not be. */
export type Health = "failing" | "warning" | "healthy" | "unknown";

/** A monitor of tidemark.yaml with what it last found. */
export interface MonitorState {
  readonly name: string;
  /** What it watches: a deployment's name, or the path of a table. */
  readonly target: { readonly kind: "deployment" | "data"; readonly name: string };
  readonly health: Health;
  /** In one sentence: `4 of 21 columns drifted`. */
  readonly says: string;
  /** Why it could not be looked at. */
  readonly fault?: string;
  readonly last?: WindowResult;
  /** Milliseconds since 1970. */
  readonly nextAt?: number;
  /** Alerts that were not acknowledged. */
  readonly open: number;
}

/** What a monitor found of one window. Kept for good; small. */
export interface WindowResult {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly health: Health;
  readonly says: string;
  readonly drifted: number;
  readonly tested: number;
  /** From so many drifted columns on it alerts. */
  readonly limit?: number;
  /** The score of each tested column. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** Other figures by name: `accuracy`, `p95_ms`, `missing_share`. */
  readonly figures: Readonly<Record<string, number>>;
  readonly took_ms: number;
}

/** GET /api/tidemark/v1/monitors/NAME: the page of a monitor. */
export interface MonitorDocument {
  readonly state: MonitorState;
  /** Oldest first, at most 500. */
  readonly windows: readonly WindowResult[];
  /** Of the window that was asked for, the last one without; undefined before the first. */
  readonly drift?: DriftDocument;
  readonly alerts: readonly Alert[];
}

export interface Alert {
  readonly id: string;
  readonly monitor: string;
  readonly at: number;
  readonly health: Health;
  readonly says: string;
  readonly acknowledged: boolean;
  /** It is not told in the editor. */
  readonly quiet?: boolean;
}

const readHealth = oneOf<Health>("failing", "warning", "healthy", "unknown");

export const readWindow = object<WindowResult>({
  id: string,
  from: number,
  to: number,
  rows: number,
  health: readHealth,
  says: string,
  drifted: number,
  tested: number,
  limit: optional(number) as Reader<number>,
  scores: record(numberOrNull),
  figures: record(number),
  took_ms: number,
});

export const readMonitor = object<MonitorState>({
  name: string,
  target: object<MonitorState["target"]>({ kind: oneOf("deployment", "data"), name: string }),
  health: readHealth,
  says: string,
  fault: optional(string) as Reader<string>,
  last: optional(readWindow) as Reader<WindowResult>,
  nextAt: optional(number) as Reader<number>,
  open: number,
});

export const readAlert = object<Alert>({
  id: string,
  monitor: string,
  at: number,
  health: readHealth,
  says: string,
  acknowledged: boolean,
  quiet: optional(boolean) as Reader<boolean>,
});

/** GET /api/tidemark/v1/monitors */
export interface Monitored {
  readonly monitors: readonly MonitorState[];
  /** What of tidemark.yaml could not be read, with its line. */
  readonly faults: readonly string[];
}

export const readMonitored = object<Monitored>({ monitors: list(readMonitor), faults: optional(list(string), []) });

export const readAlerts = object<{ readonly alerts: readonly Alert[] }>({ alerts: list(readAlert) });
