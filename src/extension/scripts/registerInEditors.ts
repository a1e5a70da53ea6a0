import * as vscode from "vscode";
import { BestRunMarks } from "../bestRun/bestRunMarks";
import { registerCommitFiles } from "../bestRun/commitFiles";
import type { Parts } from "../commands/parts";
import { registerMetricHover } from "../hover/metricHover";
import { LensProvider } from "../lenses/lensProvider";
import { registerTerminalLinks } from "../links/terminalLinks";
import { registerCellStatus } from "../notebooks/cellStatus";
import { registerTaskProvider } from "../tasks/taskProvider";
import { followOpenFile } from "./followOpenFile";
import { ScriptStatus } from "./scriptStatus";

/** All that stands in and beside the text of scripts. */
export function registerInEditors(
  parts: Pick<Parts, "context" | "runtimes" | "environment" | "deployments" | "scripts" | "tasks" | "log">,
) {
  const { context, runtimes, environment, deployments, scripts, tasks, log } = parts;
  return vscode.Disposable.from(
    followOpenFile(),
    new LensProvider(scripts, tasks, deployments.served),
    new BestRunMarks(scripts, log),
    new ScriptStatus(scripts, environment),
    registerCommitFiles(),
    registerMetricHover(scripts, context.workspaceState),
    registerTerminalLinks(runtimes),
    registerCellStatus(scripts),
    registerTaskProvider(runtimes, log),
  );
}
