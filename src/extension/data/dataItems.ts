import { posix } from "node:path";
import * as vscode from "vscode";
import type { TrackedState } from "../../shared/data";
import { formatBytes, formatCount } from "../../shared/format";
import type { PipelineNode } from "../../shared/pipelinePage";
import { folderItem } from "../tree/folderNode";
import { type DataNode, idOf } from "./dataNodes";
import type { DataStates } from "./dataStates";
import {
  changeWord,
  describeData,
  describeItem,
  describePipeline,
  describeStage,
  describeTracked,
  filesText,
  shortHash,
  shownData,
  stageWord,
  stateWord,
} from "./dataText";
import { decorated } from "./decoratedUri";

const muted = new vscode.ThemeColor("tidemark.mutedIcon");
const red = new vscode.ThemeColor("charts.red");
const yellow = new vscode.ThemeColor("charts.yellow");
const blue = new vscode.ThemeColor("charts.blue");
const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

type Of<K extends DataNode["kind"]> = Extract<DataNode, { kind: K }>;

export function dataItem(node: DataNode, states: DataStates): vscode.TreeItem {
  if (node.kind === "folder") return folderItem(node);
  const item = itemOf(node, states);
  item.id = idOf(node);
  item.accessibilityInformation ??= {
    label: [String(item.label), item.description].filter(Boolean).join(", "),
  };
  return item;
}

function itemOf(node: Exclude<DataNode, { kind: "folder" }>, states: DataStates): vscode.TreeItem {
  switch (node.kind) {
    case "project":
      return projectItem(node, states);
    case "data":
      return dataGroupItem(node, states);
    case "tracked":
      return trackedItem(node);
    case "inside":
      return insideItem(node);
    case "pipeline":
      return pipelineItem(node);
    case "stage":
      return stageItem(node, states);
    case "part":
      return partItem(node);
    case "item":
      return stageEntryItem(node);
    case "param":
      return paramItem(node);
    case "fault":
      return faultItem(node);
    case "more":
      return moreItem(node);
    default:
      return node satisfies never;
  }
}

/** A single click selects; the second of a double click opens. */
function clickable(item: vscode.TreeItem): vscode.TreeItem {
  item.command = { command: "tidemark.dataClicked", title: vscode.l10n.t("Open") };
  return item;
}

function projectItem({ project }: Of<"project">, states: DataStates): vscode.TreeItem {
  const item = new vscode.TreeItem(project.path === "." ? project.runtime.folder.name : project.path, Collapsed);
  item.iconPath = new vscode.ThemeIcon("repo");
  const known = states.peek(project);
  const tracked = shownData(known?.data?.tracked);
  const stages = known?.pipeline?.pipelines.flatMap((each) => each.stages) ?? [];
  item.description = [
    tracked.length === 0 ? "" : describeData(tracked),
    stages.length === 0 ? "" : describePipeline(stages),
  ]
    .filter(Boolean)
    .join(" · ");
  item.contextValue = "project";
  item.tooltip = project.root;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Project {0}, {1}", String(item.label), item.description),
  };
  return item;
}

function dataGroupItem({ project }: Of<"data">, states: DataStates): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Data"), Expanded);
  const state = states.of(project);
  item.iconPath = new vscode.ThemeIcon("database");
  item.description = state.data === undefined ? "" : describeData(shownData(state.data.tracked));
  item.contextValue = "data";
  const { data } = state;
  if (data) item.tooltip = remoteText(data.remotes);
  return item;
}

function remoteText(remotes: readonly { name: string; url: string; isDefault: boolean }[]): string {
  if (remotes.length === 0) return vscode.l10n.t("No remote yet");
  return remotes
    .map(({ name, url, isDefault }) => `${name}: ${url}${isDefault ? ` (${vscode.l10n.t("default")})` : ""}`)
    .join("\n");
}

const stateIcons: Readonly<Record<TrackedState, vscode.ThemeIcon | undefined>> = {
  clean: undefined,
  modified: undefined,
  added: undefined,
  deleted: new vscode.ThemeIcon("circle-slash", yellow),
  "not in cache": new vscode.ThemeIcon("warning", yellow),
  "not fetched": new vscode.ThemeIcon("cloud-download", muted),
  unknown: new vscode.ThemeIcon("error", red),
};

function trackedItem({ tracked }: Of<"tracked">): vscode.TreeItem {
  const isFolder = tracked.kind === "folder";
  const hasInside = isFolder && tracked.state === "modified";
  const item = new vscode.TreeItem(tracked.path, hasInside ? Collapsed : None);
  item.resourceUri = decorated(tracked.path, tracked.state);
  item.iconPath =
    stateIcons[tracked.state] ?? (isFolder ? new vscode.ThemeIcon("file-directory") : new vscode.ThemeIcon("file"));
  item.description = describeTracked(tracked);
  item.contextValue = `tracked.${tracked.kind}.${tracked.state.replaceAll(" ", "-")}${tracked.stage === undefined ? ".own" : ".made"}`;
  item.tooltip = trackedTooltip(tracked);
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0}, {1}, {2}", tracked.path, stateWord(tracked.state), item.description),
  };
  return clickable(item);
}

function trackedTooltip(tracked: Of<"tracked">["tracked"]): string {
  const { t } = vscode.l10n;
  const { md5, current, file, line, stage, source, remote, desc, why } = tracked;
  return [
    `${tracked.path}: ${stateWord(tracked.state)}`,
    why ?? "",
    desc ?? "",
    md5 === undefined ? "" : t("Version {0}, {1}", shortHash(md5), sizeText(tracked)),
    current === undefined ? "" : t("Now {0}, {1}", shortHash(current.md5), sizeText(current)),
    stage === undefined ? "" : t("Made by the stage {0}", stage),
    source === undefined ? "" : t("From {0}", source),
    remote === undefined ? "" : remoteWord(remote),
    `${file}:${line}`,
  ]
    .filter(Boolean)
    .join("\n");
}

function sizeText({ size, nfiles }: { size?: number; nfiles?: number }): string {
  return [nfiles === undefined ? "" : filesText(nfiles), size === undefined ? "" : formatBytes(size)]
    .filter(Boolean)
    .join(", ");
}

function remoteWord(remote: NonNullable<Of<"tracked">["tracked"]["remote"]>): string {
  const { t } = vscode.l10n;
  switch (remote) {
    case "same":
      return t("On the remote");
    case "new":
      return t("Not on the remote yet");
    case "deleted":
      return t("Only on the remote");
    case "missing":
      return t("Neither in the cache nor on the remote");
    default:
      return remote satisfies never;
  }
}

function insideItem({ tracked, change }: Of<"inside">): vscode.TreeItem {
  const item = new vscode.TreeItem(change.path);
  const state = change.kind === "renamed" || change.kind === "not in cache" ? "modified" : change.kind;
  item.resourceUri = decorated(posix.join(tracked.path, change.path), state);
  item.iconPath = new vscode.ThemeIcon("file");
  const size = (change.after ?? change.before)?.size;
  item.description = [changeWord(change.kind), size === undefined ? "" : formatBytes(size)].filter(Boolean).join(" · ");
  item.contextValue = `inside.${change.kind.replaceAll(" ", "-")}`;
  return clickable(item);
}

function pipelineItem({ file }: Of<"pipeline">): vscode.TreeItem {
  const item = new vscode.TreeItem(file.file, Expanded);
  const isBroken = file.faults.some(({ severity }) => severity === "error");
  item.iconPath = isBroken ? new vscode.ThemeIcon("error", red) : new vscode.ThemeIcon("type-hierarchy");
  item.description = isBroken && file.stages.length === 0 ? "" : describePipeline(file.stages);
  item.contextValue = "pipeline";
  item.tooltip = file.id;
  return clickable(item);
}

/** Only what needs a look has colour. */
function stageIcon({ state, isFrozen }: PipelineNode): vscode.ThemeIcon {
  if (isFrozen && (state === "unchanged" || state === "done")) return new vscode.ThemeIcon("lock", muted);
  switch (state) {
    case "running":
      return new vscode.ThemeIcon("sync~spin", blue);
    case "waiting":
      return new vscode.ThemeIcon("clockface", muted);
    case "unchanged":
    case "done":
      return new vscode.ThemeIcon("check", muted);
    case "restored":
      return new vscode.ThemeIcon("history", muted);
    case "failed":
      return new vscode.ThemeIcon("error", red);
    case "killed":
      return new vscode.ThemeIcon("circle-slash", yellow);
    case "skipped":
      return new vscode.ThemeIcon("clockface", muted);
    case "changed":
      return new vscode.ThemeIcon("circle-outline", yellow);
    case "unknown":
      return new vscode.ThemeIcon("question", muted);
    default:
      return state satisfies never;
  }
}

function stageItem({ project, stage }: Of<"stage">, states: DataStates): vscode.TreeItem {
  const item = new vscode.TreeItem(stage.name, Collapsed);
  const now = stage.state === "running" ? Date.now() : (states.peek(project)?.pipeline?.now ?? Date.now());
  item.iconPath = stageIcon(stage);
  item.description = describeStage(stage, now);
  item.tooltip = [
    `${stage.name}: ${stageWord(stage)}`,
    stage.why === undefined ? "" : vscode.l10n.t("Because of {0}", stage.why),
    stage.message ?? "",
    `${stage.file}${stage.line === undefined ? "" : `:${stage.line}`}`,
  ]
    .filter(Boolean)
    .join("\n");
  item.contextValue = `stage.${stage.state}${stage.isFrozen ? ".frozen" : ""}${stage.run === undefined ? "" : ".run"}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Stage {0}, {1}, {2}", stage.name, stageWord(stage), item.description),
  };
  return clickable(item);
}

function partItem({ part, children }: Of<"part">): vscode.TreeItem {
  const { t } = vscode.l10n;
  const names = { deps: t("Dependencies"), outs: t("Outputs"), params: t("Parameters") };
  const item = new vscode.TreeItem(names[part], Expanded);
  item.description = formatCount(children.length);
  item.contextValue = "part";
  return item;
}

function stageEntryItem({ item: entry }: Of<"item">): vscode.TreeItem {
  const item = new vscode.TreeItem(entry.path);
  const state = {
    same: "clean",
    changed: "modified",
    new: "added",
    missing: "deleted",
    writing: "clean",
    waiting: "clean",
  };
  item.resourceUri = decorated(entry.path, state[entry.state] as TrackedState);
  item.iconPath = new vscode.ThemeIcon(
    entry.kind === "metric" || entry.kind === "plot"
      ? "graph-line"
      : entry.nfiles === undefined
        ? "file"
        : "file-directory",
  );
  item.description = describeItem(entry);
  item.contextValue = `item.${entry.state}`;
  return clickable(item);
}

function paramItem({ file, name, value, before }: Of<"param">): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.iconPath = new vscode.ThemeIcon("symbol-parameter", before === undefined ? undefined : yellow);
  item.description = before === undefined ? value : `${before} → ${value}`;
  item.tooltip = `${file}: ${name}`;
  item.contextValue = "param";
  return clickable(item);
}

function faultItem({ fault }: Of<"fault">): vscode.TreeItem {
  const item = new vscode.TreeItem(fault.message);
  item.iconPath =
    fault.severity === "error" ? new vscode.ThemeIcon("error", red) : new vscode.ThemeIcon("warning", yellow);
  const place = fault.file === "" ? "" : `${fault.file}${fault.line === undefined ? "" : `:${fault.line}`}`;
  item.tooltip = [fault.message, place].filter(Boolean).join("\n");
  item.contextValue = "fault";
  return clickable(item);
}

function moreItem({ left, canLoad }: Of<"more">): vscode.TreeItem {
  const item = new vscode.TreeItem(
    canLoad ? vscode.l10n.t("Load {0} more…", formatCount(left)) : vscode.l10n.t("{0} more", formatCount(left)),
  );
  item.contextValue = "more";
  if (canLoad) item.command = { command: "tidemark.dataClicked", title: String(item.label) };
  return item;
}
