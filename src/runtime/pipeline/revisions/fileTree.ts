import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { GitObjects } from "../../kernel/gitObjects";
import { codeOf } from "../../kernel/home";

/** The files of a project as they are, or as a commit has them. Paths are from the project's root. */
export interface FileTree {
  /** Undefined where no file is. */
  bytes(path: string): Promise<Buffer | undefined>;
  isFolder(path: string): Promise<boolean>;
  /** Files below a folder, by name. */
  below(folder: string): Promise<readonly string[]>;
  /** dvc.yaml and .dvc files. */
  tracked(): Promise<TrackedFiles>;
}

export interface TrackedFiles {
  readonly pipelineFiles: readonly string[];
  readonly dvcFiles: readonly string[];
}

export function workspaceTree(root: string, find: () => TrackedFiles): FileTree {
  const at = (path: string) => join(root, path);
  return {
    async bytes(path) {
      try {
        return readFileSync(at(path));
      } catch (error) {
        if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(codeOf(error) ?? "")) return undefined;
        throw error;
      }
    },
    isFolder: async (path) => statSync(at(path), { throwIfNoEntry: false })?.isDirectory() === true,
    below: async (folder) =>
      readdirSync(at(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
        .sort(),
    tracked: async () => find(),
  };
}

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly kind: "file" | "folder" | "other";
}

/** Trees of git, each read once however many commits have it. */
export class GitTrees {
  private readonly entries = new Map<string, Promise<readonly Entry[]>>();
  private readonly files = new Map<string, Promise<readonly string[]>>();

  constructor(private readonly objects: GitObjects) {}

  /** A folder of a commit; undefined where the commit does not have it. */
  async open(commit: string, folder: string): Promise<FileTree | undefined> {
    const found = await this.objects.read(`${commit}^{tree}`);
    if (found?.type !== "tree") return undefined;
    const root = await this.find(found.id, folder);
    return root?.kind === "folder" ? this.treeOf(root.id) : undefined;
  }

  private treeOf(root: string): FileTree {
    return {
      bytes: async (path) => {
        const entry = await this.find(root, path);
        return entry?.kind === "file" ? (await this.objects.read(entry.id))?.bytes : undefined;
      },
      isFolder: async (path) => (await this.find(root, path))?.kind === "folder",
      below: async (path) => {
        const entry = await this.find(root, path);
        return entry?.kind === "folder" ? (await this.allFiles(entry.id)).map((each) => join(path, each)) : [];
      },
      tracked: async () => {
        const all = await this.allFiles(root);
        return {
          pipelineFiles: all.filter((path) => /(?:^|\/)dvc\.yaml$/.test(path)),
          dvcFiles: all.filter((path) => /[^/]\.dvc$/.test(path)),
        };
      },
    };
  }

  private async find(root: string, path: string): Promise<Entry | undefined> {
    let entry: Entry | undefined = { name: "", id: root, kind: "folder" };
    for (const name of path.split("/").filter((part) => part !== "" && part !== ".")) {
      if (entry?.kind !== "folder") return undefined;
      const entries: readonly Entry[] = await this.entriesOf(entry.id);
      entry = entries.find((each) => each.name === name);
    }
    return entry;
  }

  private entriesOf(id: string): Promise<readonly Entry[]> {
    let reading = this.entries.get(id);
    if (!reading) {
      reading = this.objects.read(id).then((object) => (object ? readTree(object.bytes, id.length / 2) : []));
      this.entries.set(id, reading);
    }
    return reading;
  }

  private allFiles(id: string): Promise<readonly string[]> {
    let listing = this.files.get(id);
    if (!listing) {
      listing = this.list(id);
      this.files.set(id, listing);
    }
    return listing;
  }

  private async list(id: string): Promise<readonly string[]> {
    const parts = await Promise.all(
      (await this.entriesOf(id)).map(async ({ name, id: inner, kind }) => {
        if (kind === "file") return [name];
        return kind === "folder" ? (await this.allFiles(inner)).map((each) => `${name}/${each}`) : [];
      }),
    );
    return parts.flat();
  }
}

/** `mode name NUL id`, one after another. */
function readTree(bytes: Buffer, idLength: number): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const mode = bytes.subarray(at, space).toString("latin1");
    const id = bytes.subarray(end + 1, end + 1 + idLength).toString("hex");
    const kind = mode === "40000" ? "folder" : mode.startsWith("100") ? "file" : "other";
    entries.push({ name: bytes.subarray(space + 1, end).toString("utf8"), id, kind });
    at = end + 1 + idLength;
  }
  return entries;
}
