import * as vscode from "vscode";
import { type Alert, readAlerts } from "../../shared/monitors";
import { plainText } from "../commands/plainText";
import type { FolderRuntime } from "../runtime/folderRuntime";

const keptUnder = "tidemark.alertsTold";
const mostKept = 200;

/** Tells of the alerts that nobody was told of yet. */
export async function newAlert(runtime: FolderRuntime, kept: vscode.Memento): Promise<void> {
  const door = await runtime.joined();
  const { alerts = [] } = (await door?.get("/api/tidemark/v1/alerts", readAlerts)) ?? {};
  const told = kept.get<readonly string[]>(keptUnder, []);
  const fresh = alerts.filter(({ id, acknowledged, quiet }) => !acknowledged && !quiet && !told.includes(id));
  if (fresh.length === 0) return;
  await kept.update(keptUnder, [...told, ...fresh.map(({ id }) => id)].slice(-mostKept));
  void tell(runtime, fresh); // waits for a person
}

/** Several are one message, about the newest. */
async function tell(runtime: FolderRuntime, alerts: readonly Alert[]): Promise<void> {
  const [newest] = [...alerts].sort((a, b) => b.at - a.at);
  if (newest === undefined) return;
  const open = vscode.l10n.t("Open Drift");
  const others = new Set(alerts.map(({ monitor }) => monitor)).size - 1;
  const said = plainText(`${newest.monitor}: ${newest.says}`);
  const all = others === 0 ? said : vscode.l10n.t("{0} (and alerts of other monitors: {1})", said, others);
  if ((await vscode.window.showWarningMessage(all, open)) !== open) return;
  await vscode.commands.executeCommand("tidemark.openDrift", newest.monitor, runtime.folder.uri.toString());
}
