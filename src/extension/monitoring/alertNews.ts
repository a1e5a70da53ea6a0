import type * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { loadMonitoring } from "./loadLater";
import type { Monitors } from "./monitors";

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
      await loadMonitoring().newAlert(runtime, this.kept);
    } catch (error) {
      this.looked.delete(runtime); // it is asked again at the next change
      this.log.debug(`alerts: ${String(error)}`);
    }
  }
}
