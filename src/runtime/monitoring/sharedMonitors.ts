import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Monitor } from "../../core/monitors/monitor";
import { readMonitors } from "../../core/monitors/readMonitors";
import { codeOf } from "../kernel/home";
import { largestSharedFile, sharedFile } from "../kernel/sharedFile";

export interface SharedMonitors {
  readonly monitors: readonly Monitor[];
  /** One line each: file, line, what. */
  readonly faults: readonly string[];
}

const none: SharedMonitors = { monitors: [], faults: [] };

/** `monitors:` of the workspace's tidemark.yaml, read anew when the file is another. While it does not read as YAML, those of before go on. */
export function followMonitors(workspace: string): () => SharedMonitors {
  const path = join(workspace, sharedFile);
  let stamp = "";
  let known = none;
  return () => {
    const now = stampOf(path);
    if (now === stamp) return known;
    stamp = now;
    known = readFile(path, known.monitors);
    return known;
  };
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return codeOf(error) ?? "?";
  }
}

function readFile(path: string, before: readonly Monitor[]): SharedMonitors {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return none;
    const why = error instanceof Error ? error.message : String(error);
    return { monitors: before, faults: [`${sharedFile}: it cannot be read: ${why}`] };
  }
  if (text.length > largestSharedFile)
    return { monitors: before, faults: [`${sharedFile}: larger than ${largestSharedFile} bytes`] };
  if (!/^["']?monitors["']?\s*:/m.test(text)) return none;
  const { monitors, findings } = readMonitors(text);
  const faults = findings.map(({ line, message }) => `${sharedFile}:${line}: ${message}`);
  const isWhole = !findings.some(({ message }) => !message.startsWith("monitors"));
  return { monitors: isWhole ? monitors : before, faults };
}
