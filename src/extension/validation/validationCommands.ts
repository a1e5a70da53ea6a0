import { isAbsolute, relative, resolve, sep } from "node:path";
import * as vscode from "vscode";
import { number, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { folderIn } from "../commands/runArguments";
import { validationPage } from "../pages/kinds";
import { loadQuality } from "../quality/loadQuality";

/** Whether a table is as a suite says: from the explorer, or the palette, which asks. */
export function validationCommands({ runtimes, pages }: Parts): Commands {
  return {
    async validateData(...args: unknown[]) {
      const found = await loadQuality().chooseValidation(runtimes, args);
      if (found) pages.show(validationPage, found.runtime, found.params);
    },
    /** A page says which row of a text file; the first row is the line below the header, where there is one. */
    async openTableRow(path: unknown, row: unknown, ...args: unknown[]) {
      const runtime = folderIn(args, runtimes);
      if (runtime === undefined) return;
      const name = string(path, "path");
      const full = resolve(runtime.path, name);
      const below = relative(runtime.path, full);
      if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below))
        throw new Error(vscode.l10n.t("{0} is not in this folder.", name));
      const line = number(row, "row") + (/\.(csv|tsv)$/i.test(name) ? 1 : 0);
      const selection = new vscode.Range(line, 0, line, 0);
      await vscode.window.showTextDocument(vscode.Uri.file(full), { selection });
    },
  };
}
