import { access } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import * as vscode from "vscode";
import { runGit } from "../git/runGit";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { pathOf, projectsAt } from "./projectsAt";

/** A folder with `.dvc` in it. */
export interface DvcProject {
  readonly runtime: FolderRuntime;
  /** From the workspace's folder, `/` between names; "." is that folder itself. */
  readonly path: string;
  /** Absolute. */
  readonly root: string;
}

/**
 * The projects of DVC in the window's folders: at their top, those that git knows, and those above files that are opened. No
 * tree is walked for it, and where there is none it costs one look at a name.
 */
export class DvcProjects implements vscode.Disposable {
  private readonly known = new Map<FolderRuntime, Map<string, DvcProject>>();
  private readonly seen = new Set<string>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private looking: Promise<void> | undefined;
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      runtimes.onDidChangeFolders(() => void this.look()), // logs its own failures
      vscode.workspace.onDidOpenTextDocument(({ uri }) => void this.lookAbove(uri)), // answers nothing but what is there
    ];
    void this.look(); // logs its own failures
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** In the order of their paths, the folder itself first. */
  of(runtime: FolderRuntime): DvcProject[] {
    return [...(this.known.get(runtime)?.values() ?? [])].sort((a, b) =>
      a.path === "." || (b.path !== "." && a.path < b.path) ? -1 : 1,
    );
  }

  all(): DvcProject[] {
    return this.runtimes.all().flatMap((runtime) => this.of(runtime));
  }

  /** The innermost one that holds a file. */
  find(uri: vscode.Uri): DvcProject | undefined {
    if (uri.scheme !== "file") return undefined;
    return this.all()
      .filter(({ root }) => uri.fsPath === root || uri.fsPath.startsWith(root + sep))
      .sort((a, b) => b.root.length - a.root.length)[0];
  }

  get(runtime: FolderRuntime, path: string): DvcProject | undefined {
    return this.known.get(runtime)?.get(path);
  }

  /** All of them anew: what is gone goes. */
  look(): Promise<void> {
    this.looking ??= this.lookAnew().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookAnew(): Promise<void> {
    const before = this.keys();
    this.seen.clear();
    for (const runtime of this.runtimes.all()) {
      const roots = new Set(await this.candidates(runtime));
      for (const document of vscode.workspace.textDocuments)
        for (const folder of this.foldersAbove(document.uri, runtime)) roots.add(folder);
      const found: string[] = [];
      for (const root of roots) if (await isProject(root)) found.push(root);
      this.known.set(runtime, projectsAt(runtime, found, this.known.get(runtime)));
    }
    for (const runtime of this.known.keys()) if (!this.runtimes.all().includes(runtime)) this.known.delete(runtime);
    if (this.keys() !== before) this.changed.fire();
  }

  private async candidates(runtime: FolderRuntime): Promise<string[]> {
    try {
      const listed = await runGit(runtime.path, ["ls-files", "-z", "--", ":(glob)**/.dvc/config"]);
      const inGit = (listed ?? "").split("\0").filter((path) => path.endsWith(".dvc/config"));
      return [runtime.path, ...inGit.map((path) => join(runtime.path, dirname(dirname(path))))];
    } catch (error) {
      this.log.debug(`projects of DVC: ${String(error)}`); // there is no git here: the others are found all the same
      return [runtime.path];
    }
  }

  private async lookAbove(uri: vscode.Uri): Promise<void> {
    const runtime = this.runtimes.all().find(({ folder }) => folder === vscode.workspace.getWorkspaceFolder(uri));
    if (runtime === undefined) return;
    let isNew = false;
    for (const folder of this.foldersAbove(uri, runtime)) {
      const found = this.known.get(runtime);
      if (!found || this.seen.has(folder)) continue;
      this.seen.add(folder);
      if (!(await isProject(folder)) || found.has(pathOf(runtime, folder))) continue;
      for (const [path, project] of projectsAt(runtime, [folder])) found.set(path, project);
      isNew = true;
    }
    if (isNew) this.changed.fire();
  }

  private *foldersAbove(uri: vscode.Uri, { path }: FolderRuntime): Iterable<string> {
    if (uri.scheme !== "file" || !uri.fsPath.startsWith(path + sep)) return;
    for (let at = dirname(uri.fsPath); at.length > path.length; at = dirname(at)) yield at;
  }

  private keys(): string {
    return this.all()
      .map(({ root }) => root)
      .join("\n");
  }
}

function isProject(folder: string): Promise<boolean> {
  return access(join(folder, ".dvc", "config")).then(
    () => true,
    () => false,
  );
}
