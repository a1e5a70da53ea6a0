import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import * as vscode from "vscode";
import { readAlerts } from "../../shared/monitors";
import { object, optional, type Reader, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { folderIn } from "../commands/runArguments";
import { changer } from "../deployments/deploymentRequests";
import { driftPage } from "../pages/kinds";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { askTables } from "./askTables";
import type { MonitorNode } from "./monitorItem";
import type { Monitors, Watched } from "./monitors";
import { describeMonitor } from "./monitorText";

interface MonitorChoice {
  readonly runtime: FolderRuntime;
  readonly name: string;
}

/** What is watched, and two tables compared by hand: from the tree, the status bar, the Explorer, or the palette, which asks. */
export function monitorCommands({ runtimes, monitors, pages }: Parts): Commands {
  const choose = async (title: string, args: readonly unknown[]) =>
    monitorIn(args, runtimes) ?? (await askMonitor(title, monitors));
  return {
    async openDrift(...args: unknown[]) {
      const chosen = await choose(vscode.l10n.t("Open drift"), args);
      if (chosen) pages.show(driftPage, chosen.runtime, { monitor: chosen.name });
    },
    async checkMonitor(...args: unknown[]) {
      const chosen = await choose(vscode.l10n.t("Check monitor"), args);
      if (chosen === undefined) return;
      const door = await changer(chosen.runtime);
      await vscode.window.withProgress({ location: { viewId: "tidemark.deployments" } }, async () => {
        await door.post(`${pathOf(chosen.name)}/check`, {}, () => undefined, 600);
        await monitors.look(chosen.runtime);
      });
    },
    async acknowledgeAlerts(...args: unknown[]) {
      const chosen = await choose(vscode.l10n.t("Acknowledge alerts"), args);
      if (chosen === undefined) return;
      const door = await changer(chosen.runtime);
      const { alerts } = await door.get(`${alertsPath}?monitor=${encodeURIComponent(chosen.name)}`, readAlerts);
      for (const { id } of alerts.filter(({ acknowledged }) => !acknowledged))
        await door.post(`${alertsPath}/${id}/acknowledge`, {}, () => undefined);
      await monitors.look(chosen.runtime);
    },
    async compareDrift(...args: unknown[]) {
      const asked = await askTables(runtimes, args);
      if (asked) pages.show(driftPage, asked.runtime, { reference: asked.reference, current: asked.current });
    },
    async openTableFile(path: unknown, ...args: unknown[]) {
      const runtime = folderIn(args, runtimes);
      if (runtime) await vscode.commands.executeCommand("vscode.open", within(runtime, string(path, "path")));
    },
  };
}

const alertsPath = "/api/tidemark/v1/alerts";

function pathOf(name: string): string {
  return `/api/tidemark/v1/monitors/${encodeURIComponent(name)}`;
}

/** A page says which file; it is opened if it lies in the page's folder. */
function within(runtime: FolderRuntime, path: string): vscode.Uri {
  const full = resolve(runtime.path, path);
  const below = relative(runtime.path, full);
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below))
    throw new Error(vscode.l10n.t("{0} is not in this folder.", basename(path)));
  return vscode.Uri.file(full);
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
