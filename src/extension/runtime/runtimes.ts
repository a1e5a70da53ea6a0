import * as vscode from "vscode";
import { type Change, FolderRuntime } from "./folderRuntime";

export interface FolderChanges {
  readonly runtime: FolderRuntime;
  readonly changes: readonly Change[];
}

/** The runtimes of the window's folders. */
export class Runtimes implements vscode.Disposable {
  private readonly byFolder = new Map<string, FolderRuntime>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly stateChanged = new vscode.EventEmitter<FolderRuntime>();
  private readonly happened = new vscode.EventEmitter<FolderChanges>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeFolders = this.changed.event;
  readonly onDidChangeState = this.stateChanged.event;
  readonly onDidChange = this.happened.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      for (const folder of removed) {
        this.byFolder.get(folder.uri.toString())?.dispose();
        this.byFolder.delete(folder.uri.toString());
      }
      this.changed.fire();
    });
  }

  /** One for each folder on disk. */
  all(): FolderRuntime[] {
    return (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .map((folder) => this.of(folder));
  }

  /** The runtime of the folder that holds a file, or the first. */
  find(uri: vscode.Uri | undefined): FolderRuntime | undefined {
    const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
    return folder?.uri.scheme === "file" ? this.of(folder) : this.all()[0];
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.stateChanged.dispose();
    this.happened.dispose();
    for (const runtime of this.byFolder.values()) runtime.dispose();
  }

  private of(folder: vscode.WorkspaceFolder): FolderRuntime {
    const key = folder.uri.toString();
    let runtime = this.byFolder.get(key);
    if (runtime === undefined) {
      const created = new FolderRuntime(folder, this.context, this.log);
      created.onDidChangeState(() => this.stateChanged.fire(created)); // ends with the folder's own emitter
      created.onDidChange((changes) => this.happened.fire({ runtime: created, changes }));
      this.byFolder.set(key, created);
      runtime = created;
    }
    return runtime;
  }
}
