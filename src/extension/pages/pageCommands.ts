import * as vscode from "vscode";
import type { Commands, Parts } from "../commands/parts";
import { folderIn, isRunsNode, type RunChoice, runsIn } from "../commands/runArguments";
import { type OfferedExperiment, offeredExperiments } from "../pick/pickExperiment";
import { pickRuns } from "../pick/pickRuns";
import { askInSteps } from "../pick/steps";
import { groupOf, runtimeOf } from "../runs/runNodes";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { comparePage, runPage, runTablePage } from "./kinds";

/** The commands that open pages. With nothing chosen they ask. */
export function pageCommands({ pages, runtimes }: Parts): Commands {
  const choose = async (args: readonly unknown[], title: string, several: boolean): Promise<RunChoice | undefined> =>
    runsIn(args, runtimes) ?? pickRuns(runtimes, title, several);
  return {
    async openRunTable(...args: unknown[]) {
      const wish = args.length > 0 ? wishIn(args, runtimes) : await askWish(runtimes);
      if (wish?.runtime) pages.show(runTablePage, wish.runtime, wish.params);
    },
    async openRun(...args: unknown[]) {
      const chosen = await choose(args, vscode.l10n.t("Open run"), false);
      for (const run of chosen?.ids ?? []) if (chosen) pages.show(runPage, chosen.runtime, { run });
    },
    async compareRuns(...args: unknown[]) {
      const chosen = await choose(args, vscode.l10n.t("Compare runs"), true);
      if (chosen) pages.show(comparePage, chosen.runtime, { runs: chosen.ids });
    },
  };
}

interface TableWish {
  readonly runtime: FolderRuntime | undefined;
  readonly params: { readonly experiments?: readonly string[] };
}

/** A page's or a command's experiment, or a line of the tree. */
function wishIn(args: readonly unknown[], runtimes: Runtimes): TableWish {
  const [first] = args;
  const runtime = folderIn(args, runtimes);
  if (typeof first === "string" && !first.startsWith("file:")) return { runtime, params: { experiments: [first] } };
  if (!isRunsNode(first)) return { runtime, params: {} };
  const group = first.kind === "group" || first.kind === "run" ? groupOf(first) : undefined;
  const isExperiment = group?.by === "experiment" && group.value !== undefined;
  return { runtime: runtimeOf(first), params: isExperiment ? { experiments: [group.value] } : {} };
}

async function askWish(runtimes: Runtimes): Promise<TableWish | undefined> {
  const answer = await askInSteps<{ of: OfferedExperiment }>(vscode.l10n.t("Open run table"), [
    {
      ask: async (_, form) => ({
        of: await form.pick({ items: offeredExperiments(runtimes), placeholder: vscode.l10n.t("Which experiment?") }),
      }),
    },
  ]);
  const experiment = answer?.of.experiment;
  return answer && { runtime: answer.of.runtime, params: experiment ? { experiments: [experiment.id] } : {} };
}
