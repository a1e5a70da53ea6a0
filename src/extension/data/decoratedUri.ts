import { posix } from "node:path";
import * as vscode from "vscode";
import { type TrackedState, trackedStates } from "../../shared/data";
import type { DvcProject } from "./dvcProjects";

/** Of lines in our own tree, so that what git says of an ignored file is not said of them. */
export const treeScheme = "tidemark-data";

/** An address that is decorated by its state and named by its path. */
export function decorated(project: DvcProject, path: string, state: TrackedState): vscode.Uri {
  const whole = posix.join(vscode.Uri.file(project.root).path, path);
  return vscode.Uri.from({ scheme: treeScheme, path: whole, query: state });
}

export function stateIn({ query }: vscode.Uri): TrackedState {
  return trackedStates.find((state) => state === query) ?? "clean";
}
