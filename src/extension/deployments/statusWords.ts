import type { DeploymentStatus } from "../../shared/deployments";
import { formatDuration, formatNumber } from "../../shared/format";
import { type Health, healthOf, healthOrder, mainVariant, sidesOf, versionLabel } from "./rolloutFacts";

/** Words, handed in because translating is the editor's. */
export interface HealthWords {
  health(health: Health): string;
  /** `canary v5 at 25 %` */
  coming(version: string, weight: string): string;
  p95(time: string): string;
  all(count: number): string;
}

export interface HealthText {
  readonly text: string;
  readonly tone: "error" | "warning" | undefined;
}

/** What the status bar says of all that is served: the worst of it by name. Undefined: nothing is. */
export function healthText(deployments: readonly DeploymentStatus[], words: HealthWords): HealthText | undefined {
  const rank = (each: DeploymentStatus) => healthOrder.indexOf(healthOf(each));
  const [worst, ...others] = [...deployments].sort((a, b) => rank(a) - rank(b));
  if (worst === undefined) return undefined;
  const health = healthOf(worst);
  if (health === "healthy" && others.length > 0)
    return { text: `$(pulse) ${words.all(deployments.length)}`, tone: undefined };
  const tone = health === "down" ? "error" : health === "degraded" || health === "trouble" ? "warning" : undefined;
  return { text: `$(pulse) ${sentence(worst, health, words)}`, tone };
}

function sentence(deployment: DeploymentStatus, health: Health, words: HealthWords): string {
  const main = mainVariant(deployment);
  const label = main === undefined ? "" : versionLabel(main);
  const name = [deployment.name, label === deployment.name ? "" : label].filter(Boolean).join(" ");
  const p95 = main?.recent?.p95;
  const parts = [
    words.health(health),
    ...(health === "progressing" || health === "paused" ? comingWords(deployment, words) : []),
    ...(p95 === undefined || health === "down" ? [] : [words.p95(shortTime(p95))]),
  ];
  return `${plain(name)}: ${parts.join(", ")}`;
}

function comingWords(deployment: DeploymentStatus, words: HealthWords): string[] {
  const coming = deployment.variants.find(({ name }) => name === sidesOf(deployment).coming[0]);
  return coming === undefined || coming.weight === 0
    ? []
    : [words.coming(versionLabel(coming), formatNumber(coming.weight))];
}

/** In a line of the status bar a whole millisecond is exact enough from 2 ms on. */
function shortTime(milliseconds: number): string {
  return formatDuration(milliseconds >= 2 && milliseconds < 1000 ? Math.round(milliseconds) : milliseconds);
}

/** `$(` would become an icon. */
function plain(text: string): string {
  return text.replaceAll("$(", "$\u200b(");
}
