import * as vscode from "vscode";
import type { Runtimes } from "../../runtime/runtimes";
import type { Deployments } from "../deployments";
import { completionSigns, DeploymentCompletion } from "./completion";
import { deploymentDiagnostics } from "./diagnostics";
import { DeploymentLenses } from "./fileLenses";
import { DeploymentHover } from "./hover";
import { KnownModels } from "./knownModels";

/**
 * All that helps somebody who writes a deployment file. The schema is not given to other YAML extensions: they would
 * say once more, in other words and places, what stands here already.
 */
export function registerDeploymentFiles(
  runtimes: Runtimes,
  served: Deployments,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const files: vscode.DocumentSelector = [
    { language: "yaml", scheme: "file" },
    { language: "yaml", scheme: "untitled" },
  ];
  const models = new KnownModels(runtimes, log);
  const lenses = new DeploymentLenses(runtimes, served);
  const diagnostics = deploymentDiagnostics(runtimes, models, log);
  return vscode.Disposable.from(
    models,
    lenses,
    diagnostics,
    models.onDidChange(() => diagnostics.again()),
    vscode.languages.registerCodeLensProvider(files, lenses),
    vscode.languages.registerHoverProvider(files, new DeploymentHover(runtimes, models)),
    vscode.languages.registerCompletionItemProvider(
      files,
      new DeploymentCompletion(runtimes, models),
      ...completionSigns,
    ),
  );
}
