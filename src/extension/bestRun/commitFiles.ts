import { basename } from "node:path";
import * as vscode from "vscode";
import { fileAt } from "./git";

const scheme = "tidemark-commit";

/** Files as they were at a commit, for the editor's own diff. */
export function registerCommitFiles(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent({ path, query }) {
      // an editor that was open before the window was reloaded asks as well
      if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("This folder is not trusted."));
      return (await fileAt(query, vscode.Uri.file(path).fsPath)) ?? "";
    },
  });
}

export async function showDiff(file: vscode.Uri, commit: string, name: string): Promise<void> {
  const before = vscode.Uri.from({ scheme, path: file.path, query: commit });
  const title = vscode.l10n.t("{0}: best run {1} ↔ now", basename(file.path), name);
  await vscode.commands.executeCommand("vscode.diff", before, file, title);
}
