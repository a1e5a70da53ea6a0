import * as vscode from "vscode";
import type { DataStates } from "../data/dataStates";
import type { DvcProjects } from "../data/dvcProjects";
import { completionSigns, DvcCompletion } from "./completion";
import { DvcDefinition } from "./definition";
import { dvcDiagnostics } from "./diagnostics";
import { DvcHover } from "./hover";
import { ProjectTexts } from "./projectTexts";
import { StageLenses } from "./stageLenses";
import { DvcSymbols } from "./symbols";

/** All that helps somebody who writes or reads dvc.yaml, .dvc files and dvc.lock. */
export function registerDvcFiles(
  projects: DvcProjects,
  states: DataStates,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const pipelines: vscode.DocumentSelector = { scheme: "file", pattern: "**/dvc.yaml" };
  const all: vscode.DocumentSelector = { scheme: "file", pattern: "**/{dvc.yaml,dvc.lock,*.dvc}" };
  const texts = new ProjectTexts(projects, states);
  const lenses = new StageLenses(texts, states);
  const diagnostics = dvcDiagnostics(texts, log);
  return vscode.Disposable.from(
    lenses,
    diagnostics,
    states.onDidChange(() => diagnostics.again()),
    vscode.languages.registerCodeLensProvider(pipelines, lenses),
    vscode.languages.registerDefinitionProvider(pipelines, new DvcDefinition(texts)),
    vscode.languages.registerHoverProvider(all, new DvcHover(texts)),
    vscode.languages.registerDocumentSymbolProvider(all, new DvcSymbols()),
    vscode.languages.registerCompletionItemProvider(all, new DvcCompletion(texts), ...completionSigns),
  );
}
