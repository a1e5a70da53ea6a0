import * as vscode from "vscode";
import type { Runtimes } from "../runtime/runtimes";
import type { Deployments } from "./deployments";
import { isDeploymentText } from "./files/fileHeader";
import { loadLater } from "./loadLater";

/** What a file calls itself stands there. */
const top = new vscode.Range(0, 0, 60, 0);

/** Waits for the first deployment file that is opened or written; only then is loaded what helps with it. */
export function followDeploymentFiles(
  runtimes: Runtimes,
  served: Deployments,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let help: vscode.Disposable | undefined;
  const look = (document: vscode.TextDocument) => {
    if (help || document.languageId !== "yaml" || !isDeploymentText(document.getText(top))) return;
    help = loadLater().registerDeploymentFiles(runtimes, served, log);
    waiting.dispose();
  };
  const waiting = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
  for (const document of vscode.workspace.textDocuments) look(document);
  return new vscode.Disposable(() => {
    waiting.dispose();
    help?.dispose();
  });
}
