import { formatCount } from "../../shared/format";
import type { RuntimeState } from "../runtime/folderRuntime";
import type { Counts } from "./countFolder";

/** What the status bar knows of a folder. */
export interface FolderFacts {
  readonly state: RuntimeState;
  /** Of the last look; undefined before the first. */
  readonly counts: Counts | undefined;
  /** There is something of ours, though nobody has counted it yet. */
  readonly hasSigns: boolean;
}

/** Words, handed in because translating is the editor's. */
export interface StatusWords {
  runs(count: string, isOne: boolean): string;
  running(count: string): string;
  failed(count: string): string;
  readonly idle: string;
}

/** What runs, or failed unseen, in a few words; undefined: nothing. */
function liveText(folders: readonly FolderFacts[], failed: number, words: StatusWords): string | undefined {
  const running = folders.reduce((total, { counts }) => total + (counts?.running ?? 0), 0);
  const live = [
    ...(running > 0 && !folders.some(isDown) ? [words.running(formatCount(running))] : []),
    ...(failed > 0 ? [words.failed(formatCount(failed))] : []),
  ];
  return live.length > 0 ? live.join(", ") : undefined;
}

function isDown({ state }: FolderFacts): boolean {
  return ["failed", "away", "stopped"].includes(state);
}

/** Once something is served its health comes first; of runs then only what goes on or went wrong. */
export function withHealth(
  health: string | undefined,
  folders: readonly FolderFacts[],
  failed: number,
  words: StatusWords,
): string | undefined {
  if (health === undefined || folders.some(isDown)) return statusText(folders, failed, words);
  const live = liveText(folders, failed, words);
  return live === undefined ? health : `${health}  $(beaker) ${live}`;
}

/** The item's text; undefined: it is hidden, since there is no run, pipeline or model. `failed`: that nobody has looked at. */
export function statusText(folders: readonly FolderFacts[], failed: number, words: StatusWords): string | undefined {
  const sum = (key: keyof Counts) => folders.reduce((total, { counts }) => total + (counts?.[key] ?? 0), 0);
  const [runs, models] = [sum("runs"), sum("models")];
  if (runs === 0 && models === 0 && !folders.some(({ hasSigns }) => hasSigns)) return undefined;
  const icon = folders.some(isDown) ? "$(debug-disconnect)" : "$(beaker)";
  const live = liveText(folders, failed, words);
  if (live !== undefined) return `${icon} ${live}`;
  return `${icon} ${runs === 0 ? words.idle : words.runs(formatCount(runs), runs === 1)}`;
}
