import { relative, sep } from "node:path";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { DvcProject } from "./dvcProjects";

/** By path. One that was known stays the same thing: what is known of it hangs on that. */
export function projectsAt(
  runtime: FolderRuntime,
  roots: Iterable<string>,
  known: ReadonlyMap<string, DvcProject> = new Map(),
): Map<string, DvcProject> {
  const found = new Map<string, DvcProject>();
  for (const root of roots) {
    const path = pathOf(runtime, root);
    found.set(path, known.get(path) ?? { runtime, path, root });
  }
  return found;
}

export function pathOf(runtime: FolderRuntime, root: string): string {
  return relative(runtime.path, root).split(sep).join("/") || ".";
}
