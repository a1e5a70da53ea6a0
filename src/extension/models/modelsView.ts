import * as vscode from "vscode";
import { tellKey } from "../contextKeys";
import type { Deployments } from "../deployments/deployments";
import type { Change, FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { ModelsNode } from "./modelNodes";
import { ModelsTree } from "./modelsTree";

/** The Models view: the tree, and the welcome that stands for it. Looks at nothing while it is hidden. */
export class ModelsView implements vscode.Disposable {
  readonly tree: ModelsTree;
  readonly view: vscode.TreeView<ModelsNode>;
  private readonly subscriptions: vscode.Disposable[];
  private isStale = false;

  constructor(
    private readonly runtimes: Runtimes,
    served: Deployments,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.tree = new ModelsTree(runtimes, served, () => this.showState());
    this.view = vscode.window.createTreeView("tidemark.models", { treeDataProvider: this.tree, showCollapseAll: true });
    this.subscriptions = [
      this.tree,
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.isStale) this.refresh();
      }),
      runtimes.onDidChangeFolders(() => this.refresh()),
      runtimes.onDidChange(({ runtime, changes }) => void this.follow(runtime, changes)), // logs its own failures
      runtimes.onDidChangeState(({ state }) => {
        if (state === "up") this.refresh();
        this.showState();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  refresh(): void {
    this.isStale = false;
    this.tree.refresh();
  }

  private async follow(runtime: FolderRuntime, changes: readonly Change[]): Promise<void> {
    if (!this.view.visible) {
      this.isStale = true;
      return;
    }
    try {
      await this.tree.of(runtime).follow(changes);
    } catch (error) {
      this.isStale = true;
      this.log.debug(`models: ${String(error)}`); // between a runtime's end and its return; it is read anew then
    }
  }

  /** Which of the view's welcomes stands there when the tree is empty. */
  private showState(): void {
    const all = this.runtimes.all();
    const isEmpty = all.length > 0 && all.every((runtime) => this.tree.of(runtime).count === 0);
    const isUp = all.some(({ state }) => state === "up");
    tellKey("models.state", isEmpty && isUp ? "empty" : "none");
    const isAway = all.some(({ state }) => state === "away");
    this.view.message = isAway ? vscode.l10n.t("The runtime is away. Reconnecting…") : "";
  }
}
