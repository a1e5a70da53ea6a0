import * as vscode from "vscode";
import { list, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { folderIn } from "../commands/runArguments";
import { pickRuns } from "../pick/pickRuns";

/** What pages have the editor ask, since a list to pick from is the editor's own, and what it alone knows. They are in no menu. */
export function pagePicks({ runtimes, runs }: Parts): Commands {
  return {
    async pickRuns(title: unknown): Promise<readonly string[] | undefined> {
      return (await pickRuns(runtimes, string(title, "title"), true))?.ids;
    },
    /** The run that the page's folder measures others against. */
    async baselineRun(...args: unknown[]): Promise<string | undefined> {
      const runtime = folderIn(args, runtimes);
      return runtime && runs.state.baselineOf(runtime);
    },
    async pickOne(title: unknown, choices: unknown): Promise<string | undefined> {
      return vscode.window.showQuickPick(list(string)(choices, "choices"), { title: string(title, "title") });
    },
  };
}
