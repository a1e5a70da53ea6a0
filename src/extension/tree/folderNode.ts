import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";

/** The line of a workspace folder, above what is in it. Every view has one where the window has several folders. */
export interface FolderNode {
  readonly kind: "folder";
  readonly runtime: FolderRuntime;
}

const nodes = new WeakMap<FolderRuntime, FolderNode>();

/** The same for a folder each time: the editor knows a line by its identity. */
export function folderNode(runtime: FolderRuntime): FolderNode {
  let node = nodes.get(runtime);
  if (node === undefined) {
    node = { kind: "folder", runtime };
    nodes.set(runtime, node);
  }
  return node;
}

export function folderItem({ runtime: { folder } }: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = folder.uri.toString();
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = "folder";
  item.accessibilityInformation = { label: vscode.l10n.t("Folder {0}", folder.name) };
  return item;
}
