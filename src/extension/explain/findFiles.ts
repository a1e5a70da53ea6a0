import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { pathBelow } from "./pathBelow";

const notThere = "**/{node_modules,.git,.dvc,.tidemark,.venv,venv,mlruns}/**";
const most = 500;

/** Paths from the folder, in order. */
export async function findFiles({ folder, path }: FolderRuntime, pattern: string): Promise<string[]> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), notThere, most);
  return found.flatMap((uri) => pathBelow(path, uri.fsPath) ?? []).sort();
}
