import * as vscode from "vscode";
import type { Deployments } from "../deployments/deployments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { folderNode } from "../tree/folderNode";
import { FolderModels } from "./folderModels";
import { modelsItem } from "./modelItems";
import { type ModelsNode, modelOf } from "./modelNodes";

/** Models, their versions, the run that each came from and who answers with it; a folder above them where there are several. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ModelsNode | undefined>();
  private readonly byFolder = new Map<FolderRuntime, FolderModels>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly served: Deployments,
    private readonly asked: () => void,
  ) {
    this.subscription = served.onDidChange((runtime) => this.byFolder.get(runtime)?.followServed());
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    if (node === undefined) {
      const all = this.runtimes.all();
      const [first, ...others] = all;
      if (first === undefined) return [];
      const found = await Promise.all(all.map((runtime) => this.models(runtime)));
      if (found.every((models) => models.length === 0)) return []; // the view says what to do instead
      return others.length === 0 ? (found[0] ?? []) : all.map(folderNode);
    }
    switch (node.kind) {
      case "folder":
        return this.models(node.runtime);
      case "model":
        return node.versions;
      case "version":
        return [...(await this.of(node.of.runtime).originOf(node)), ...node.serving];
      case "origin":
      case "serving":
        return [];
      default:
        return node satisfies never;
    }
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return modelsItem(node);
  }

  getParent(node: ModelsNode): ModelsNode | undefined {
    if (node.kind === "version" || node.kind === "origin" || node.kind === "serving") return node.of;
    return node.kind === "model" && this.runtimes.all().length > 1 ? folderNode(modelOf(node).runtime) : undefined;
  }

  of(runtime: FolderRuntime): FolderModels {
    let models = this.byFolder.get(runtime);
    if (models === undefined) {
      models = new FolderModels(
        runtime,
        (node) => this.changed.fire(node),
        () => this.served.of(runtime) ?? [],
      );
      this.byFolder.set(runtime, models);
    }
    return models;
  }

  /** Asks for everything anew. */
  refresh(): void {
    for (const models of this.byFolder.values()) models.forget();
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async models(runtime: FolderRuntime): Promise<ModelsNode[]> {
    try {
      return await this.of(runtime).list();
    } catch {
      return []; // the runtime's state, which the view shows, says why
    } finally {
      this.asked();
    }
  }
}
