import * as vscode from "vscode";
import { type Alert, readAlerts } from "../../shared/monitors";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Monitors } from "./monitors";

const keptUnder = "tidemark.alertsTold";
const mostKept = 200;

/** Says once what a monitor that the user set up found, also when that was while nobody was there. */
export class AlertNews implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private readonly looked = new Map<FolderRuntime, string>();

  constructor(
    private readonly monitors: Monitors,
    private readonly kept: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = monitors.onDidChange((runtime) => void this.look(runtime)); // logs its own failures
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async look(runtime: FolderRuntime): Promise<void> {
    const state = JSON.stringify(this.monitors.of(runtime).map(({ name, open }) => [name, open]));
    if (this.looked.get(runtime) === state) return;
    this.looked.set(runtime, state);
    if (this.monitors.of(runtime).every(({ open }) => open === 0)) return;
    try {
      const door = await runtime.joined();
      const { alerts = [] } = (await door?.get("/api/tidemark/v1/alerts", readAlerts)) ?? {};
      const told = this.kept.get<readonly string[]>(keptUnder, []);
      const fresh = alerts.filter(({ id, acknowledged, quiet }) => !acknowledged && !quiet && !told.includes(id));
      if (fresh.length === 0) return;
      await this.kept.update(keptUnder, [...told, ...fresh.map(({ id }) => id)].slice(-mostKept));
      void this.tell(runtime, fresh); // waits for a person
    } catch (error) {
      this.looked.delete(runtime); // it is asked again at the next change
      this.log.debug(`alerts: ${String(error)}`);
    }
  }

  /** Several are one message, about the newest. */
  private async tell(runtime: FolderRuntime, alerts: readonly Alert[]): Promise<void> {
    const [newest] = [...alerts].sort((a, b) => b.at - a.at);
    if (newest === undefined) return;
    const open = vscode.l10n.t("Open Drift");
    const others = new Set(alerts.map(({ monitor }) => monitor)).size - 1;
    const said = `${newest.monitor}: ${newest.says}`;
    const all = others === 0 ? said : vscode.l10n.t("{0} ({1} other monitors have alerts too)", said, others);
    if ((await vscode.window.showWarningMessage(all, open)) !== open) return;
    await vscode.commands.executeCommand("tidemark.openDrift", newest.monitor, runtime.folder.uri.toString());
  }
}
