import * as vscode from "vscode";
import { readAlerts } from "../../shared/monitors";
import { object, optional, type Reader, string } from "../../shared/readers";
import { folderIn } from "../commands/runArguments";
import { changer } from "../deployments/deploymentRequests";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { MonitorNode } from "./monitorItem";
import type { Monitors, Watched } from "./monitors";
import { describeMonitor } from "./monitorText";

export interface MonitorChoice {
  readonly runtime: FolderRuntime;
  readonly name: string;
}

const alertsPath = "/api/tidemark/v1/alerts";

/** A line of the tree, a page's menu, or a name from a page; without one the user is asked. */
export async function chooseMonitor(
  title: string,
  args: readonly unknown[],
  { runtimes, monitors }: { readonly runtimes: Runtimes; readonly monitors: Monitors },
): Promise<MonitorChoice | undefined> {
  return monitorIn(args, runtimes) ?? askMonitor(title, monitors);
}

export async function checkMonitor({ runtime, name }: MonitorChoice): Promise<void> {
  const door = await changer(runtime);
  await vscode.window.withProgress({ location: { viewId: "tidemark.deployments" } }, () =>
    door.post(`/api/tidemark/v1/monitors/${encodeURIComponent(name)}/check`, {}, () => undefined, 600),
  );
}

export async function acknowledgeAlerts({ runtime, name }: MonitorChoice): Promise<void> {
  const door = await changer(runtime);
  const { alerts } = await door.get(`${alertsPath}?monitor=${encodeURIComponent(name)}`, readAlerts);
  for (const { id } of alerts.filter(({ acknowledged }) => !acknowledged))
    await door.post(`${alertsPath}/${id}/acknowledge`, {}, () => undefined);
}

const readContext = object<{ tidemarkMonitor?: string }>({ tidemarkMonitor: optional(string) as Reader<string> });

function monitorIn(args: readonly unknown[], runtimes: Runtimes): MonitorChoice | undefined {
  const [first] = args;
  if (isMonitorNode(first)) return { runtime: first.runtime, name: first.monitor.name };
  const runtime = folderIn(args, runtimes);
  if (runtime === undefined) return undefined;
  if (typeof first === "string" && !first.startsWith("file://")) return { runtime, name: first };
  if (typeof first !== "object" || first === null || Array.isArray(first)) return undefined;
  const { tidemarkMonitor: name } = readContext(first, "context");
  return name === undefined ? undefined : { runtime, name };
}

function isMonitorNode(value: unknown): value is MonitorNode {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "monitor" && "runtime" in value
  );
}

async function askMonitor(title: string, monitors: Monitors): Promise<MonitorChoice | undefined> {
  const all = monitors.all();
  if (all.length === 0)
    throw new Error(vscode.l10n.t("No monitor is set up yet; tidemark.yaml names them under monitors."));
  const item = ({ runtime, monitor }: Watched) => ({
    runtime,
    label: monitor.name,
    description: describeMonitor(monitor),
  });
  return askInSteps<MonitorChoice>(title, [
    {
      async ask(_, form) {
        const { runtime, label } = await form.pick({
          items: Promise.resolve(all.map(item)),
          placeholder: vscode.l10n.t("Choose a monitor"),
        });
        return { runtime, name: label };
      },
    },
  ]);
}
