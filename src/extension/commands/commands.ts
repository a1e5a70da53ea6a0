import * as vscode from "vscode";
import { artifactCommands } from "../artifacts/artifactCommands";
import { dataCommands } from "../data/dataCommands";
import { deploymentCommands } from "../deployments/deploymentCommands";
import { diffCommands } from "../diff/diffCommands";
import { explainCommands } from "../explain/explainCommands";
import { modelCommands } from "../models/modelCommands";
import { monitorCommands } from "../monitoring/monitorCommands";
import { pageCommands } from "../pages/pageCommands";
import { pagePicks } from "../pages/pagePicks";
import { tableCommands } from "../pages/tableCommands";
import { qualityCommands } from "../quality/qualityCommands";
import { runsCommands } from "../runs/runsCommands";
import { scriptCommands } from "../scripts/scriptCommands";
import { validationCommands } from "../validation/validationCommands";
import { explained } from "./explained";
import type { Commands, Parts } from "./parts";
import { runtimeCommands } from "./runtimeCommands";

/** Every command of ours. A slice adds one line here, and a file that returns its `Commands`. */
export function registerCommands(parts: Parts): vscode.Disposable {
  const commands: Commands = {
    ...runtimeCommands(parts),
    ...runsCommands(parts),
    ...pageCommands(parts),
    ...tableCommands(parts),
    ...pagePicks(parts),
    ...scriptCommands(parts),
    ...modelCommands(parts),
    ...deploymentCommands(parts),
    ...monitorCommands(parts),
    ...explainCommands(parts),
    ...qualityCommands(parts),
    ...validationCommands(parts),
    ...dataCommands(parts),
    ...artifactCommands(parts),
    ...diffCommands(parts),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, act]) =>
      vscode.commands.registerCommand(`tidemark.${name}`, explained(act as (...args: unknown[]) => unknown, parts.log)),
    ),
  );
}
