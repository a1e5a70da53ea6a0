import { list, object, optional, type Reader, string } from "../../shared/readers";
import type { RunsNode } from "../runs/runNodes";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

/** Runs of one folder, whoever named them. */
export interface RunChoice {
  readonly runtime: FolderRuntime;
  readonly ids: readonly string[];
}

/** What a page's menu hands over: `data-vscode-context`. */
const readContext = object<{ tidemarkRuns: string[] }>({ tidemarkRuns: list(string) });
const readOptionalContext = object<{ tidemarkRuns?: string[] }>({
  tidemarkRuns: optional(list(string)) as Reader<string[]>,
});
const readMenuFolder = object<{ tidemarkFolder?: string }>({ tidemarkFolder: optional(string) as Reader<string> });

/**
 * The runs that a command's arguments name: lines of the tree (the clicked one, then all that are selected), a page's
 * menu, or an id or list of ids from a page, which adds its folder. Undefined: none are named, so the user is asked.
 */
export function runsIn(args: readonly unknown[], runtimes: Runtimes): RunChoice | undefined {
  const [first, second, ...others] = args;
  const runtime = folderIn(args, runtimes);
  if (isRunsNode(first) || (first === undefined && isNodes(second))) {
    const selected = isNodes(second) ? second : [];
    const nodes = first !== undefined && !selected.includes(first) ? [first] : selected;
    const runs = nodes.filter((node) => node.kind === "run");
    const owner = runs[0]?.group.runtime;
    const ids = runs.filter(({ group }) => group.runtime === owner).map(({ run }) => run.id);
    return owner && ids.length > 0 ? { runtime: owner, ids } : undefined;
  }
  if (runtime === undefined) return undefined;
  if (isContext(first)) return { runtime, ids: readContext(first, "context").tidemarkRuns };
  if (Array.isArray(first)) return first.length > 0 ? { runtime, ids: list(string)(first, "runs") } : undefined;
  if (typeof first === "string" && !isFolder(first)) return { runtime, ids: [first] };
  return others.length > 0 ? runsIn(others, runtimes) : undefined;
}

/** The folder that a page adds to what it asks for, if it is still open; the first where none is named. */
export function folderIn(args: readonly unknown[], runtimes: Runtimes): FolderRuntime | undefined {
  const uri = args.find((arg): arg is string => typeof arg === "string" && isFolder(arg)) ?? folderOfMenu(args[0]);
  const all = runtimes.all();
  return uri === undefined ? all[0] : all.find(({ folder }) => folder.uri.toString() === uri);
}

/** A page's menu says which folder the page is about. */
function folderOfMenu(context: unknown): string | undefined {
  if (typeof context !== "object" || context === null || Array.isArray(context)) return undefined;
  return readMenuFolder(context, "context").tidemarkFolder;
}

function isFolder(text: string): boolean {
  return text.startsWith("file://"); // file://server/share as well
}

export function isRunsNode(value: unknown): value is RunsNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    ["run", "group", "folder", "more"].includes(String(value.kind))
  );
}

function isNodes(value: unknown): value is RunsNode[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRunsNode);
}

function isContext(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    readOptionalContext(value, "").tidemarkRuns !== undefined
  );
}
