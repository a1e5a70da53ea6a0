import { type DeploymentStatus, readDeployment } from "./deployments";
import { boolean, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/** What the page of a deployment reads beyond what every list of deployments shows. Times are milliseconds. */
export interface LiveDeployment {
  readonly deployment: DeploymentStatus;
  readonly rollout: RolloutFacts;
  /** By variant, what is newer than was asked for. */
  readonly course: Readonly<Record<string, readonly CoursePoint[]>>;
  /** Milliseconds that a point of the course stands for. */
  readonly every: number;
  /** The gateway's clock, and when it began. */
  readonly now: number;
  readonly started: number;
}

/** A stretch of a variant's life. */
export interface CoursePoint {
  /** When it began. */
  readonly at: number;
  readonly requests: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Where a rollout stands and what decides how it goes on. */
export interface RolloutFacts {
  readonly kind: "canary" | "ab" | "shadow" | "blueGreen";
  /** What others are measured against, and those that are. */
  readonly control: string;
  readonly treatments: readonly string[];
  /** Of a canary. */
  readonly steps: readonly StepFacts[];
  /** Milliseconds of this step that went by. */
  readonly elapsed: number;
  /** How long this step is to take; undefined: until somebody says so, or no step has a length. */
  readonly length: number | undefined;
  readonly gates: readonly GateFacts[];
  /** Failed looks so far, and how many take it back. */
  readonly failures: number;
  readonly failureLimit: number | undefined;
  /** Requests that a look waits for; undefined without an analysis. */
  readonly minRequests: number | undefined;
  /** Percent that is copied. */
  readonly mirrored: number | undefined;
  readonly comparison: Comparison | undefined;
  /** What was predicted, by variant. */
  readonly predicted: Readonly<Record<string, Predicted>>;
  /** How far a treatment's predictions are from the control's, by PSI; `chance`: what chance alone may give. */
  readonly drift: Readonly<Record<string, { readonly value: number; readonly chance: number }>>;
}

export interface StepFacts {
  readonly weight: number;
  /** Milliseconds; undefined: no time is set. */
  readonly pause: number | undefined;
  /** It waits until somebody promotes. */
  readonly isManual: boolean;
  /** Places among the file's steps that it stands for: the weight's own and the pause's after it. */
  readonly from: number;
  readonly to: number;
}

export interface GateFacts {
  /** The variant that is looked at. */
  readonly subject: string;
  readonly metric: string;
  /** What its numbers are. */
  readonly unit: "share" | "ms" | "plain";
  /** The limits are of the value divided by the control's. */
  readonly isRatio: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** What the limits are held against; undefined while it is not known. */
  readonly value: number | undefined;
  /** Of the two variants, where each has one of its own. */
  readonly ours: number | undefined;
  readonly theirs: number | undefined;
  /** `waiting`: too few requests for a look. */
  readonly state: "passed" | "failed" | "unknown" | "waiting";
  /** Why, in the words of the look. */
  readonly text: string;
}

export interface Comparison {
  readonly rows: number;
  readonly agreed: number;
  readonly differenceSum: number;
  readonly differenceMax: number;
  readonly failed: number;
}

/** Counts of predictions of this step: of numbers in even bins, or of labels. */
export interface Predicted {
  readonly total: number;
  readonly bins: { readonly from: number; readonly to: number; readonly counts: readonly number[] } | undefined;
  readonly labels: Readonly<Record<string, number>>;
}

/** Somebody, or the deployment itself, moved the traffic. */
export interface RolloutEvent {
  readonly at: number;
  /** Undefined: the rollout itself. */
  readonly by: string | undefined;
  readonly act: "start" | "step" | "pause" | "promote" | "rollback" | "finish" | "look failed" | "models";
  readonly reason: string;
  readonly shares: readonly { readonly variant: string; readonly weight: number }[];
}

/** One field of a row that is asked for. */
export interface TryField {
  readonly name: string;
  readonly kind: "number" | "whole" | "text" | "truth" | "list";
  readonly type: string;
  readonly isRequired: boolean;
  readonly example: unknown;
}

/** What a request to a deployment looks like. */
export interface TryForm {
  readonly url: string;
  /** Where the user stands in the body. */
  readonly userField: string;
  /** By their names, or as a list. */
  readonly isNamed: boolean;
  /** None where the model takes more, or other, than a form can show: then the features are written as JSON. */
  readonly fields: readonly TryField[];
  readonly features: unknown;
}

/** What a deployment answered to a request that the page sent. */
export interface Tried {
  readonly status: number;
  readonly variant: string | undefined;
  readonly requestId: string | undefined;
  readonly milliseconds: number;
  readonly body: string;
}

/** Names are people's own; whatever they are called, they are keys of their own. */
function byName<T>(each: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, at) => {
    const found: Record<string, T> = Object.create(null);
    for (const [name, one] of Object.entries(typeof value === "object" && value !== null ? value : {}))
      found[name] = each(one, `${at}.${name}`);
    return found;
  };
}

const maybeNumber = optional(number) as Reader<number | undefined>;
const anything: Reader<unknown> = (value) => value;

const readStep = object<StepFacts>({ weight: number, pause: maybeNumber, isManual: boolean, from: number, to: number });

const readRollout = object<RolloutFacts>({
  kind: oneOf("canary", "ab", "shadow", "blueGreen"),
  control: string,
  treatments: list(string),
  steps: list(readStep),
  elapsed: number,
  length: maybeNumber,
  gates: list(
    object<GateFacts>({
      subject: string,
      metric: string,
      unit: oneOf("share", "ms", "plain"),
      isRatio: boolean,
      min: maybeNumber,
      max: maybeNumber,
      value: maybeNumber,
      ours: maybeNumber,
      theirs: maybeNumber,
      state: oneOf("passed", "failed", "unknown", "waiting"),
      text: string,
    }),
  ),
  failures: number,
  failureLimit: maybeNumber,
  minRequests: maybeNumber,
  mirrored: maybeNumber,
  comparison: optional(
    object<Comparison>({ rows: number, agreed: number, differenceSum: number, differenceMax: number, failed: number }),
  ) as Reader<Comparison | undefined>,
  predicted: byName(
    object<Predicted>({
      total: number,
      bins: optional(object({ from: number, to: number, counts: list(number) })) as Reader<Predicted["bins"]>,
      labels: byName(number),
    }),
  ),
  drift: byName(object({ value: number, chance: number })),
});

export const readLive = object<LiveDeployment>({
  deployment: readDeployment,
  rollout: readRollout,
  course: byName(
    list(
      object<CoursePoint>({ at: number, requests: number, errors: number, p50: number, p95: number, p99: number }),
    ) as Reader<readonly CoursePoint[]>,
  ),
  every: number,
  now: number,
  started: number,
});

const readEvent: Reader<RolloutEvent> = (value, at) => {
  const { traffic, ...event } = object<Omit<RolloutEvent, "shares"> & { traffic: Pick<RolloutEvent, "shares"> }>({
    at: number,
    by: optional(string) as Reader<string | undefined>,
    act: oneOf("start", "step", "pause", "promote", "rollback", "finish", "look failed", "models"),
    reason: string,
    traffic: object({ shares: list(object({ variant: string, weight: number })) }),
  })(value, at);
  return { ...event, shares: traffic.shares };
};

export const readHistory = object<{ history: RolloutEvent[] }>({ history: list(readEvent) });

export const readTryForm = object<TryForm>({
  url: string,
  userField: string,
  isNamed: boolean,
  fields: list(
    object<TryField>({
      name: string,
      kind: oneOf("number", "whole", "text", "truth", "list"),
      type: string,
      isRequired: boolean,
      example: anything,
    }),
  ),
  features: anything,
});

export const readTried = object<Tried>({
  status: number,
  variant: optional(string) as Reader<string | undefined>,
  requestId: optional(string) as Reader<string | undefined>,
  milliseconds: number,
  body: string,
});
