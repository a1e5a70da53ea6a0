import * as vscode from "vscode";
import { tellKey } from "../contextKeys";
import { targetsIn } from "../lenses/targets";

/**
 * Keeps the keys that menus ask: `tidemark.canRunOpenFile` (a Python file of one of the folders is in front),
 * `tidemark.isTrainingScript` (it trains, so that its title may say so) and `tidemark.canDebug`.
 */
export function followOpenFile(): vscode.Disposable {
  const look = () => {
    const { isTrusted } = vscode.workspace;
    const document = vscode.window.activeTextEditor?.document;
    const runnable = isTrusted && document !== undefined && isRunnable(document) ? document : undefined;
    tellKey("canRunOpenFile", runnable !== undefined);
    tellKey("isTrainingScript", runnable !== undefined && targetsIn(runnable).length > 0);
    tellKey("canDebug", isTrusted && hasDebugger());
  };
  look();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.workspace.onDidSaveTextDocument(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.extensions.onDidChange(look),
  );
}

function isRunnable({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === "python" && uri.scheme === "file" && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function hasDebugger(): boolean {
  return ["ms-python.debugpy", "ms-python.python"].some((id) => vscode.extensions.getExtension(id) !== undefined);
}
