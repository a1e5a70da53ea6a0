import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { type RunStatus, runStatuses } from "../../shared/runs";
import { folderItem } from "../tree/folderNode";
import { pageSize } from "./folderRuns";
import { type GroupNode, idOf, type MoreNode, type RunNode, type RunsNode } from "./runNodes";
import { describeRun, isStarred, runHover, type StatusWords } from "./runText";

/** Only what needs a look has colour. */
export const statusIcons: Readonly<Record<RunStatus, vscode.ThemeIcon>> = {
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
    step: (step) => vscode.l10n.t("step {0}", step),
  };
}

export interface ItemFacts {
  /** What somebody most likely came for, so it stands open. */
  readonly isFirst: boolean;
  /** Nested runs stand below their parents. */
  readonly isNested: boolean;
  readonly isBaseline: boolean;
  /** We started its process, so that we can end it. */
  readonly isOurs: boolean;
}

/** One line of the tree. */
export function runsItem(node: RunsNode, facts: ItemFacts): vscode.TreeItem {
  switch (node.kind) {
    case "folder":
      return folderItem(node);
    case "group":
      return groupItem(node, facts);
    case "run":
      return runItem(node, facts);
    case "more":
      return moreItem(node);
    default:
      return node satisfies never;
  }
}

const groupIcons: Readonly<Record<string, string>> = {
  experiment: "beaker",
  status: "pulse",
  script: "file-code",
};

function groupItem(node: GroupNode, { isFirst }: ItemFacts): vscode.TreeItem {
  const { runs } = node.facts;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const name = groupName(node);
  const item = new vscode.TreeItem(name, isFirst ? Expanded : Collapsed);
  const count = runs === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", formatCount(runs));
  item.id = idOf(node);
  item.description = node.metric === undefined ? count : `${count} · ${node.metric}`;
  item.tooltip = `${name}\n${item.description}`;
  item.iconPath = groupIcon(node);
  item.contextValue = node.by === "experiment" ? "experiment" : "group";
  const label =
    node.by === "experiment"
      ? vscode.l10n.t("Experiment {0}, {1}", name, item.description)
      : vscode.l10n.t("Runs with {0}, {1}", name, item.description);
  item.accessibilityInformation = { label };
  return item;
}

function groupIcon({ by, value }: GroupNode): vscode.ThemeIcon {
  const status = by === "status" ? runStatuses.find((each) => each === value) : undefined;
  if (status === "RUNNING") return new vscode.ThemeIcon("sync", new vscode.ThemeColor("charts.blue"));
  return status === undefined
    ? new vscode.ThemeIcon(groupIcons[by] ?? (by.startsWith("params.") ? "symbol-parameter" : "tag"))
    : statusIcons[status];
}

/** `churn-sweep`, `failed`, `train.py`, `depth = 6`. */
function groupName({ by, value, facts }: GroupNode): string {
  if (by === "experiment") return facts.name ?? "";
  if (by === "status") return statusWords()[runStatuses.find((each) => each === value) ?? "SCHEDULED"];
  const key = by === "script" ? vscode.l10n.t("script") : by.slice(by.indexOf(".") + 1);
  if (value === undefined) return vscode.l10n.t("no {0}", key);
  return by === "script" ? value : `${key} = ${value}`;
}

function runItem(node: RunNode, facts: ItemFacts): vscode.TreeItem {
  const { run, group } = node;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const isParent = facts.isNested && run.children > 0;
  const open = run.status === "RUNNING" ? Expanded : Collapsed;
  const item = new vscode.TreeItem(run.name, isParent ? open : None);
  const words = statusWords();
  const baseline = facts.isBaseline ? vscode.l10n.t("baseline") : undefined;
  // another id once it can be opened: the editor remembers of a line that it is closed
  item.id = isParent ? `${idOf(node)}/` : idOf(node);
  item.description = describeRun(run, { metric: group.metric, trend: node.trend, baseline }, words);
  item.iconPath = statusIcons[run.status];
  item.contextValue = [
    "run",
    run.status,
    ...(isStarred(run) ? ["starred"] : []),
    ...(facts.isBaseline ? ["baseline"] : []),
    ...(facts.isOurs ? ["ours"] : []),
  ].join(".");
  item.accessibilityInformation = {
    label: vscode.l10n.t("Run {0}, {1}, {2}", run.name, words[run.status], item.description),
  };
  // a single click selects; the second of a double click opens. Without arguments, which the editor would tie to this
  // drawing of the line: a click on one that was drawn anew meanwhile would fail
  item.command = { command: "tidemark.runClicked", title: vscode.l10n.t("Open Run") };
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
  item.accessibilityInformation = { label };
  item.command = { command: "tidemark.loadMoreRuns", title: label };
  return item;
}
