import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { FolderRuns } from "./folderRuns";
import { runsItem, runTooltip } from "./runItems";
import { experimentOf, type MoreNode, type RunsNode } from "./runNodes";

/** Experiments, their runs, and the runs in those; a folder above them where there are several. */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsNode | undefined>();
  private readonly byFolder = new Map<FolderRuntime, FolderRuns>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly asked: (runtime: FolderRuntime, experiments: number) => void,
  ) {}

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (node === undefined) {
      const [first, ...others] = vscode.workspace.isTrusted ? this.runtimes.all() : [];
      if (first === undefined) return [];
      return others.length === 0 ? this.experiments(first) : [first, ...others].map(folderNode);
    }
    if (node.kind === "folder") return this.experiments(node.runtime);
    if (node.kind === "more") return [];
    const runs = await this.of(experimentOf(node).runtime).listRuns(node);
    return node.next === undefined ? runs : [...runs, node.more];
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    return runsItem(node, node.kind === "experiment" && this.of(node.runtime).isFirst(node));
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunsNode): vscode.TreeItem {
    if (node.kind === "run") item.tooltip = runTooltip(node, Date.now());
    return item;
  }

  getParent(node: RunsNode): RunsNode | undefined {
    if (node.kind === "run") return this.of(node.experiment.runtime).parentOf(node);
    return undefined;
  }

  loadMore({ of }: MoreNode): Promise<void> {
    return this.of(experimentOf(of).runtime).loadMore(of);
  }

  of(runtime: FolderRuntime): FolderRuns {
    let runs = this.byFolder.get(runtime);
    if (runs === undefined) {
      runs = new FolderRuns(runtime, (node) => this.changed.fire(node));
      this.byFolder.set(runtime, runs);
    }
    return runs;
  }

  /** Asks for everything anew. */
  refresh(): void {
    for (const runs of this.byFolder.values()) runs.forget();
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async experiments(runtime: FolderRuntime): Promise<RunsNode[]> {
    try {
      const experiments = await this.of(runtime).listExperiments();
      this.asked(runtime, experiments.length);
      return experiments;
    } catch {
      return []; // the runtime's state, which the view shows, says why
    }
  }
}

const folderNodes = new WeakMap<FolderRuntime, RunsNode>();

function folderNode(runtime: FolderRuntime): RunsNode {
  let node = folderNodes.get(runtime);
  if (node === undefined) {
    node = { kind: "folder", runtime };
    folderNodes.set(runtime, node);
  }
  return node;
}
