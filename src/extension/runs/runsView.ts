import * as vscode from "vscode";
import type { Change, FolderRuntime, RuntimeState } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { moreScheme } from "./runItems";
import type { RunsNode } from "./runNodes";
import { RunsTree } from "./runsTree";

/** The Runs view: the tree, the welcome that stands for it, the badge. Looks at nothing while it is hidden. */
export class RunsView implements vscode.Disposable {
  readonly tree: RunsTree;
  readonly view: vscode.TreeView<RunsNode>;
  private readonly subscriptions: vscode.Disposable[];
  private readonly counts = new Map<FolderRuntime, number>();
  private readonly running = new Set<string>();
  private readonly failed = new Set<string>();
  private isStale = false;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.tree = new RunsTree(runtimes, (runtime, count) => this.found(runtime, count));
    this.view = vscode.window.createTreeView("tidemark.runs", {
      treeDataProvider: this.tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.subscriptions = [
      this.tree,
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => (visible ? this.shown() : this.hidden())),
      runtimes.onDidChangeFolders(() => this.tree.refresh()),
      runtimes.onDidChange(({ runtime, changes }) => void this.follow(runtime, changes)), // logs its own failures
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") this.tree.refresh();
        this.showState();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.tree.refresh()),
      vscode.window.registerFileDecorationProvider({
        provideFileDecoration: ({ scheme }) =>
          scheme === moreScheme ? { color: new vscode.ThemeColor("textLink.foreground") } : undefined,
      }),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private async follow(runtime: FolderRuntime, changes: readonly Change[]): Promise<void> {
    this.noteFailures(changes);
    try {
      if (this.view.visible) await this.tree.of(runtime).follow(changes);
      else this.isStale = true;
    } catch (error) {
      this.isStale = true;
      this.log.debug(`runs: ${String(error)}`); // between a runtime's end and its return; it is read anew then
    }
  }

  private found(runtime: FolderRuntime, count: number): void {
    this.counts.set(runtime, count);
    this.showState();
  }

  /** Which of the view's welcomes stands there when the tree is empty. */
  private showState(): void {
    const states = this.runtimes.all().map(({ state }) => state);
    const isEmpty = this.runtimes.all().every((runtime) => this.counts.get(runtime) === 0);
    const state = states.includes("failed")
      ? "failed"
      : states.includes("stopped")
        ? "stopped"
        : isEmpty && states.includes("up")
          ? "empty"
          : "none";
    void vscode.commands.executeCommand("setContext", "tidemark.runs.state", state); // nobody waits for a key
    this.view.message = this.messageFor(states);
  }

  /** Said above what is still there of the runs. */
  private messageFor(states: readonly RuntimeState[]): string {
    if (states.includes("away")) return vscode.l10n.t("The runtime is away. Reconnecting…");
    const hasRuns = [...this.counts.values()].some((count) => count > 0);
    const isDown = states.includes("stopped") || states.includes("failed");
    return hasRuns && isDown ? vscode.l10n.t("The runtime has ended. “Refresh Runs” starts it again.") : "";
  }

  private shown(): void {
    if (this.isStale) this.tree.refresh();
    this.isStale = false;
  }

  /** Who has looked has seen what failed. */
  private hidden(): void {
    this.failed.clear();
    this.showBadge();
  }

  /** Only what was seen running: an import brings old failures, and a new tag on one is no news. */
  private noteFailures(changes: readonly Change[]): void {
    for (const { kind, id, status } of changes) {
      if (kind !== "run") continue;
      if (status === "RUNNING") this.running.add(id);
      else if (this.running.delete(id) && status === "FAILED") this.failed.add(id);
    }
    this.showBadge();
  }

  private showBadge(): void {
    const count = this.failed.size;
    const tooltip = count === 1 ? vscode.l10n.t("1 run failed") : vscode.l10n.t("{0} runs failed", count);
    this.view.badge = count === 0 ? undefined : { value: count, tooltip };
  }
}
