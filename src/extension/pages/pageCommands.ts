import * as vscode from "vscode";
import { chooseFolder } from "../commands/chooseFolder";
import type { Commands, Parts } from "../commands/parts";
import { folderIn, type RunChoice, runsIn } from "../commands/runArguments";
import { comparePage, registryPage, runPage, runTablePage } from "./kinds";
import { pickModel, pickRuns } from "./pickForPage";

/** The commands that open pages. With nothing chosen they ask. */
export function pageCommands({ pages, runtimes }: Parts): Commands {
  const choose = async (args: readonly unknown[], title: string, several: boolean): Promise<RunChoice | undefined> =>
    runsIn(args, runtimes) ?? pickRuns(runtimes, title, several);
  return {
    async openRunTable(...args: unknown[]) {
      const runtime = args.length > 0 ? folderIn(args, runtimes) : await chooseFolder(runtimes);
      if (runtime) pages.show(runTablePage, runtime, experimentsIn(args));
    },
    async openRun(...args: unknown[]) {
      const chosen = await choose(args, vscode.l10n.t("Open run"), false);
      for (const run of chosen?.ids ?? []) if (chosen) pages.show(runPage, chosen.runtime, { run });
    },
    async compareRuns(...args: unknown[]) {
      const chosen = await choose(args, vscode.l10n.t("Compare runs"), true);
      if (chosen) pages.show(comparePage, chosen.runtime, { runs: chosen.ids });
    },
    async openModel(...args: unknown[]) {
      const [first] = args;
      const runtime = folderIn(args, runtimes);
      const found = typeof first === "string" && runtime ? { runtime, model: first } : await pickModel(runtimes);
      if (found) pages.show(registryPage, found.runtime, { model: found.model });
    },
  };
}

function experimentsIn([first]: readonly unknown[]): { experiments?: readonly string[] } {
  if (typeof first === "string" && !first.startsWith("file:")) return { experiments: [first] };
  if (typeof first === "object" && first !== null && "experiment" in first) {
    const { experiment } = first as { experiment: { id?: string } };
    if (typeof experiment.id === "string") return { experiments: [experiment.id] };
  }
  return {};
}
