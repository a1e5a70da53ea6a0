import * as vscode from "vscode";
import { tellKey } from "../contextKeys";
import type { Change, FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { TrackedTasks } from "../tasks/trackedTasks";
import { moreScheme } from "./runItems";
import type { RunsNode } from "./runNodes";
import { RunsTree } from "./runsTree";
import { ViewState } from "./viewState";
import { sayAbove, welcomeFor } from "./viewWords";

/** Milliseconds after which a look that failed is tried again. */
const pause = 1000;

export interface RunsViewParts {
  readonly runtimes: Runtimes;
  readonly tasks: Pick<TrackedTasks, "findLaunch" | "onDidChange">;
  readonly state: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** The Runs view: the tree, the welcome that stands for it, the badge. Looks at nothing while it is hidden. */
export class RunsView implements vscode.Disposable {
  readonly tree: RunsTree;
  readonly view: vscode.TreeView<RunsNode>;
  readonly state: ViewState;
  private readonly subscriptions: vscode.Disposable[];
  private readonly running = new Set<string>();
  private readonly failed = new Set<string>();
  private readonly failedChanged = new vscode.EventEmitter<void>();
  private isStale = false;
  private again: NodeJS.Timeout | undefined;
  readonly onDidChangeFailed = this.failedChanged.event;

  private readonly runtimes: Runtimes;
  private readonly log: vscode.LogOutputChannel;

  constructor({ runtimes, tasks, state, log }: RunsViewParts) {
    this.runtimes = runtimes;
    this.log = log;
    this.state = new ViewState(state);
    this.tree = new RunsTree(runtimes, this.state, tasks, () => this.showState());
    this.view = vscode.window.createTreeView("tidemark.runs", {
      treeDataProvider: this.tree,
      canSelectMany: true,
    });
    this.subscriptions = [
      this.tree,
      this.view,
      this.state,
      this.failedChanged,
      tasks.onDidChange(() => this.tree.redraw()),
      this.state.onDidChange((what) => (what === "arrangement" ? this.tree.refresh() : this.tree.redraw())),
      this.view.onDidChangeVisibility(({ visible }) => (visible ? this.shown() : this.hidden())),
      runtimes.onDidChangeFolders(() => this.tree.refresh()),
      runtimes.onDidChange(({ runtime, changes }) => void this.follow(runtime, changes)), // logs its own failures
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") this.tree.refresh();
        this.showState();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.tree.refresh();
        this.showState();
      }),
      vscode.window.registerFileDecorationProvider({
        provideFileDecoration: ({ scheme }) =>
          scheme === moreScheme ? { color: new vscode.ThemeColor("textLink.foreground") } : undefined,
      }),
    ];
  }

  /** Runs that failed since somebody looked. */
  get failedCount(): number {
    return this.failed.size;
  }

  dispose(): void {
    clearTimeout(this.again);
    for (const each of this.subscriptions) each.dispose();
  }

  private async follow(runtime: FolderRuntime, changes: readonly Change[]): Promise<void> {
    this.noteFailures(changes);
    try {
      if (!this.view.visible) {
        this.isStale = true;
        return;
      }
      await this.tree.of(runtime).follow(changes);
      this.showState();
    } catch (error) {
      this.log.debug(`runs: ${String(error)}`);
      this.isStale = true;
      this.lookAgain(); // between a runtime's end and its return it is read anew anyway
    }
  }

  /** Which of the view's welcomes stands there when the tree is empty, and what is said above it when it is not. */
  private showState(): void {
    const folders = this.runtimes.all().map((runtime) => ({
      state: runtime.state,
      failure: runtime.failure,
      counts: this.tree.of(runtime).counts,
    }));
    const { isTrusted } = vscode.workspace;
    tellKey("runs.state", welcomeFor(folders));
    this.view.message = sayAbove(folders, { filter: this.state.arrangement.filter, isTrusted });
  }

  private shown(): void {
    if (this.isStale) this.tree.refresh();
    this.isStale = false;
  }

  /** A look that failed is not the last one. */
  private lookAgain(): void {
    clearTimeout(this.again);
    this.again = setTimeout(() => {
      if (this.view.visible && this.isStale) this.shown();
    }, pause);
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
      if (status !== undefined && status !== "FAILED") this.failed.delete(id); // one that was stopped may have called itself failed at first
      if (status === "RUNNING") this.running.add(id);
      else if (this.running.delete(id) && status === "FAILED") this.failed.add(id);
    }
    this.showBadge();
  }

  private showBadge(): void {
    const count = this.failed.size;
    const tooltip = count === 1 ? vscode.l10n.t("1 run failed") : vscode.l10n.t("{0} runs failed", count);
    if ((this.view.badge?.value ?? 0) === count) return;
    this.view.badge = count === 0 ? undefined : { value: count, tooltip };
    this.failedChanged.fire();
  }
}
