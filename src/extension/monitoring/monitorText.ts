import * as vscode from "vscode";
import type { Health, MonitorState } from "../../shared/monitors";

export function monitorHealthWord(health: Health): string {
  const { t } = vscode.l10n;
  switch (health) {
    case "failing":
      return t("failing");
    case "warning":
      return t("needs a look");
    case "healthy":
      return t("healthy");
    case "unknown":
      return t("not looked at yet");
    default:
      return health satisfies never;
  }
}

/** What a line of a tree says beside the monitor's name. */
export function describeMonitor({ says, fault, health }: MonitorState): string {
  return fault ?? (says === "" ? monitorHealthWord(health) : says);
}
