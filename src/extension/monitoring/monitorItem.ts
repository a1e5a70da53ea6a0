import * as vscode from "vscode";
import type { Health, MonitorState } from "../../shared/monitors";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { describeMonitor, monitorHealthWord } from "./monitorText";

/** A line of the Deployments & Health view. */
export interface MonitorNode {
  readonly kind: "monitor";
  readonly runtime: FolderRuntime;
  monitor: MonitorState;
}

export function idOfMonitor({ runtime, monitor }: Pick<MonitorNode, "runtime" | "monitor">): string {
  return `${runtime.folder.uri}#monitor/${monitor.name}`;
}

export function monitorItem(node: MonitorNode): vscode.TreeItem {
  const { monitor } = node;
  const item = new vscode.TreeItem(monitor.name);
  item.id = idOfMonitor(node);
  item.description = describeMonitor(monitor);
  const next =
    monitor.nextAt === undefined ? "" : vscode.l10n.t("next look {0}", new Date(monitor.nextAt).toLocaleString());
  const target = monitor.target.kind === "data" ? vscode.l10n.t("Watches {0}", monitor.target.name) : "";
  item.tooltip = [`${monitor.name}: ${monitorHealthWord(monitor.health)}`, item.description, target, next]
    .filter(Boolean)
    .join("\n");
  item.iconPath =
    monitor.fault === undefined
      ? iconOf(monitor.health)
      : new vscode.ThemeIcon("question", new vscode.ThemeColor("tidemark.mutedIcon"));
  item.contextValue = `monitor.${monitor.health}${monitor.open > 0 ? ".open" : ""}`;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Monitor {0}, {1}, {2}", monitor.name, monitorHealthWord(monitor.health), item.description),
  };
  return item;
}

function iconOf(health: Health): vscode.ThemeIcon {
  switch (health) {
    case "failing":
      return new vscode.ThemeIcon("warning", new vscode.ThemeColor("charts.yellow"));
    case "warning":
    case "healthy":
    case "unknown":
      return new vscode.ThemeIcon("pulse");
    default:
      return health satisfies never;
  }
}
