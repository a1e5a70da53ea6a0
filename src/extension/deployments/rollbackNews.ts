import * as vscode from "vscode";
import type { DeploymentEvent } from "../../shared/deployments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { historyOf } from "./deploymentRequests";
import type { Deployments } from "./deployments";

const keptUnder = "tidemark.rollbacksTold";

/** Says once that a deployment took a variant back by itself, also when that happened while nobody was there. */
export class RollbackNews implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private readonly asking = new Set<string>();

  constructor(
    served: Deployments,
    private readonly kept: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = served.onDidChange((runtime) => {
      for (const { name, phase } of served.of(runtime) ?? []) if (phase === "Degraded") void this.look(runtime, name); // logs its own failures
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async look(runtime: FolderRuntime, name: string): Promise<void> {
    const key = `${runtime.folder.uri} ${name}`;
    if (this.asking.has(key)) return;
    this.asking.add(key);
    try {
      const event = automatic(await historyOf({ runtime, name }));
      if (event === undefined || event.at <= (this.told()[key] ?? 0)) return;
      await this.kept.update(keptUnder, { ...this.told(), [key]: event.at });
      void this.tell(runtime, name, event); // waits for a person
    } catch (error) {
      this.log.debug(`deployments: ${String(error)}`); // it is asked again at the next change
    } finally {
      this.asking.delete(key);
    }
  }

  private told(): Readonly<Record<string, number>> {
    return this.kept.get<Readonly<Record<string, number>>>(keptUnder, {});
  }

  private async tell(runtime: FolderRuntime, name: string, { reason }: DeploymentEvent): Promise<void> {
    const open = vscode.l10n.t("Open");
    const said = vscode.l10n.t("{0} rolled itself back: {1}", name, reason);
    if ((await vscode.window.showWarningMessage(said, open)) !== open) return;
    await vscode.commands.executeCommand("tidemark.openDeployment", name, runtime.folder.uri.toString());
  }
}

/** The decision that the deployment is in by, if no person made it. */
function automatic(history: readonly DeploymentEvent[]): DeploymentEvent | undefined {
  const last = history.find(({ act }) => act === "rollback" || act === "start" || act === "promote");
  return last?.act === "rollback" && last.by === undefined ? last : undefined;
}
