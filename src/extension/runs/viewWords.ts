import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import type { RuntimeState } from "../runtime/folderRuntime";

/** What the view knows of a folder. */
export interface FolderState {
  readonly state: RuntimeState;
  readonly failure: string | undefined;
  /** Undefined: nobody has looked yet. */
  readonly counts: { readonly shown: number; readonly all: number } | undefined;
}

export type Welcome = "none" | "empty" | "hidden" | "stopped" | "failed" | "newer" | "readOnly" | "taken";

/** Which welcome stands there when the tree is empty. */
export function welcomeFor(folders: readonly FolderState[]): Welcome {
  const states = folders.map(({ state }) => state);
  if (states.includes("failed")) return failureKind(folders.find(({ failure }) => failure)?.failure ?? "");
  if (states.includes("stopped")) return "stopped";
  if (!states.includes("up")) return "none";
  const [shown, all] = sumOf(folders);
  if (all > 0) return shown === 0 ? "hidden" : "none";
  return folders.every(({ counts }) => counts !== undefined) ? "empty" : "none";
}

/** Each has a way forward of its own. */
function failureKind(failure: string): Welcome {
  if (/this Tidemark reads/.test(failure)) return "newer";
  if (/\b(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOSPC|EDQUOT)\b/.test(failure)) return "readOnly";
  if (/in use by process|Port \d+ of/i.test(failure)) return "taken";
  return "failed";
}

/** Said above what is there of the runs. */
export function sayAbove(
  folders: readonly FolderState[],
  { filter, isTrusted }: { readonly filter: string; readonly isTrusted: boolean },
): string {
  const { t } = vscode.l10n;
  const states = folders.map(({ state }) => state);
  const [shown, all] = sumOf(folders);
  const said: string[] = [];
  if (states.includes("away")) said.push(t("The runtime is away. Reconnecting…"));
  else if (all > 0 && (states.includes("stopped") || states.includes("failed")))
    said.push(t("The runtime has ended. “Refresh Runs” starts it again."));
  if (!isTrusted && shown > 0) said.push(t("Restricted mode: runs can be looked at, nothing is started or changed."));
  // with nothing to stand above, the welcome says it, which is not there while something is said here
  if (filter !== "" && shown > 0)
    said.push(t("Filter: {0}. Hides {1} of {2} runs.", filter, formatCount(all - shown), formatCount(all)));
  return said.join(" ");
}

function sumOf(folders: readonly FolderState[]): [number, number] {
  const counts = folders.map((folder) => folder.counts ?? { shown: 0, all: 0 });
  return [counts.reduce((sum, { shown }) => sum + shown, 0), counts.reduce((sum, { all }) => sum + all, 0)];
}
