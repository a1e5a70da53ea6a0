import * as vscode from "vscode";
import { string } from "../../shared/readers";
import { folderIn } from "../commands/runArguments";
import type { Runtimes } from "../runtime/runtimes";
import { fileBelow } from "./fileBelow";

/** The table that a page names. */
export async function openTableFile(runtimes: Runtimes, [path, ...args]: readonly unknown[]): Promise<void> {
  const runtime = folderIn(args, runtimes);
  if (runtime) await vscode.commands.executeCommand("vscode.open", fileBelow(runtime, string(path, "path")));
}
