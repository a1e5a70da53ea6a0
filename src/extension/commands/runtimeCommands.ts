import * as vscode from "vscode";
import type { Runtimes } from "../runtime/runtimes";
import { showStatus } from "../status/showStatus";
import { chooseFolder } from "./chooseFolder";
import type { Commands, Parts } from "./parts";
import { appendRuntimeLog } from "./runtimeLog";
import { logSampleRun } from "./sampleRun";

/** The runtime itself, and what is run with it. */
export function runtimeCommands(parts: Parts): Commands {
  const { runtimes } = parts;
  return {
    createSampleRun: () => createSampleRun(runtimes),
    restartRuntime: async () => (await chooseFolder(runtimes))?.restart(),
    showStatus: () => showStatus(parts),
    showLog: () => showLog(parts),
    openWalkthrough: () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${parts.context.extension.id}#start`, false),
  };
}

async function createSampleRun(runtimes: Runtimes): Promise<void> {
  const runtime = await chooseFolder(runtimes);
  if (runtime === undefined) return;
  await vscode.commands.executeCommand("tidemark.runs.focus");
  await vscode.window.withProgress({ location: { viewId: "tidemark.runs" } }, async () =>
    logSampleRun(await runtime.door(), {
      experiment: vscode.l10n.t("Sample"),
      source: vscode.l10n.t("Tidemark: Create Sample Run"),
    }),
  );
}

async function showLog({ runtimes, log }: Parts): Promise<void> {
  for (const runtime of runtimes.all()) await appendRuntimeLog(runtime, log);
  log.show();
}
