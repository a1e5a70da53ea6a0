import { createHash } from "node:crypto";
import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

export const artifactScheme = "tidemark-artifact";

/** A file or folder among what a run logged; an empty path is the run's own folder. */
export interface ArtifactAddress {
  readonly runtime: FolderRuntime;
  readonly run: string;
  readonly path: string;
}

/** `tidemark-artifact://<folder>/<run>/<path>`: the same after a restart, so that open editors find their file again. */
export function artifactUri({ runtime, run, path }: ArtifactAddress): vscode.Uri {
  return vscode.Uri.from({ scheme: artifactScheme, authority: keyOf(runtime.folder), path: `/${run}/${path}` });
}

/** Undefined for what is no such address, and for a folder that is not open here. */
export function readArtifactUri({ authority, path }: vscode.Uri, runtimes: Runtimes): ArtifactAddress | undefined {
  const [, run = "", ...rest] = path.split("/");
  const runtime = runtimes.all().find(({ folder }) => keyOf(folder) === authority);
  return runtime && run !== "" ? { runtime, run, path: rest.filter((part) => part !== "").join("/") } : undefined;
}

/** An address may hold few marks; a folder's name may hold any. */
export function keyOf({ uri }: vscode.WorkspaceFolder): string {
  return createHash("sha256").update(uri.toString()).digest("hex").slice(0, 12);
}
