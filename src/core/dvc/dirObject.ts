import { ApiError } from "../../shared/apiError";
import { compareText } from "./compareText";
import { jsonText } from "./pythonJson";

/** A file of a folder that is tracked. */
export interface DirEntry {
  readonly md5: string;
  /** Below the folder, `/` between names; never above it. */
  readonly relpath: string;
}

/** The object of a folder as dvc writes it, all ASCII; its md5 with `.dir` behind it is the folder's. The order given does not matter. */
export function writeDirObject(entries: readonly DirEntry[]): string {
  const sorted = isSorted(entries) ? entries : [...entries].sort((a, b) => compareText(a.relpath, b.relpath));
  // one text that grows takes half the time of many that are joined
  let text = "[";
  for (const { md5, relpath } of sorted)
    text += `${text.length > 1 ? ", " : ""}{"md5": "${md5}", "relpath": ${jsonText(relpath)}}`;
  return `${text}]`;
}

/** Folders are walked in order most of the time. */
function isSorted(entries: readonly DirEntry[]): boolean {
  let last = "";
  for (const { relpath } of entries) {
    if (compareText(last, relpath) > 0) return false;
    last = relpath;
  }
  return true;
}

/** Reads what dvc of any age wrote; unknown keys fall away. `name` is what the message calls it. */
export function readDirObject(text: string, name: string): DirEntry[] {
  const read = parsed(text, name);
  if (!Array.isArray(read)) throw rotten(name, "expected a list of files");
  const seen = new Set<string>();
  return (read as unknown[]).map((entry, index) => {
    const { md5, relpath } = fieldsOf(entry);
    if (typeof md5 !== "string" || !/^[0-9a-f]{32}$/.test(md5)) throw rotten(name, `entry ${index} has no md5`);
    if (typeof relpath !== "string") throw rotten(name, `entry ${index} has no relpath`);
    if (!isInside(relpath)) throw rotten(name, `${JSON.stringify(relpath)} is no path inside a folder`);
    if (seen.has(relpath)) throw rotten(name, `${JSON.stringify(relpath)} stands twice`);
    seen.add(relpath);
    return { md5, relpath };
  });
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw rotten(name, "it is not JSON");
  }
}

function fieldsOf(entry: unknown): { readonly md5?: unknown; readonly relpath?: unknown } {
  return typeof entry === "object" && entry !== null ? entry : {};
}

/** A part that is empty, `.` or `..`. */
const leaves = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** What would leave the folder is not a name of something in it. */
export function isInside(relpath: string): boolean {
  return !relpath.includes("\0") && !leaves.test(relpath);
}

function rotten(name: string, why: string): ApiError {
  return new ApiError("INVALID_PARAMETER_VALUE", `The list of a folder's files ${name} cannot be read: ${why}`);
}
