import type { DeploymentStatus } from "../../shared/deployments";
import type { MonitorState } from "../../shared/monitors";
import { mainVariant, versionLabel } from "../deployments/rolloutFacts";
import type { HealthText } from "../deployments/statusWords";

/** What the status bar says where a monitor fails: what is down or degraded comes first. */
export function alarmText(
  health: HealthText | undefined,
  monitors: readonly MonitorState[],
  served: readonly DeploymentStatus[],
): HealthText | undefined {
  if (health?.tone !== undefined) return health;
  const failing = monitors.find((each) => each.health === "failing");
  if (failing === undefined) return health;
  const [first = ""] = failing.says.split("; "); // the first of its findings
  const said = `${nameOf(failing, served)}: ${first}`.replaceAll("$(", "$\u200b("); // which would become an icon
  return { text: `$(warning) ${said}`, tone: "warning" };
}

/** `churn v3`, or the file's name. */
function nameOf({ target }: MonitorState, served: readonly DeploymentStatus[]): string {
  if (target.kind === "data") return target.name.split("/").at(-1) ?? target.name;
  const deployment = served.find(({ name }) => name === target.name);
  const main = deployment && mainVariant(deployment);
  const label = main === undefined ? "" : versionLabel(main);
  return [target.name, label === target.name ? "" : label].filter(Boolean).join(" ");
}
