import type { GateFacts, LiveDeployment, RolloutFacts } from "../../src/shared/deploymentPage";
import type { DeploymentStatus } from "../../src/shared/deployments";
import { formatDuration, formatNumber, formatPercent } from "../../src/shared/format";
import { t } from "../kit/words";

export function phaseWord(phase: DeploymentStatus["phase"]): string {
  switch (phase) {
    case "Progressing":
      return t("Progressing");
    case "Paused":
      return t("Paused");
    case "Healthy":
      return t("Healthy");
    case "Degraded":
      return t("Degraded");
    default:
      return phase satisfies never;
  }
}

export const phaseIcons: Readonly<Record<DeploymentStatus["phase"], readonly [icon: string, state: string]>> = {
  Progressing: ["sync", "state-running"],
  Paused: ["debug-pause", "warn"],
  Healthy: ["pass", "good"],
  Degraded: ["error", "bad"],
};

/** Undefined where nothing is tried: one model that has all requests. */
export function kindWord({ rollout }: LiveDeployment): string | undefined {
  if (rollout.treatments.length === 0) return undefined;
  return kindWords(rollout.kind);
}

function kindWords(kind: RolloutFacts["kind"]): string {
  switch (kind) {
    case "canary":
      return t("canary");
    case "ab":
      return t("A/B");
    case "shadow":
      return t("shadow");
    case "blueGreen":
      return t("blue-green");
    default:
      return kind satisfies never;
  }
}

/** The ends are where names differ. */
export function shortened(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, Math.ceil(most / 2) - 1)}…${name.slice(-Math.floor(most / 2))}` : name;
}

/** What a gate of the file is called on the page; a metric of feedback is called what its senders call it. */
export function gateWord(metric: string): string {
  const [, share] = /^latency-p(\d+)-ms$/.exec(metric) ?? [];
  if (share !== undefined) return t("Latency p{0}", share);
  switch (metric) {
    case "error-rate":
      return t("Error rate");
    case "prediction-drift-psi":
      return t("Prediction drift (PSI)");
    case "prediction-drift-ks":
      return t("Prediction drift (KS)");
    default:
      return metric;
  }
}

export function inUnit(value: number | undefined, unit: GateFacts["unit"]): string {
  if (value === undefined) return "–";
  if (unit === "share") return formatShare(value);
  return unit === "ms" ? formatMilliseconds(value) : formatNumber(Number(value.toPrecision(3)));
}

/** Three digits say enough of a share that moves every second. */
export function formatShare(share: number): string {
  return formatPercent(Number(share.toPrecision(3)));
}

export function formatMilliseconds(value: number): string {
  return value < 1 ? `${formatNumber(Number(value.toPrecision(2)))} ms` : formatDuration(value);
}

/** Requests a second: one decimal below ten, none above. */
export function formatRate(perSecond: number): string {
  return perSecond >= 10 ? String(Math.round(perSecond)) : String(Number(perSecond.toFixed(1)));
}

/** What its limits say: `≤ 0.5 %`, `≤ 1.2 × stable`. */
export function ruleText({ min, max, unit, isRatio }: GateFacts, control: string): string {
  const said = (value: number) => (isRatio ? formatNumber(value) : inUnit(value, unit));
  const of = isRatio ? ` × ${control}` : "";
  if (min === undefined) return `≤ ${said(max ?? Number.NaN)}${of}`;
  return max === undefined ? `≥ ${said(min)}${of}` : `${t("{0} to {1}", said(min), said(max))}${of}`;
}
