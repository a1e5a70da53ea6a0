import * as vscode from "vscode";
import { listDeployments } from "../deployments/deploymentRequests";
import { listModels } from "../models/modelRequests";
import { countVersions } from "../models/modelText";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { Subject } from "./chooseExplanation";
import { findFiles } from "./findFiles";

export interface OfferedSubject extends vscode.QuickPickItem {
  readonly subject: Subject;
}

/** Everything that can be explained, by kind. */
export async function offerSubjects(runtimes: Runtimes): Promise<OfferedSubject[]> {
  const all = runtimes.all();
  const found = (await Promise.all(all.map((runtime) => subjectsOf(runtime, all.length > 1)))).flat();
  if (found.length === 0)
    throw new Error(vscode.l10n.t("There is no model to explain: register one, or put a .onnx file into the folder."));
  return found;
}

async function subjectsOf(runtime: FolderRuntime, isOneOfSeveral: boolean): Promise<OfferedSubject[]> {
  const [models, deployments, files] = await Promise.all([
    listModels(runtime),
    listDeployments(runtime),
    findFiles(runtime, "**/*.onnx"),
  ]);
  const heading = (label: string): OfferedSubject => ({
    label: isOneOfSeveral ? `${runtime.folder.name}: ${label}` : label,
    kind: vscode.QuickPickItemKind.Separator,
    subject: { runtime },
  });
  const under = (label: string, items: OfferedSubject[]) => (items.length > 0 ? [heading(label), ...items] : []);
  return [
    ...under(
      vscode.l10n.t("Registered models"),
      models.map((model) => ({
        label: `$(package) ${model.name}`,
        description: countVersions(model),
        subject: { runtime, model: model.name },
      })),
    ),
    ...under(
      vscode.l10n.t("Deployments"),
      deployments.map(({ name }) => ({
        label: `$(server-process) ${name}`,
        description: vscode.l10n.t("what it predicted in the last 24 hours"),
        subject: { runtime, deployment: name },
      })),
    ),
    ...under(
      vscode.l10n.t("Files"),
      files.map((file) => ({ label: `$(file) ${file}`, subject: { runtime, file } })),
    ),
  ];
}
