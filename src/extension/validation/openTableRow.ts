import * as vscode from "vscode";
import { number, string } from "../../shared/readers";
import { folderIn } from "../commands/runArguments";
import { fileBelow } from "../monitoring/fileBelow";
import type { Runtimes } from "../runtime/runtimes";

/** A page says which row of a text file; the first row is the line below the header, where there is one. */
export async function openTableRow(runtimes: Runtimes, args: readonly unknown[]): Promise<void> {
  const runtime = folderIn(args.slice(2), runtimes);
  if (runtime === undefined) return;
  const name = string(args[0], "path");
  const line = number(args[1], "row") + (/\.(csv|tsv)$/i.test(name) ? 1 : 0);
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(fileBelow(runtime, name), { selection });
}
