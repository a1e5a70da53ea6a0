import * as vscode from "vscode";
import { tellKey } from "../contextKeys";
import type { Monitors } from "../monitoring/monitors";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { DeploymentsNode } from "./deploymentNodes";
import type { Deployments } from "./deployments";
import { DeploymentsTree } from "./deploymentsTree";
import { healthOf } from "./rolloutFacts";

/** The Deployments & Health view: the tree, the welcome that stands for it, and how many deployments need a look. */
export class DeploymentsView implements vscode.Disposable {
  readonly tree: DeploymentsTree;
  readonly view: vscode.TreeView<DeploymentsNode>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runtimes: Runtimes,
    readonly served: Deployments,
    private readonly monitors: Monitors,
  ) {
    this.tree = new DeploymentsTree(runtimes, served, monitors);
    this.view = vscode.window.createTreeView("tidemark.deployments", {
      treeDataProvider: this.tree,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.tree,
      this.view,
      served.onDidChange(() => this.showState()),
      monitors.onDidChange(() => this.showState()),
      runtimes.onDidChangeState(() => this.showState()),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  async refresh(): Promise<void> {
    const all = this.runtimes.all();
    await Promise.all(all.flatMap((runtime) => [this.served.look(runtime), this.monitors.look(runtime)]));
  }

  /** Puts the cursor on a deployment that has just come, if the view is there to be looked at. */
  async reveal(runtime: FolderRuntime, name: string): Promise<void> {
    await this.served.look(runtime);
    const node = this.tree.find(runtime, name);
    if (node) await this.view.reveal(node, { select: true, focus: false, expand: true });
  }

  private showState(): void {
    const all = this.runtimes.all();
    const isUp = all.some(({ state }) => state === "up");
    const isEmpty = all.every((runtime) => this.served.of(runtime)?.length === 0) && this.monitors.all().length === 0;
    tellKey("deployments.state", isEmpty && isUp ? "empty" : "none");
    const isAway = all.some(({ state }) => state === "away");
    const [fault = ""] = this.monitors.faults();
    this.view.message = isAway ? vscode.l10n.t("The runtime is away. Reconnecting…") : fault;
    const troubled = this.served
      .all()
      .filter(({ deployment }) => ["down", "degraded", "trouble"].includes(healthOf(deployment))).length;
    const alarmed = this.monitors.all().filter(({ monitor }) => monitor.open > 0).length;
    this.view.badge =
      troubled + alarmed === 0 ? undefined : { value: troubled + alarmed, tooltip: badgeText(troubled, alarmed) };
  }
}

function badgeText(troubled: number, alarmed: number): string {
  const { t } = vscode.l10n;
  return [
    ...(troubled === 1 ? [t("1 deployment needs a look")] : []),
    ...(troubled > 1 ? [t("{0} deployments need a look", troubled)] : []),
    ...(alarmed === 1 ? [t("1 monitor has an alert")] : []),
    ...(alarmed > 1 ? [t("{0} monitors have alerts", alarmed)] : []),
  ].join(", ");
}
