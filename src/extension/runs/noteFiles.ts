import * as vscode from "vscode";
import { noteTag } from "../../shared/tags";
import type { RunChoice } from "../commands/runArguments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { fetchRunDetail, setTag } from "./runActs";

const scheme = "tidemark-note";

/** A run's note as a Markdown file: the editor edits it, saving keeps it in the run. */
export class NoteFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly written = new Map<string, number>();

  constructor(private readonly runtimes: Runtimes) {}

  static register(runtimes: Runtimes): vscode.Disposable {
    return vscode.workspace.registerFileSystemProvider(scheme, new NoteFiles(runtimes), { isCaseSensitive: true });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { runtime, id } = this.find(uri);
    const { tags } = await fetchRunDetail(await runtime.door(), id);
    return new TextEncoder().encode(tags.find(({ key }) => key === noteTag)?.value ?? "");
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const { runtime, id } = this.find(uri);
    await setTag(await runtime.door(), id, noteTag, new TextDecoder().decode(content));
    this.written.set(uri.toString(), Date.now());
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: this.written.get(uri.toString()) ?? 0, size: length };
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
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
