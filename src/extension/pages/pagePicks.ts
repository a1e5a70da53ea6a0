import * as vscode from "vscode";
import { list, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { folderIn } from "../commands/runArguments";
import { loadMonitoring } from "../monitoring/loadLater";
import { pickRuns } from "../pick/pickRuns";
import { runPage } from "./kinds";

/** What pages have the editor ask or open, since lists to pick from and files are the editor's own. They are in no menu. */
export function pagePicks({ runtimes, runs, pages, data }: Parts): Commands {
  const acts = () => data.room().acts;
  return {
    openPipelineLine: (...args: unknown[]) => acts().openPipelineLine(...args),
    openDataFileDiff: (...args: unknown[]) => acts().openDataFileDiff(...args),
    fetchDataVersion: (...args: unknown[]) => acts().fetchDataVersion(...args),
    openTableFile: (...args: unknown[]) => loadMonitoring().openTableFile(runtimes, args),
    openTableRow: (...args: unknown[]) => loadMonitoring().openTableRow(runtimes, args),
    openExplainedData: (...args: unknown[]) => loadMonitoring().openExplainedData(runtimes, args),
    openRunLog(run: unknown, ...args: unknown[]): void {
      const runtime = folderIn(args, runtimes);
      if (runtime) pages.show(runPage, runtime, { run: string(run, "run"), tab: "log" });
    },
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
