import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { findOwn, isEnabled, variablesOf } from "../environment/folderEnvironment";
import type { Runtimes } from "../runtime/runtimes";
import { findInterpreter } from "./interpreter";

/** Keeps `tidemark.canRunOpenFile`: a Python file of one of the folders is in front. */
export function followOpenFile(): vscode.Disposable {
  let before: boolean | undefined;
  const look = (editor: vscode.TextEditor | undefined) => {
    const can = vscode.workspace.isTrusted && editor !== undefined && isRunnable(editor.document);
    if (can === before) return;
    before = can;
    void vscode.commands.executeCommand("setContext", "tidemark.canRunOpenFile", can); // nobody waits for a key
  };
  look(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.workspace.onDidGrantWorkspaceTrust(() => look(vscode.window.activeTextEditor)),
  );
}

function isRunnable({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === "python" && uri.scheme === "file" && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** Runs the Python file in front as a task, in its folder, with its runs tracked. */
export async function runOpenFile(runtimes: Runtimes): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const folder = document && vscode.workspace.getWorkspaceFolder(document.uri);
  const runtime = folder && runtimes.find(folder.uri);
  if (document === undefined || folder === undefined || runtime === undefined) return;
  await document.save();
  await runtime.door();
  const file = document.uri.fsPath;
  const tracked = isEnabled(folder) && !(await findOwn(folder));
  const execution = new vscode.ProcessExecution(await findInterpreter(folder), [file], {
    cwd: folder.uri.fsPath || dirname(file),
    env: tracked ? await variablesOf(runtime) : {},
  });
  const task = new vscode.Task({ type: "process" }, folder, basename(file), "Tidemark", execution);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  await vscode.tasks.executeTask(task);
}
