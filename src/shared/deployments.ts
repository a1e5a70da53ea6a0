import { boolean, list, number, object, optional, type Reader, string } from "./readers";

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
  /** The deployment file, relative to the workspace where it is inside. */
  readonly file: string;
  readonly variants: readonly VariantStatus[];
}

export type DeploymentPhase = "Progressing" | "Paused" | "Healthy" | "Degraded";

export interface VariantStatus {
  readonly name: string;
  /** As the file names it. */
  readonly model: string;
  readonly version: string;
  readonly weight: number;
  readonly isUp: boolean;
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

const phase: Reader<DeploymentPhase> = (value, at) => string(value, at) as DeploymentPhase;

const readVariant = object<VariantStatus>({
  name: string,
  model: string,
  version: string,
  weight: number,
  isUp: boolean,
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
  phase,
  step: number,
  reason: optional(string, ""),
  weights: byVariant,
  requests: byVariant,
  pid: number,
  url: string,
  file: string,
  variants: list(readVariant),
});

export const readDeployments = object({ deployments: list(readDeployment) });
