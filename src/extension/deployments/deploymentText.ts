import * as vscode from "vscode";
import type { DeploymentStatus, StrategyKind, VariantStatus } from "../../shared/deployments";
import { formatDuration, formatNumber, formatPercent } from "../../shared/format";
import { type Health, healthOf, isDown, requestsPerSecond, sidesOf, stepOf, versionLabel } from "./rolloutFacts";
import type { HealthWords } from "./statusWords";

const separator = " · ";

export function kindWord(kind: StrategyKind): string {
  switch (kind) {
    case "canary":
      return vscode.l10n.t("canary");
    case "ab":
      return vscode.l10n.t("A/B");
    case "shadow":
      return vscode.l10n.t("shadow");
    case "blueGreen":
      return vscode.l10n.t("blue-green");
    default:
      return kind satisfies never;
  }
}

export function healthWord(health: Health): string {
  switch (health) {
    case "down":
      return vscode.l10n.t("down");
    case "degraded":
      return vscode.l10n.t("rolled back");
    case "trouble":
      return vscode.l10n.t("a gate fails");
    case "paused":
      return vscode.l10n.t("paused");
    case "progressing":
      return vscode.l10n.t("progressing");
    case "healthy":
      return vscode.l10n.t("healthy");
    default:
      return health satisfies never;
  }
}

/** Where it stands: `canary, step 2 of 5`, `rolled back`; nothing of what is as it should be and stays so. */
export function describeState(deployment: DeploymentStatus): string {
  const health = healthOf(deployment);
  const { kind } = deployment.strategy;
  const isAlone = sidesOf(deployment).coming.length === 0;
  const { at, of } = stepOf(deployment);
  const isAtStep = kind === "canary" && of > 1 && ["progressing", "paused", "trouble"].includes(health);
  const step = isAtStep ? vscode.l10n.t("step {0} of {1}", at, of) : undefined;
  const isPlain = health === "healthy" || (health === "progressing" && step !== undefined);
  const state = isPlain && !(isAlone && health === "healthy") ? undefined : healthWord(health);
  return [isAlone ? undefined : kindWord(kind), step, state].filter((part) => part !== undefined).join(", ");
}

export function describeDeployment(deployment: DeploymentStatus): string {
  const rate = deployment.down === undefined ? rateText(requestsPerSecond(deployment)) : undefined;
  return [describeState(deployment), rate].filter((part) => part !== undefined).join(separator);
}

/** `v3 · 75 %`; of one that only gets copies that it does. */
export function variantLabel({ mirror, variants }: DeploymentStatus, variant: VariantStatus): string {
  const version = versionLabel(variant);
  const isAmbiguous = variants.some((each) => each !== variant && versionLabel(each) === version);
  const share =
    mirror?.variant === variant.name
      ? vscode.l10n.t("copies of {0}", percent(mirror.percentage))
      : percent(variant.weight);
  return [short(isAmbiguous ? variant.name : version), share].join(separator);
}

/** A line has room for so much of a name before its share is cut off; the ends are where names differ. */
function short(name: string): string {
  return name.length > 20 ? `${name.slice(0, 11)}…${name.slice(-7)}` : name;
}

export function describeVariant(deployment: DeploymentStatus, variant: VariantStatus): string {
  if (isDown(deployment, variant)) return vscode.l10n.t("down");
  const { recent } = variant;
  if (recent === undefined || recent.p95 === undefined || recent.perSecond === 0)
    return variant.requests === 0 ? vscode.l10n.t("no requests yet") : vscode.l10n.t("no requests now");
  return [
    vscode.l10n.t("p95 {0}", formatDuration(twoDigits(recent.p95))),
    vscode.l10n.t("err {0}", formatPercent(Number((recent.errorRate ?? 0).toPrecision(2)))),
    rateText(recent.perSecond),
  ].join(separator);
}

/** What moves every second says no more. */
function twoDigits(milliseconds: number): number {
  return milliseconds < 100 ? Number(milliseconds.toPrecision(2)) : milliseconds;
}

/** As exact as it means anything: one request in a quarter of a minute is 0.1. */
export function rateText(perSecond: number): string {
  const shown = Number(perSecond.toFixed(perSecond >= 10 ? 0 : 1));
  return vscode.l10n.t("{0} req/s", formatNumber(shown));
}

function percent(weight: number): string {
  return formatPercent(weight / 100);
}

export function healthWords(): HealthWords {
  const { t } = vscode.l10n;
  return {
    health: healthWord,
    coming: (version, weight) => t("{0} at {1} %", version, weight),
    p95: (time) => t("p95 {0}", time),
    all: (count) => t("{0} deployments healthy", count),
  };
}
