import { resolve } from "node:path";
import * as vscode from "vscode";
import { string } from "../../shared/readers";
import { folderIn } from "../commands/runArguments";
import type { Runtimes } from "../runtime/runtimes";
import { pathBelow } from "./pathBelow";

/** Opens what a table's address names, as far as it is something to look at: a deployment, a run, or the file as it is now. */
export async function openExplainedData(runtimes: Runtimes, args: readonly unknown[]): Promise<void> {
  const runtime = folderIn(args, runtimes);
  if (runtime === undefined) return;
  const address = string(args[0], "data");
  const folder = runtime.folder.uri.toString();
  const [, endpoint] = /^predictions:([^?]+)/.exec(address) ?? [];
  const [, run] = /^runs?:\/?([0-9a-f]{32})\//.exec(address) ?? [];
  if (endpoint !== undefined) await vscode.commands.executeCommand("tidemark.openDeployment", endpoint, folder);
  else if (run !== undefined) await vscode.commands.executeCommand("tidemark.openRun", run, folder);
  else {
    const path = resolve(runtime.path, address.replace(/@[^@/]*$/, ""));
    // a page names it, so it must not lead out of the folder
    if (pathBelow(runtime.path, path) === undefined)
      throw new Error(vscode.l10n.t("{0} lies in no folder that is open.", address));
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path));
  }
}
