import * as vscode from "vscode";
import { launchTag } from "../../shared/launch";
import type { Commands, Parts } from "../commands/parts";
import { folderIn, type RunChoice, runsIn } from "../commands/runArguments";
import { loadLater } from "../deployments/loadLater";
import { pickRuns } from "../pick/pickRuns";
import { createClicks } from "../tree/clicks";
import { chooseGroup, chooseMetric, chooseSort } from "./arrangeRuns";
import { collectGarbage } from "./collectGarbage";
import { exportRuns } from "./exportRuns";
import { chooseFilter } from "./filterRuns";
import { editNote } from "./noteFiles";
import { openSource } from "./openSource";
import { addTag, deleteRuns, fetchRunDetail, pickAndRestore, renameRun, restoreRuns, star, UndoItem } from "./runActs";
import { colourRuns } from "./runColour";
import { runsMarkdown } from "./runMarkdown";
import type { RunsNode } from "./runNodes";
import { tagOf } from "./runText";
import { runSqlQuery } from "./sqlQuery";

/** What can be done with runs, from the view, a page's menu or the palette, which asks which are meant. */
export function runsCommands(parts: Parts): Commands {
  const { runtimes, runs, log, context } = parts;
  const { t } = vscode.l10n;
  const undo = new UndoItem();
  context.subscriptions.push(undo);
  const clicks = createClicks((node: RunsNode) => vscode.commands.executeCommand("tidemark.openRun", node));
  const on = (title: string, act: (choice: RunChoice) => unknown) => actOn({ title, several: true, act }, parts);
  const onOne = (title: string, act: (choice: RunChoice) => unknown) => actOn({ title, several: false, act }, parts);
  return {
    refreshRuns: () => runs.tree.refresh(),
    async loadMoreRuns() {
      const [clicked] = runs.view.selection;
      if (clicked?.kind === "more") await runs.tree.loadMore(clicked);
    },
    collapseRuns: () => collapse(),
    runClicked() {
      const [clicked] = runs.view.selection;
      return clicked && clicks.click(clicked);
    },
    async openSelectedRun() {
      clicks.expectEnter();
      await vscode.commands.executeCommand("list.select"); // of a run this is a click
    },
    filterRuns: () => chooseFilter(runtimes, runs.state),
    changeRunFilter: () => chooseFilter(runtimes, runs.state),
    clearRunFilter: () => runs.state.arrange({ filter: "" }),
    sortRuns: () => chooseSort(runs.state),
    groupRuns: () => chooseGroup(runtimes, runs.state),
    chooseMetric: (node?: RunsNode) => chooseMetric(node, { runtimes, tree: runs.tree, state: runs.state }),
    stopRun: (...args: unknown[]) => stopRuns(args, parts),
    compareSelectedRuns: (...args: unknown[]) => vscode.commands.executeCommand("tidemark.compareRuns", ...args),
    compareWithBaseline: on(t("Compare with baseline"), (choice) => compareWithBaseline(choice, parts)),
    setBaseline: onOne(t("Set as baseline"), ({ runtime, ids: [id] }) => runs.state.setBaseline(runtime, id)),
    clearBaseline: (...args: unknown[]) => clearBaseline(args, parts),
    renameRun: onOne(t("Rename run"), renameRun),
    addRunTag: on(t("Add tag to runs"), addTag),
    editRunNote: onOne(t("Edit note"), editNote),
    starRun: on(t("Star runs"), (choice) => star(choice, true)),
    unstarRun: on(t("Unstar runs"), (choice) => star(choice, false)),
    colourRun: on(t("Colour of runs"), colourRuns),
    copyRunId: on(t("Copy ID"), ({ ids }) => vscode.env.clipboard.writeText(ids.join("\n"))),
    copyRunMarkdown: on(t("Copy as Markdown"), copyMarkdown),
    openRunSource: onOne(t("Open source"), openSource),
    deleteRun: on(t("Delete runs"), (choice) => deleteRuns(choice, undo)),
    undoDelete: () => undo.undo(),
    restoreRun: (...args: unknown[]) => {
      const named = runsIn(args, runtimes);
      return named ? restoreRuns(named) : pickAndRestore(runtimes);
    },
    exportRuns: (...args: unknown[]) => exportRuns(runsIn(args, runtimes), runtimes),
    importRuns: () => loadLater().importRuns(runtimes, log),
    collectGarbage: () => collectGarbage(runtimes),
    runSqlQuery: () => runSqlQuery(runtimes),
  };
}

interface Act {
  /** Of the question, where nothing is chosen. */
  readonly title: string;
  readonly several: boolean;
  act(choice: RunChoice): unknown;
}

function actOn({ title, several, act }: Act, { runtimes }: Parts) {
  return async (...args: unknown[]): Promise<unknown> => {
    const choice = runsIn(args, runtimes) ?? (await pickRuns(runtimes, title, several));
    return choice && act(choice);
  };
}

/** Only what we started can be stopped; how it ended is then put right by who started it. */
async function stopRuns(args: readonly unknown[], { runtimes, tasks }: Parts): Promise<void> {
  const choice = runsIn(args, runtimes);
  if (choice === undefined) return;
  const door = await choice.runtime.door();
  for (const id of choice.ids) {
    const launch = tagOf(await fetchRunDetail(door, id), launchTag);
    const task = launch === undefined ? undefined : tasks.findLaunch(launch);
    if (task === undefined)
      throw new Error(vscode.l10n.t("This run was not started from here, so it cannot be stopped."));
    await tasks.stop(task);
  }
}

async function collapse(): Promise<void> {
  await vscode.commands.executeCommand("tidemark.runs.focus");
  await vscode.commands.executeCommand("list.collapseAll");
}

async function compareWithBaseline({ runtime, ids }: RunChoice, { runs }: Parts): Promise<void> {
  const baseline = runs.state.baselineOf(runtime);
  if (baseline === undefined)
    throw new Error(vscode.l10n.t("No run is the baseline yet. “Set as Baseline” on a run makes it one."));
  const others = ids.filter((id) => id !== baseline);
  await vscode.commands.executeCommand("tidemark.compareRuns", [baseline, ...others], runtime.folder.uri.toString());
}

async function clearBaseline(args: readonly unknown[], { runtimes, runs }: Parts): Promise<void> {
  const runtime = runsIn(args, runtimes)?.runtime ?? folderIn(args, runtimes);
  if (runtime) await runs.state.setBaseline(runtime, undefined);
}

async function copyMarkdown({ runtime, ids }: RunChoice): Promise<void> {
  const door = await runtime.door();
  const runs = [];
  for (const id of ids) runs.push(await fetchRunDetail(door, id));
  await vscode.env.clipboard.writeText(runsMarkdown(runs, Date.now()));
}
