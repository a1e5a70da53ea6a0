import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { orderedJson } from "../../../core/dvc/orderedJson";
import { jsonValues } from "../../../core/dvc/pipeline/files/jsonValues";
import type { Value } from "../../../core/dvc/values";
import type { StateData } from "./experimentState";

/** What commits say, which never changes: a line each, found by the commit's id. */
export interface StateCache {
  find(commit: string): StateData | undefined;
  put(data: StateData): void;
  /** Writes what is new. */
  save(): void;
}

const formatVersion = 2;
const head = `{"tidemark experiments": ${formatVersion}}\n`;
/** Bytes from which on commits that nobody asked for are forgotten. */
const large = 64 * 1024 * 1024;

export function openStateCache(ownFolder: string): StateCache {
  const path = join(ownFolder, "experiments.jsonl");
  const lines = readLines(path);
  const isFresh = lines.size === 0;
  const used = new Map<string, string>();
  const added: string[] = [];
  return {
    find(commit) {
      const line = lines.get(commit);
      if (line === undefined) return undefined;
      used.set(commit, line);
      return jsonValues(line.slice(line.indexOf(" ") + 1)) as unknown as StateData;
    },
    put(data) {
      // Python's JSON tells 1.0 from 1, and integers keep their digits
      const line = `${data.rev} ${orderedJson(data as unknown as Value)}\n`;
      used.set(data.rev, line);
      added.push(line);
    },
    save() {
      if (added.length === 0) return;
      mkdirSync(dirname(path), { recursive: true });
      const size = [...lines.values()].reduce((sum, line) => sum + line.length, 0);
      if (!isFresh && size < large) return appendFileSync(path, added.join(""));
      const fresh = `${path}.${process.pid}`;
      writeFileSync(fresh, head + [...used.values()].join(""));
      renameSync(fresh, path);
    },
  };
}

function readLines(path: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return new Map(); // none yet
  }
  if (!text.startsWith(head)) return new Map(); // of another version
  const lines = new Map<string, string>();
  // a last line without an end was torn
  for (const line of text.slice(head.length).split(/(?<=\n)/))
    if (line.endsWith("}\n")) lines.set(line.slice(0, line.indexOf(" ")), line);
  return lines;
}
