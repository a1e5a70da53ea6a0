import * as vscode from "vscode";
import { launchTag } from "../../shared/launch";
import { findBest } from "../bestRun/bestRunMarks";
import { showDiff } from "../bestRun/commitFiles";
import type { Commands, Parts } from "../commands/parts";
import { comparePage } from "../pages/kinds";
import { chooseScript } from "../tasks/chooseScript";
import { debugScript, runScript } from "../tasks/runScript";
import { outermost } from "./lastResult";
import { tagOf } from "./scriptFacts";

const chartedRuns = 3;

/** Acts on a training script. Each takes the script's address; without one, the file in front is meant, else they ask. */
export function scriptCommands({ runtimes, scripts, tasks, pages }: Parts): Commands {
  const find = async (given: unknown): Promise<vscode.Uri | undefined> => fileIn(given) ?? inFront() ?? chooseScript();

  const compare = async (given: unknown, metric?: string): Promise<void> => {
    const uri = await find(given);
    const runtime = uri && scripts.runtimeOf(uri);
    if (uri === undefined || runtime === undefined) return;
    const ids = await scripts.runsOf(uri);
    if (ids.length === 0) throw new Error(vscode.l10n.t("{0} has no runs yet.", vscode.workspace.asRelativePath(uri)));
    const shown = metric === undefined ? ids : ids.slice(0, chartedRuns);
    pages.show(comparePage, runtime, { runs: shown, ...(metric === undefined ? {} : { metric }) });
  };

  return {
    runOpenFile: (given?: unknown) => runScript(runtimes, tasks, fileIn(given)),
    debugOpenFile: (given?: unknown) => debugScript(runtimes, fileIn(given)),
    compareScriptRuns: (given?: unknown) => compare(given),
    openScriptChart: (given?: unknown, metric?: unknown) =>
      compare(given, typeof metric === "string" ? metric : undefined),
    async stopScript(given?: unknown, run?: unknown) {
      const uri = await find(given);
      if (uri === undefined) return;
      const runs = outermost(scripts.facts(uri)?.runs ?? []);
      const live = runs.find(({ id }) => id === run) ?? runs.find(({ status }) => status === "RUNNING");
      const task = tasks.find(uri.fsPath, live && tagOf(live, launchTag)) ?? tasks.find(uri.fsPath, undefined);
      if (task === undefined) throw new Error(vscode.l10n.t("Nothing that was started from here is running."));
      await tasks.stop(task);
    },
    async diffWithBestRun(given?: unknown) {
      const uri = await find(given);
      if (uri === undefined) return;
      const best = findBest(await scripts.ask(uri));
      if (best === undefined) throw new Error(vscode.l10n.t("No run of this file is known with its commit."));
      await showDiff(uri, best.commit, best.run.name);
    },
  };
}

function fileIn(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  return typeof given === "string" && given.startsWith("file:") ? vscode.Uri.parse(given) : undefined;
}

function inFront(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "python" && document.uri.scheme === "file" ? document.uri : undefined;
}
