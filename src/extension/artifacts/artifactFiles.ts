import * as vscode from "vscode";
import { formatBytes } from "../../shared/format";
import { Refused } from "../runtime/door";
import type { Runtimes } from "../runtime/runtimes";
import { type ArtifactAddress, artifactScheme, artifactUri, readArtifactUri } from "./artifactAddress";
import { findArtifact, largestOpened, listArtifacts, readArtifact } from "./artifactStore";

/** What runs logged, as files that the editor opens with whatever it has for them. Nothing can be written. */
export class ArtifactFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  /** When a file that was looked at changed last, as far as it was heard. */
  private readonly changes = new Map<string, number>();

  constructor(private readonly runtimes: Runtimes) {
    this.subscriptions = [
      vscode.workspace.registerFileSystemProvider(artifactScheme, this, { isReadonly: true, isCaseSensitive: true }),
      runtimes.onDidChange(({ runtime, changes }) => {
        for (const { kind, id } of changes) if (kind === "artifact") this.heard(runtime, id);
      }),
    ];
  }

  /** Changes are told of as they come; there is nothing to begin or end. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { runtime, run, path } = this.addressOf(uri);
    const entry = await this.answer(uri, async () => findArtifact(await this.doorOf(runtime), run, path));
    if (entry === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const key = uri.toString();
    if (!this.changes.has(key)) this.changes.set(key, 0);
    return {
      type: entry.is_dir ? vscode.FileType.Directory : vscode.FileType.File,
      ctime: 0,
      mtime: this.changes.get(key) ?? 0,
      size: entry.file_size,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { runtime, run, path } = this.addressOf(uri);
    const files = await this.answer(uri, async () => listArtifacts(await this.doorOf(runtime), run, path));
    return files.map((file) => [
      file.path.slice(file.path.lastIndexOf("/") + 1),
      file.is_dir ? vscode.FileType.Directory : vscode.FileType.File,
    ]);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { runtime, run, path } = this.addressOf(uri);
    return this.answer(uri, async () => {
      const door = await this.doorOf(runtime);
      const entry = await findArtifact(door, run, path);
      if (entry === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      if (entry.is_dir) throw vscode.FileSystemError.FileIsADirectory(uri);
      if (entry.file_size > largestOpened) throw vscode.FileSystemError.Unavailable(tooLarge(path, entry.file_size));
      return readArtifact(door, run, path);
    });
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions(vscode.l10n.t("What a run logged cannot be changed here."));
  }
  writeFile(): never {
    return this.createDirectory();
  }
  delete(): never {
    return this.createDirectory();
  }
  rename(): never {
    return this.createDirectory();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.changed.dispose();
  }

  private heard(runtime: ArtifactAddress["runtime"], id: string): void {
    const found = /^[^/]+\/([^/]+)\/artifacts\/(.+)$/s.exec(id);
    if (!found) return;
    const uri = artifactUri({ runtime, run: found[1] as string, path: found[2] as string });
    // a run may log a hundred thousand; nobody waits for those that were never looked at
    if (!this.changes.has(uri.toString())) return;
    this.changes.set(uri.toString(), Date.now());
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  private addressOf(uri: vscode.Uri): ArtifactAddress {
    const address = readArtifactUri(uri, this.runtimes);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return address;
  }

  private async doorOf(runtime: ArtifactAddress["runtime"]) {
    const door = await runtime.reader();
    if (door === undefined) throw vscode.FileSystemError.Unavailable(vscode.l10n.t("This folder is not trusted."));
    return door;
  }

  private async answer<T>(uri: vscode.Uri, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof vscode.FileSystemError) throw error;
      if (error instanceof Refused && error.status === 404) throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
    }
  }
}

export function tooLarge(path: string, size: number): string {
  return vscode.l10n.t(
    "{0} is {1}; the editor is given files up to {2}. “Save Artifact As…” writes it to disk.",
    path,
    formatBytes(size),
    formatBytes(largestOpened),
  );
}
