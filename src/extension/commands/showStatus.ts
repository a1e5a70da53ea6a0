import * as vscode from "vscode";
import { describeDestination } from "../statusBar";
import type { Parts } from "./parts";

interface Act extends vscode.QuickPickItem {
  readonly command?: string;
}

/** What the status bar item opens: where runs go, and what can be done about it. */
export async function showStatus({ runtimes, environment }: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const acts: Act[] = [
    { label: `$(beaker) ${t("Show Runs")}`, command: "tidemark.runs.focus" },
    { label: `$(play) ${t("Create Sample Run")}`, command: "tidemark.createSampleRun" },
    { label: `$(debug-restart) ${t("Restart Runtime")}`, command: "tidemark.restartRuntime" },
    { label: `$(output) ${t("Show Log")}`, command: "tidemark.showLog" },
    { label: t("Runs go to"), kind: vscode.QuickPickItemKind.Separator },
    ...runtimes.all().map((runtime) => ({
      label: `$(folder) ${runtime.folder.name}`,
      detail: describeDestination(runtime, environment),
      command: "tidemark.runs.focus",
    })),
  ];
  const chosen = await vscode.window.showQuickPick(acts, { title: "Tidemark" });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command);
}
