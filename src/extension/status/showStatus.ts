import * as vscode from "vscode";
import { type RunSummary, readRunsPage } from "../../shared/runs";
import type { Parts } from "../commands/parts";
import { describeDeployment } from "../deployments/deploymentText";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { describeDestination } from "./destination";

interface Act extends vscode.QuickPickItem {
  readonly command?: string;
  readonly args?: readonly unknown[];
}

const mostLive = 5;

/** What the status bar item opens: what goes on, what can be done about it, where runs go. */
export async function showStatus({ runtimes, environment, deployments }: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const all = runtimes.all();
  const found = (await Promise.all(all.map(latestRuns))).flat();
  const live = found.filter(({ run }) => run.status === "RUNNING").slice(0, mostLive);
  const [newest] = found;
  const separator = (label: string): Act => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const acts: Act[] = [
    ...deployments.served.all().map(({ runtime, deployment }) => ({
      label: `$(server-process) ${t("Open {0}", deployment.name)}`,
      description: describeDeployment(deployment),
      command: "tidemark.openDeployment",
      args: [deployment.name, runtime.folder.uri.toString()],
    })),
    ...live.map(({ run, runtime }) => ({
      label: `$(sync) ${t("Open {0}", run.name)}`,
      description: t("running"),
      command: "tidemark.openRun",
      args: [run.id, runtime.folder.uri.toString()],
    })),
    { label: `$(beaker) ${t("Show Runs")}`, command: "tidemark.runs.focus" },
    { label: `$(table) ${t("Open Run Table")}`, command: "tidemark.openRunTable" },
    ...compareActs(found, newest?.runtime),
    { label: `$(play) ${t("Create Sample Run")}`, command: "tidemark.createSampleRun" },
    { label: `$(debug-restart) ${t("Restart Runtime")}`, command: "tidemark.restartRuntime" },
    { label: `$(output) ${t("Show Log")}`, command: "tidemark.showLog" },
    separator(t("Runs go to")),
    ...all.map((runtime) => ({
      label: `$(folder) ${runtime.folder.name}`,
      detail: describeDestination(runtime, environment),
      command: "tidemark.runs.focus",
    })),
  ];
  const chosen = await vscode.window.showQuickPick(acts, { title: "Tidemark", matchOnDescription: true });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command, ...(chosen.args ?? []));
}

interface Latest {
  readonly runtime: FolderRuntime;
  readonly run: RunSummary;
}

const mostCompared = 10;

/** The newest runs of the experiment that was used last. */
function compareActs(found: readonly Latest[], runtime: FolderRuntime | undefined): Act[] {
  const [newest] = found;
  const alike = found.filter(
    (each) => each.runtime === runtime && each.run.experiment_id === newest?.run.experiment_id,
  );
  const ids = alike.slice(0, mostCompared).map(({ run }) => run.id);
  if (ids.length < 2 || runtime === undefined) return [];
  return [
    {
      label: `$(git-compare) ${vscode.l10n.t("Compare the Latest {0} Runs", ids.length)}`,
      command: "tidemark.compareRuns",
      args: [ids, runtime.folder.uri.toString()],
    },
  ];
}

/** Of a runtime that is up: nothing is started for a list. */
async function latestRuns(runtime: FolderRuntime): Promise<Latest[]> {
  if (runtime.state !== "up") return [];
  const door = await runtime.reader();
  const page = await door?.get("/api/tidemark/v1/runs?limit=50", readRunsPage);
  return (page?.runs ?? []).map((run) => ({ runtime, run }));
}
