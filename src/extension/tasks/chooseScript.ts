import { basename } from "node:path";
import * as vscode from "vscode";
import { openScripts } from "./openScripts";

interface Item extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** Asks for a Python file: those that are open, or one on disk. */
export async function chooseScript(): Promise<vscode.Uri | undefined> {
  const items: Item[] = openScripts().map((uri) => ({
    label: `$(file-code) ${basename(uri.fsPath)}`,
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  const browse: Item = { label: `$(folder-opened) ${vscode.l10n.t("Another file…")}` };
  const chosen =
    items.length === 0
      ? browse
      : await vscode.window.showQuickPick([...items, browse], {
          title: vscode.l10n.t("Run & track"),
          placeHolder: vscode.l10n.t("Choose the Python file to run"),
        });
  if (chosen !== browse) return chosen?.uri;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({ filters: { Python: ["py"] }, ...(folder ? { defaultUri: folder } : {}) })) ??
    [];
  return file;
}
