import * as vscode from "vscode";
import { launchTag } from "../../shared/launch";
import type { RunSummary } from "../../shared/runs";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { TrackedTasks } from "../tasks/trackedTasks";
import { folderNode } from "../tree/folderNode";
import { isNested } from "./arrangement";
import { FolderRuns } from "./folderRuns";
import { type ItemFacts, runsItem, runTooltip } from "./runItems";
import { groupOf, type MoreNode, type RunNode, type RunsNode } from "./runNodes";
import { tagOf } from "./runText";
import type { ViewState } from "./viewState";

/** Experiments, their runs, and the runs in those; a folder above them where there are several. */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsNode | undefined>();
  private readonly byFolder = new Map<FolderRuntime, FolderRuns>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly state: ViewState,
    private readonly tasks: Pick<TrackedTasks, "findLaunch">,
    private readonly asked: (runtime: FolderRuntime) => void,
  ) {}

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (node === undefined) {
      const [first, ...others] = this.runtimes.all();
      if (first === undefined) return [];
      return others.length === 0 ? this.groups(first) : this.folders([first, ...others]);
    }
    if (node.kind === "folder") return this.groups(node.runtime);
    if (node.kind === "more") return [];
    const runs = await this.of(groupOf(node).runtime).listRuns(node);
    return node.next === undefined ? runs : [...runs, node.more];
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    return runsItem(node, this.factsOf(node));
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunsNode): vscode.TreeItem {
    if (node.kind === "run") item.tooltip = runTooltip(node, Date.now());
    return item;
  }

  getParent(node: RunsNode): RunsNode | undefined {
    if (node.kind === "run") return this.of(node.group.runtime).parentOf(node);
    if (node.kind === "more") return node.of;
    return node.kind === "group" && this.runtimes.all().length > 1 ? folderNode(node.runtime) : undefined;
  }

  loadMore({ of }: MoreNode): Promise<void> {
    return this.of(groupOf(of).runtime).loadMore(of);
  }

  /** The line of a run, if the tree has come to it. */
  findRun(id: string): RunNode | undefined {
    for (const runs of this.byFolder.values()) {
      const node = runs.findRun(id);
      if (node) return node;
    }
    return undefined;
  }

  of(runtime: FolderRuntime): FolderRuns {
    let runs = this.byFolder.get(runtime);
    if (runs === undefined) {
      runs = new FolderRuns(
        runtime,
        () => this.state.arrangement,
        (node) => this.changed.fire(node),
      );
      this.byFolder.set(runtime, runs);
    }
    return runs;
  }

  /** Asks for everything anew. */
  refresh(): void {
    for (const runs of this.byFolder.values()) runs.forget();
    this.changed.fire(undefined);
  }

  /** Draws again what is here. */
  redraw(): void {
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private factsOf(node: RunsNode): ItemFacts {
    return {
      isFirst: node.kind === "group" && this.of(node.runtime).isFirst(node),
      isNested: isNested(this.state.arrangement),
      isBaseline: node.kind === "run" && this.state.baselineOf(node.group.runtime) === node.run.id,
      isOurs: node.kind === "run" && this.isOurs(node.run),
    };
  }

  private isOurs(run: RunSummary): boolean {
    const launch = run.status === "RUNNING" ? tagOf(run, launchTag) : undefined;
    return launch !== undefined && this.tasks.findLaunch(launch) !== undefined;
  }

  /** Nothing at all where no folder has a run, so that the view says what to do instead. */
  private async folders(runtimes: readonly FolderRuntime[]): Promise<RunsNode[]> {
    const found = await Promise.all(runtimes.map((runtime) => this.groups(runtime)));
    return found.every((groups) => groups.length === 0) ? [] : runtimes.map(folderNode);
  }

  private async groups(runtime: FolderRuntime): Promise<RunsNode[]> {
    try {
      if ((await runtime.reader()) === undefined) return []; // nothing may be started, and nothing runs
      const groups = await this.of(runtime).listGroups();
      this.asked(runtime);
      return groups;
    } catch {
      return []; // the runtime's state, which the view shows, says why
    }
  }
}
