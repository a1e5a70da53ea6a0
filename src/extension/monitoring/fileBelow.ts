import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";

/** A page says which file; only one that lies in the page's folder is opened. */
export function fileBelow(runtime: FolderRuntime, path: string): vscode.Uri {
  const full = resolve(runtime.path, path);
  const below = relative(runtime.path, full);
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below))
    throw new Error(vscode.l10n.t("{0} is not in this folder.", basename(path)));
  return vscode.Uri.file(full);
}
