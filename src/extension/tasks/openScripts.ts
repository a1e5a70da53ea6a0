import * as vscode from "vscode";

/** Python files in tabs of this window, on disk and in one of its folders; nothing is searched for. */
export function openScripts(): vscode.Uri[] {
  const found = new Map<string, vscode.Uri>();
  for (const { tabs } of vscode.window.tabGroups.all)
    for (const { input } of tabs) {
      if (!(input instanceof vscode.TabInputText) || !/\.py$/i.test(input.uri.path)) continue;
      if (input.uri.scheme === "file" && vscode.workspace.getWorkspaceFolder(input.uri))
        found.set(input.uri.toString(), input.uri);
    }
  return [...found.values()];
}
