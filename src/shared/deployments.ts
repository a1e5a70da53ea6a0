import { boolean, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/** A deployment as people, pages and commands see it. */
export interface DeploymentStatus {
  readonly name: string;
  readonly phase: DeploymentPhase;
  /** Of a canary: the place of its step, from 0. */
  readonly step: number;
  readonly reason: string;
  /** Percent, by variant. */
  readonly weights: Readonly<Record<string, number>>;
  /** What each variant was sent, copies too. */
  readonly requests: Readonly<Record<string, number>>;
  readonly pid: number;
  readonly url: string;
  /** The deployment file, relative to the workspace where it is inside; empty: a model that is served without one. */
  readonly file: string;
  readonly variants: readonly VariantStatus[];
  readonly strategy: StrategyStatus;
  /** Who gets copies of requests. */
  readonly mirror: { readonly variant: string; readonly percentage: number } | undefined;
  /** What the last looks said, by the variant that is looked at. */
  readonly watch: Readonly<Record<string, WatchStatus>>;
  readonly applied: { readonly by: string; readonly at: number };
  /** Why nobody answers; undefined while somebody does. */
  readonly down: string | undefined;
}

export const strategyKinds = ["canary", "ab", "shadow", "blueGreen"] as const;
export type StrategyKind = (typeof strategyKinds)[number];

export interface StrategyStatus {
  readonly kind: StrategyKind;
  /** Of a canary. */
  readonly steps: readonly StepStatus[];
  /** The variants that it names, by the key of the file: `stable` and `canary`, `active` and `mirror` or `preview`. */
  readonly stable: string | undefined;
  readonly canary: string | undefined;
  readonly active: string | undefined;
  readonly mirror: string | undefined;
  readonly preview: string | undefined;
}

export interface StepStatus {
  readonly kind: "setWeight" | "pause";
  readonly weight: number | undefined;
  /** Milliseconds; undefined: until somebody promotes. */
  readonly duration: number | undefined;
}

export interface WatchStatus {
  readonly failures: number;
  readonly lastFailed: boolean;
  readonly readings: readonly GateStatus[];
}

export interface GateStatus {
  readonly metric: string;
  /** Undefined: not to be judged yet. */
  readonly passed: boolean | undefined;
  /** In words, with metric, value and limit. */
  readonly text: string;
}

export type DeploymentPhase = "Progressing" | "Paused" | "Healthy" | "Degraded";

export interface VariantStatus {
  readonly name: string;
  /** As the file names it. */
  readonly model: string;
  readonly version: string;
  readonly weight: number;
  readonly isUp: boolean;
  /** How often its process was started again. */
  readonly restarts: number;
  readonly requests: number;
  readonly recent: RecentFigures | undefined;
}

/** Of the last seconds; times are milliseconds. */
export interface RecentFigures {
  readonly perSecond: number;
  readonly errorRate: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

const byVariant: Reader<Readonly<Record<string, number>>> = (value, at) => {
  const fields = Object.entries(typeof value === "object" && value !== null ? value : {});
  return Object.fromEntries(fields.map(([name, each]) => [name, number(each, `${at}.${name}`)]));
};

const readStrategy = object<StrategyStatus>({
  kind: oneOf(...strategyKinds),
  steps: optional(
    list(
      object<StepStatus>({
        kind: oneOf("setWeight", "pause"),
        weight: optional(number),
        duration: optional(number),
      }),
    ),
    [],
  ),
  stable: optional(string),
  canary: optional(string),
  active: optional(string),
  mirror: optional(string),
  preview: optional(string),
});

const readWatched = object<WatchStatus>({
  failures: number,
  lastFailed: boolean,
  readings: list(object<GateStatus>({ metric: string, passed: optional(boolean), text: string })),
});

const readWatch: Reader<Readonly<Record<string, WatchStatus>>> = (value, at) => {
  const fields = Object.entries(typeof value === "object" && value !== null ? value : {});
  return Object.fromEntries(fields.map(([name, each]) => [name, readWatched(each, `${at}.${name}`)]));
};

const readVariant = object<VariantStatus>({
  name: string,
  model: string,
  version: string,
  weight: number,
  isUp: boolean,
  restarts: optional(number, 0),
  requests: number,
  recent: optional(
    object<RecentFigures>({
      perSecond: number,
      errorRate: optional(number),
      p50: optional(number),
      p95: optional(number),
      p99: optional(number),
    }),
  ),
});

export const readDeployment = object<DeploymentStatus>({
  name: string,
  phase: oneOf("Progressing", "Paused", "Healthy", "Degraded"),
  step: number,
  reason: optional(string, ""),
  weights: byVariant,
  requests: byVariant,
  pid: number,
  url: string,
  file: string,
  variants: list(readVariant),
  strategy: readStrategy,
  mirror: optional(object<{ variant: string; percentage: number }>({ variant: string, percentage: number })),
  watch: readWatch,
  applied: object<{ by: string; at: number }>({ by: string, at: number }),
  down: optional(string),
});

export const readDeployments = object({ deployments: list(readDeployment) });

/** A line of a deployment's history, of which a page or a message makes a sentence. */
export interface DeploymentEvent {
  readonly at: number;
  /** Undefined: the rollout itself decided. */
  readonly by: string | undefined;
  readonly act: string;
  readonly reason: string;
}

export const readHistory = object({
  history: list(object<DeploymentEvent>({ at: number, by: optional(string), act: string, reason: string })),
});

/** What POST /api/tidemark/v1/serve answers: it is served, or has to become ONNX first. */
export interface ServeAnswer {
  readonly deployment: DeploymentStatus | undefined;
  readonly needs_onnx: string | undefined;
}

export const readServeAnswer = object<ServeAnswer>({
  deployment: optional(readDeployment),
  needs_onnx: optional(string),
});

/** The deployment's text as it was applied. */
export const readAppliedFile = object({ text: string, file: string });
