import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { DeploymentsView } from "./deploymentsView";

/** What was just deployed: chosen in the tree, on its page, and its address in the status bar. */
export async function showDeployment(
  view: DeploymentsView,
  runtime: FolderRuntime,
  { name, url }: Pick<DeploymentStatus, "name" | "url">,
): Promise<void> {
  vscode.window.setStatusBarMessage(vscode.l10n.t("{0} answers at {1}", name, url), 8000);
  await view.reveal(runtime, name);
  await vscode.commands.executeCommand("tidemark.openDeployment", name, runtime.folder.uri.toString());
}
