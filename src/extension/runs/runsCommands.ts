import type { Commands, Parts } from "../commands/parts";
import { chosenRuns, copyRunIds, deleteRuns, restoreRuns } from "../commands/runCommands";
import type { MoreNode, RunsNode } from "./runNodes";

/** What can be done with runs, from the view or the palette. */
export function runsCommands({ runtimes, runs }: Parts): Commands {
  return {
    refreshRuns: () => runs.tree.refresh(),
    loadMoreRuns: (more: MoreNode) => runs.tree.loadMore(more),
    copyRunId: (clicked?: RunsNode, selected?: RunsNode[]) =>
      copyRunIds(chosenRuns(clicked, selected ?? (runs.view.selection as RunsNode[]))),
    deleteRun: (clicked?: RunsNode, selected?: RunsNode[]) => deleteRuns(chosenRuns(clicked, selected)),
    restoreRun: () => restoreRuns(runtimes),
  };
}
