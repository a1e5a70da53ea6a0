import * as vscode from "vscode";
import { type TrackedState, trackedStates } from "../../shared/data";

/** Of lines in our own tree, so that what git says of an ignored file is not said of them. */
export const treeScheme = "tidemark-data";

/** An address that is decorated by its state and named by its path: from the project's root, where git knows nothing. */
export function decorated(path: string, state: TrackedState): vscode.Uri {
  return vscode.Uri.from({ scheme: treeScheme, path: `/${path}`, query: state });
}

export function stateIn({ query }: vscode.Uri): TrackedState {
  return trackedStates.find((state) => state === query) ?? "clean";
}
