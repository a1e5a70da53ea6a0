import * as vscode from "vscode";
import { formatBytes } from "../../shared/format";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { ArtifactAddress } from "./artifactAddress";
import { listArtifacts } from "./artifactStore";

interface Item extends vscode.QuickPickItem {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Walks through a run's folders until a file is chosen. */
export async function pickArtifact(
  runtime: FolderRuntime,
  run: string,
  title: string,
): Promise<ArtifactAddress | undefined> {
  let folder = "";
  for (;;) {
    const items = await itemsIn(runtime, run, folder);
    if (items.length === 0) throw new Error(vscode.l10n.t("The run logged no artifacts."));
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder: folder });
    if (picked === undefined) return undefined;
    if (!picked.isFolder) return { runtime, run, path: picked.path };
    folder = picked.path;
  }
}

async function itemsIn(runtime: FolderRuntime, run: string, folder: string): Promise<Item[]> {
  const files = await listArtifacts(await runtime.door(), run, folder);
  const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const up: Item[] =
    folder === ""
      ? []
      : [{ label: "$(arrow-left) ..", path: folder.slice(0, Math.max(0, folder.lastIndexOf("/"))), isFolder: true }];
  return [
    ...up,
    ...files.map((file) => ({
      // a name may look like an icon; only what stands before it is one
      label: `$(${file.is_dir ? "folder" : "file"}) ${nameOf(file.path).replaceAll("$(", "$\u200B(")}`,
      description: file.is_dir ? "" : formatBytes(file.file_size),
      path: file.path,
      isFolder: file.is_dir,
    })),
  ];
}
