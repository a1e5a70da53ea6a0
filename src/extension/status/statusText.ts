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

/** The item's text; undefined: it is hidden, since there is no run, pipeline or model. `failed`: that nobody has looked at. */
export function statusText(folders: readonly FolderFacts[], failed: number, words: StatusWords): string | undefined {
  const sum = (key: keyof Counts) => folders.reduce((total, { counts }) => total + (counts?.[key] ?? 0), 0);
  const [runs, running, models] = [sum("runs"), sum("running"), sum("models")];
  if (runs === 0 && models === 0 && !folders.some(({ hasSigns }) => hasSigns)) return undefined;
  const isDown = folders.some(({ state }) => ["failed", "away", "stopped"].includes(state));
  const icon = isDown ? "$(debug-disconnect)" : "$(beaker)";
  const live = [
    ...(running > 0 && !isDown ? [words.running(formatCount(running))] : []),
    ...(failed > 0 ? [words.failed(formatCount(failed))] : []),
  ];
  if (live.length > 0) return `${icon} ${live.join(", ")}`;
  return `${icon} ${runs === 0 ? words.idle : words.runs(formatCount(runs), runs === 1)}`;
}
