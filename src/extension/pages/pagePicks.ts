import * as vscode from "vscode";
import { list, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { pickRuns } from "../pick/pickRuns";

/** What pages have the editor ask, since a list to pick from is the editor's own. They are in no menu. */
export function pagePicks({ runtimes }: Parts): Commands {
  return {
    async pickRuns(title: unknown): Promise<readonly string[] | undefined> {
      return (await pickRuns(runtimes, string(title, "title"), true))?.ids;
    },
    async pickOne(title: unknown, choices: unknown): Promise<string | undefined> {
      return vscode.window.showQuickPick(list(string)(choices, "choices"), { title: string(title, "title") });
    },
  };
}
