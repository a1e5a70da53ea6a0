import * as vscode from "vscode";
import { noteTag } from "../../shared/tags";
import type { RunChoice } from "../commands/runArguments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { createNoteTimes } from "./noteTimes";
import { fetchRunDetail, setTag } from "./runActs";

const scheme = "tidemark-note";

/** A run's note as a Markdown file: the editor edits it, saving keeps it in the run. */
export class NoteFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly times = createNoteTimes(Date.now);
  private readonly watched = new Set<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly runtimes: Runtimes) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true }),
      runtimes.onDidChange(({ runtime, changes }) => {
        const ids = new Set(changes.filter(({ kind }) => kind === "run" || kind === "all").map(({ id }) => id));
        for (const uri of this.watched) void this.follow(uri, runtime, ids); // a note that is gone says so when it is asked for
      }),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.textOf(uri));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (!vscode.workspace.isTrusted)
      throw vscode.FileSystemError.NoPermissions(vscode.l10n.t("This folder is not trusted."));
    const { runtime, id } = this.find(uri);
    const text = new TextDecoder().decode(content);
    await setTag(await runtime.door(), id, noteTag, text);
    this.times.see(uri.toString(), text);
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: this.times.of(uri.toString()) ?? 0, size: length };
  }

  /** The editor watches what is open in it. */
  watch(uri: vscode.Uri): vscode.Disposable {
    this.watched.add(uri);
    return new vscode.Disposable(() => this.watched.delete(uri));
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  private async textOf(uri: vscode.Uri): Promise<string> {
    const { runtime, id } = this.find(uri);
    const { tags } = await fetchRunDetail(await runtime.door(), id);
    const text = tags.find(({ key }) => key === noteTag)?.value ?? "";
    this.times.see(uri.toString(), text);
    return text;
  }

  /** Tells of a note that somebody else has changed: a page, another window, a script. */
  private async follow(uri: vscode.Uri, runtime: FolderRuntime, ids: ReadonlySet<string>): Promise<void> {
    try {
      const note = this.find(uri);
      if (note.runtime !== runtime || !(ids.has(note.id) || ids.has(""))) return;
      const before = this.times.of(uri.toString());
      await this.textOf(uri);
      if (this.times.of(uri.toString()) !== before) this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    } catch {
      return; // the folder or the run is gone: the editor hears of it when it reads or saves
    }
  }

  private find(uri: vscode.Uri): { runtime: FolderRuntime; id: string } {
    const query = new URLSearchParams(uri.query);
    const runtime = this.runtimes.all().find(({ folder }) => folder.uri.toString() === query.get("folder"));
    if (runtime === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { runtime, id: query.get("run") ?? "" };
  }
}

export async function editNote({ runtime, ids: [id = ""] }: RunChoice): Promise<void> {
  const { name } = await fetchRunDetail(await runtime.door(), id);
  const title = vscode.l10n.t("Note of {0}", name).replaceAll(/[\\/?#]/g, "-");
  const query = new URLSearchParams({ run: id, folder: runtime.folder.uri.toString() });
  const uri = vscode.Uri.from({ scheme, path: `/${title}.md`, query: query.toString() });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}
