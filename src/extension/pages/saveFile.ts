import * as vscode from "vscode";

/** Writes a file where the user says; the folder is the first place that is offered. */
export async function saveFile(
  folder: vscode.WorkspaceFolder,
  name: string,
  content: string | Uint8Array,
): Promise<boolean> {
  const harmless = name.replaceAll(/[^\p{L}\p{N}._ -]+/gu, "-");
  const chosen = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder.uri, harmless) });
  if (chosen === undefined) return false;
  await vscode.workspace.fs.writeFile(
    chosen,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
  return true;
}
