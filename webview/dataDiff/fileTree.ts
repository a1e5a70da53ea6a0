import type { ChangeKind, FileChange } from "../../src/shared/data";

export interface Folder {
  readonly kind: "folder";
  /** With `/` at its end; "" is the root. */
  readonly path: string;
  /** Several where folders hold nothing but the next one: `a/b`. */
  readonly name: string;
  readonly depth: number;
  readonly files: number;
  /** Bytes that it gained or lost; 0 as well where no size is known. */
  readonly moved: number;
}

export interface File {
  readonly kind: "file";
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly change: FileChange;
}

export type Row = Folder | File;

interface Branch {
  readonly path: string;
  readonly name: string;
  readonly folders: Map<string, Branch>;
  readonly changes: FileChange[];
  files: number;
  moved: number;
}

export interface FileTree {
  readonly root: Branch;
  /** Of all folders. */
  readonly folders: readonly string[];
}

export interface Filter {
  /** Words that all stand in the path, in any case. */
  readonly text: string;
  readonly kind: ChangeKind | "all";
}

export function filterChanges(changes: readonly FileChange[], { text, kind }: Filter): readonly FileChange[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && kind === "all") return changes;
  return changes.filter((change) => {
    if (kind !== "all" && change.kind !== kind) return false;
    const path = words.length === 0 ? "" : change.path.toLowerCase();
    return words.every((word) => path.includes(word));
  });
}

/** Undefined where a side's size is not known, as of what is in no cache. */
export function movedBytes({ kind, before, after }: Pick<FileChange, "kind" | "before" | "after">): number | undefined {
  if (kind === "not in cache" || [before, after].some((side) => side && side.size === undefined)) return undefined;
  return (after?.size ?? 0) - (before?.size ?? 0);
}

export function buildTree(changes: readonly FileChange[]): FileTree {
  const root = branch("", "");
  const known = new Map<string, Branch>([["", root]]);
  const folderOf = (path: string): Branch => {
    const found = known.get(path);
    if (found) return found;
    const end = path.lastIndexOf("/", path.length - 2) + 1;
    const above = folderOf(path.slice(0, end));
    const made = branch(path, path.slice(end, -1));
    above.folders.set(made.name, made);
    known.set(path, made);
    return made;
  };
  for (const change of changes) folderOf(change.path.slice(0, change.path.lastIndexOf("/") + 1)).changes.push(change);
  count(known);
  return { root, folders: [...known.keys()].filter(Boolean) };
}

function branch(path: string, name: string): Branch {
  return { path, name, folders: new Map(), changes: [], files: 0, moved: 0 };
}

/** The deepest first, so that each adds up what is complete. */
function count(known: ReadonlyMap<string, Branch>): void {
  const depth = (path: string) => path.split("/").length;
  for (const each of [...known.values()].sort((a, b) => depth(b.path) - depth(a.path))) {
    each.files += each.changes.length;
    for (const change of each.changes) each.moved += movedBytes(change) ?? 0;
    if (each.path === "") continue;
    const above = known.get(each.path.slice(0, each.path.lastIndexOf("/", each.path.length - 2) + 1));
    if (above === undefined) continue;
    above.files += each.files;
    above.moved += each.moved;
  }
}

/** The lines that are seen: folders before files, each by name; of a folder that holds but one folder both in one line. */
export function rowsOf({ root }: FileTree, isOpen: (path: string) => boolean): Row[] {
  const rows: Row[] = [];
  const add = (at: Branch, depth: number): void => {
    for (const [, first] of [...at.folders].sort(([a], [b]) => byName(a, b))) {
      let last = first;
      let name = first.name;
      for (let only = onlyFolder(last); only; only = onlyFolder(last)) {
        last = only;
        name += `/${only.name}`;
      }
      rows.push({ kind: "folder", path: last.path, name, depth, files: last.files, moved: last.moved });
      if (isOpen(last.path)) add(last, depth + 1);
    }
    const names = at.changes.map((change) => ({ change, name: change.path.slice(at.path.length) }));
    names.sort((a, b) => byName(a.name, b.name));
    for (const { change, name } of names) rows.push({ kind: "file", path: change.path, name, depth, change });
  };
  add(root, 0);
  return rows;
}

/** The folders that are open at first: from the top, as many as make no more than so many lines. */
export function openAtFirst({ root }: FileTree, most: number): Set<string> {
  const open = new Set<string>();
  let lines = root.folders.size + root.changes.length;
  const inOrder = ({ folders }: Branch) => [...folders.values()].sort((a, b) => byName(a.name, b.name));
  let level = inOrder(root);
  while (level.length > 0) {
    const next: Branch[] = [];
    for (const each of level) {
      const more = onlyFolder(each) ? 0 : each.folders.size + each.changes.length;
      if (lines + more > most) continue;
      lines += more;
      open.add(each.path);
      next.push(...inOrder(each));
    }
    level = next;
  }
  return open;
}

/** All files in one list, by their paths. */
export function listOf(changes: readonly FileChange[]): Row[] {
  return [...changes]
    .sort((a, b) => byName(a.path, b.path))
    .map((change) => ({ kind: "file", path: change.path, name: change.path, depth: 0, change }));
}

function onlyFolder({ folders, changes }: Branch): Branch | undefined {
  if (folders.size !== 1 || changes.length > 0) return undefined;
  return folders.values().next().value;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
