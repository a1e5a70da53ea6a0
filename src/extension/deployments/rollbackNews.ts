import * as vscode from "vscode";
import type { DeploymentEvent } from "../../shared/deployments";
import { plainText } from "../commands/plainText";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { historyOf } from "./deploymentRequests";
import type { Deployments } from "./deployments";

const keptUnder = "tidemark.rollbacksTold";

/** Says once that a deployment took a variant back by itself, also when that happened while nobody was there. */
export class RollbackNews implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private readonly seen = new Map<string, string>();

  constructor(
    served: Deployments,
    private readonly kept: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = served.onDidChange((runtime) => {
      for (const { name, phase, reason, applied } of served.of(runtime) ?? []) {
        const state = `${applied.at} ${phase} ${reason}`;
        const key = keyOf(runtime, name);
        if (this.seen.get(key) === state) continue; // its requests change several times a second
        this.seen.set(key, state);
        if (phase === "Degraded") void this.look(runtime, name); // logs its own failures
      }
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async look(runtime: FolderRuntime, name: string): Promise<void> {
    const key = keyOf(runtime, name);
    try {
      const event = decision(await historyOf({ runtime, name }));
      if (event?.act !== "rollback")
        this.seen.delete(key); // it is not written down yet
      else if (event.by === undefined && event.at > (this.told()[key] ?? 0)) await this.tellOnce(runtime, name, event);
    } catch (error) {
      this.seen.delete(key); // it is asked again at the next change
      this.log.debug(`deployments: ${String(error)}`);
    }
  }

  private async tellOnce(runtime: FolderRuntime, name: string, event: DeploymentEvent): Promise<void> {
    await this.kept.update(keptUnder, { ...this.told(), [keyOf(runtime, name)]: event.at });
    void this.tell(runtime, name, event); // waits for a person
  }

  private told(): Readonly<Record<string, number>> {
    return this.kept.get<Readonly<Record<string, number>>>(keptUnder, {});
  }

  private async tell(runtime: FolderRuntime, name: string, { reason }: DeploymentEvent): Promise<void> {
    const open = vscode.l10n.t("Open");
    const said = vscode.l10n.t("{0} rolled itself back: {1}", name, plainText(reason));
    if ((await vscode.window.showWarningMessage(said, open)) !== open) return;
    await vscode.commands.executeCommand("tidemark.openDeployment", name, runtime.folder.uri.toString());
  }
}

function keyOf(runtime: FolderRuntime, name: string): string {
  return `${runtime.folder.uri} ${name}`;
}

/** The decision that the deployment is in by. */
function decision(history: readonly DeploymentEvent[]): DeploymentEvent | undefined {
  return history.find(({ act }) => act === "rollback" || act === "start" || act === "promote");
}
