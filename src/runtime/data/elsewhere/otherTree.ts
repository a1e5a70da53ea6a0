import { ApiError } from "../../../shared/apiError";
import { runGit } from "../../kernel/git";
import { openGitObjects } from "../../kernel/gitObjects";

/** A file of git in another repository, or a folder. */
export interface OtherEntry {
  /** From the tree's root. */
  readonly path: string;
  /** A link is a file that says where it leads, as dvc takes it from a commit. */
  readonly kind: "file" | "folder" | "submodule";
  readonly blob: string;
  readonly isExec: boolean;
  /** Bytes. */
  readonly size: number | undefined;
}

/** All files of a state of another repository. */
export interface OtherTree {
  readonly gitDir: string;
  entry(path: string): OtherEntry | undefined;
  /** What lies in a folder, by name. */
  inside(folder: string): readonly OtherEntry[];
  readonly all: Iterable<OtherEntry>;
  /** Undefined where no file is. */
  text(path: string): Promise<string | undefined>;
  close(): void;
}

export async function openTree(gitDir: string, commit: string): Promise<OtherTree> {
  const { code, out, err } = await runGit(gitDir, ["ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit]);
  if (code !== 0) throw new ApiError("INVALID_STATE", `${gitDir}: git ls-tree ${commit}: ${err}`);
  const entries = new Map<string, OtherEntry>([
    ["", { path: "", kind: "folder", blob: commit, isExec: false, size: undefined }],
  ]);
  const folders = new Map<string, OtherEntry[]>([["", []]]);
  for (const line of out.toString("utf8").split("\0")) {
    // a name may have tabs of its own
    const cut = line.indexOf("\t");
    if (cut < 0) continue;
    const entry = entryOf(line.slice(0, cut), line.slice(cut + 1));
    entries.set(entry.path, entry);
    const folder = entry.path.slice(0, Math.max(0, entry.path.lastIndexOf("/")));
    const siblings = folders.get(folder) ?? [];
    folders.set(folder, siblings);
    siblings.push(entry);
  }
  const objects = openGitObjects(gitDir);
  return {
    gitDir,
    entry: (path) => entries.get(path),
    inside: (folder) => folders.get(folder) ?? [],
    all: entries.values(),
    async text(path) {
      const entry = entries.get(path);
      if (entry?.kind !== "file") return undefined;
      const object = await objects.read(entry.blob);
      if (object?.type !== "blob")
        throw new ApiError("INVALID_STATE", `${gitDir}: git cannot read ${path} of ${commit.slice(0, 7)}`);
      return object.bytes.toString("utf8");
    },
    close: () => objects.close(),
  };
}

function entryOf(facts: string, path: string): OtherEntry {
  const [mode = "", type, blob = "", size = ""] = facts.split(/ +/);
  const kind = type === "tree" ? "folder" : type === "commit" ? "submodule" : "file";
  return { path, kind, blob, isExec: mode === "100755", size: /^\d+$/.test(size) ? Number(size) : undefined };
}
