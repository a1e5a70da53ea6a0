import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import type { RunStatus } from "../../shared/runs";
import { pageSize } from "./folderRuns";
import { type ExperimentNode, idOf, type MoreNode, type RunNode, type RunsNode } from "./runNodes";
import { describeRun, runHover, type StatusWords } from "./runText";

/** Only what needs a look has colour. */
const icons: Readonly<Record<RunStatus, vscode.ThemeIcon>> = {
  RUNNING: new vscode.ThemeIcon("sync~spin", new vscode.ThemeColor("charts.blue")),
  SCHEDULED: new vscode.ThemeIcon("clockface", new vscode.ThemeColor("tidemark.mutedIcon")),
  FINISHED: new vscode.ThemeIcon("check", new vscode.ThemeColor("tidemark.mutedIcon")),
  FAILED: new vscode.ThemeIcon("error", new vscode.ThemeColor("charts.red")),
  KILLED: new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("charts.yellow")),
};

export function statusWords(): StatusWords {
  return {
    RUNNING: vscode.l10n.t("running"),
    SCHEDULED: vscode.l10n.t("scheduled"),
    FINISHED: vscode.l10n.t("finished"),
    FAILED: vscode.l10n.t("failed"),
    KILLED: vscode.l10n.t("killed"),
  };
}

/** One line of the tree. `isFirst`: what somebody most likely came for, so it stands open. */
export function runsItem(node: RunsNode, isFirst: boolean): vscode.TreeItem {
  switch (node.kind) {
    case "folder":
      return folderItem(node.runtime.folder);
    case "experiment":
      return experimentItem(node, isFirst);
    case "run":
      return runItem(node);
    case "more":
      return moreItem(node);
    default:
      return node satisfies never;
  }
}

function folderItem(folder: vscode.WorkspaceFolder): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = folder.uri.toString();
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = "folder";
  return item;
}

function experimentItem(node: ExperimentNode, isFirst: boolean): vscode.TreeItem {
  const { name, runs } = node.experiment;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(name, isFirst ? Expanded : Collapsed);
  const count = runs === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", formatCount(runs));
  item.id = idOf(node);
  item.description = node.metric === undefined ? count : `${count} · ${node.metric}`;
  item.tooltip = `${name}\n${item.description}`;
  item.iconPath = new vscode.ThemeIcon("beaker");
  item.contextValue = "experiment";
  item.accessibilityInformation = { label: vscode.l10n.t("Experiment {0}, {1}", name, item.description) };
  return item;
}

function runItem(node: RunNode): vscode.TreeItem {
  const { run, experiment } = node;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const open = run.status === "RUNNING" ? Expanded : Collapsed;
  const item = new vscode.TreeItem(run.name, run.children > 0 ? open : None);
  const words = statusWords();
  // another id once it can be opened: the editor remembers of a line that it is closed
  item.id = run.children > 0 ? `${idOf(node)}/` : idOf(node);
  item.description = describeRun(run, experiment.metric, words);
  item.iconPath = icons[run.status];
  item.contextValue = `run.${run.status}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Run {0}, {1}, {2}", run.name, words[run.status], item.description),
  };
  return item; // the hover is made when it is asked for
}

export function runTooltip({ run }: RunNode, now: number): vscode.MarkdownString {
  return new vscode.MarkdownString(runHover(run, statusWords(), now));
}

export const moreScheme = "tidemark-more";

function moreItem(node: MoreNode): vscode.TreeItem {
  const label = vscode.l10n.t("Load {0} more…", pageSize);
  const item = new vscode.TreeItem(label);
  item.id = idOf(node);
  // the address gives it the colour of a link
  item.resourceUri = vscode.Uri.from({ scheme: moreScheme, path: "/more" });
  item.tooltip = label;
  item.command = { command: "tidemark.loadMoreRuns", title: label, arguments: [node] };
  return item;
}
