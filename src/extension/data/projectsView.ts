import * as vscode from "vscode";
import { tellKey } from "../contextKeys";
import type { Runtimes } from "../runtime/runtimes";
import { DvcProjects } from "./dvcProjects";
import { loadData } from "./loadData";
import type { DataRoom } from "./room";

/**
 * The Data & Pipeline view. Its tree, the decorations, source control and what commands do are a bundle of their own, loaded
 * for the first project of DVC; without one this is all there is.
 */
export class ProjectsView implements vscode.Disposable {
  readonly projects: DvcProjects;
  readonly view: vscode.TreeView<unknown>;
  private readonly changed = new vscode.EventEmitter<unknown>();
  private readonly subscriptions: vscode.Disposable[];
  private loaded: DataRoom | undefined;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.projects = new DvcProjects(runtimes, log);
    this.view = vscode.window.createTreeView<unknown>("tidemark.data", {
      showCollapseAll: true,
      canSelectMany: true,
      treeDataProvider: {
        onDidChangeTreeData: this.changed.event,
        getChildren: (node) => this.loaded?.tree.getChildren(node as never) ?? [],
        getTreeItem: (node) => this.loaded?.tree.getTreeItem(node as never) ?? new vscode.TreeItem(""),
        getParent: (node) => this.loaded?.tree.getParent(node as never),
      },
    });
    this.subscriptions = [
      this.projects,
      this.view,
      this.changed,
      this.projects.onDidChange(() => this.follow()),
      runtimes.onDidChangeState(() => this.showState()),
    ];
    void this.projects.look().then(() => this.showState()); // logs its own failures
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.loaded?.dispose();
  }

  /** What does the work, loaded when first asked for. */
  room(): DataRoom {
    if (this.loaded === undefined) {
      this.loaded = loadData().openRoom({
        runtimes: this.runtimes,
        projects: this.projects,
        log: this.log,
        view: this.view,
        changed: (node) => this.changed.fire(node),
        told: () => this.showState(),
      });
      this.changed.fire(undefined);
    }
    return this.loaded;
  }

  private follow(): void {
    if (this.projects.all().length > 0) this.room();
    this.showState();
    this.changed.fire(undefined);
  }

  /** Which of the view's welcomes stands there, and what menus may offer. */
  private showState(): void {
    const all = this.projects.all();
    const facts = this.loaded?.facts();
    tellKey("hasDvc", all.length > 0);
    tellKey("hasPipeline", facts?.hasPipeline === true);
    tellKey("isReproducing", facts?.isReproducing === true);
    tellKey("data.state", all.length === 0 ? "none" : "some");
    const isAway = this.runtimes.all().some(({ state }) => state === "away");
    this.view.message = isAway ? vscode.l10n.t("The runtime is away. Reconnecting…") : "";
  }
}
