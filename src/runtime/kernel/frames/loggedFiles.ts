import { existsSync, statSync } from "node:fs";

// A prediction log's full file X.jsonl is packed to X.jsonl.gz; X.jsonl goes a moment later, or stays when the process was killed in between.

/** Names of a log's files in their order, each part of the log once: the packed one is whole as soon as it has its name. */
export function loggedOnce(names: readonly string[]): string[] {
  const all = new Set(names);
  return [...all].filter((name) => !all.has(`${name}.gz`)).sort();
}

/** Where that part of the log lies now: it may have been packed since its folder was listed. */
export function whereLogged(path: string): string {
  return !path.endsWith(".gz") && !existsSync(path) && existsSync(`${path}.gz`) ? `${path}.gz` : path;
}

/** All of its rows are older. A packed file was written a moment after its last row. */
export function endsBefore(path: string, from: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.mtimeMs + 1000 < from;
}
