import * as vscode from "vscode";
import type { Environment } from "../environment/environment";
import type { FolderRuntime } from "../runtime/folderRuntime";

/** Where runs go, in a few words: this folder, or the address that the user set. */
export function describeDestination(runtime: FolderRuntime, environment: Environment): string {
  const destination = environment.destinationOf(runtime);
  switch (destination.kind) {
    case "own":
      return vscode.l10n.t("{0} (set in {1})", destination.own.address, destination.own.where);
    case "runtime":
      return vscode.l10n.t("this folder ({0})", hostOf(destination.variables.MLFLOW_TRACKING_URI ?? ""));
    case "none":
      return vscode.l10n.t("wherever the script says");
    default:
      return destination satisfies never;
  }
}

/** Without its scheme, so that no tooltip makes a link of it that a browser could not follow without the token. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
