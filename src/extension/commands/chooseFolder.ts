import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

/** The only folder, or the one that the user picks. */
export async function chooseFolder(runtimes: Runtimes): Promise<FolderRuntime | undefined> {
  const all = runtimes.all();
  if (all.length < 2) return all[0];
  const picked = await vscode.window.showWorkspaceFolderPick();
  return all.find(({ folder }) => folder === picked);
}
