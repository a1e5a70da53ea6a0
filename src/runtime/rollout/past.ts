import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What of a deployment is worth keeping when it is gone. */
const kept = ["history.jsonl", "feedback.jsonl"];

/** A folder of its own for each time that a deployment of this name was deleted. */
export function keepPast(folder: string, past: string): void {
  const target = join(past, new Date().toISOString().replace(/:/g, "-"));
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const file of kept) if (existsSync(join(folder, file))) renameSync(join(folder, file), join(target, file));
  rmSync(folder, { recursive: true, force: true });
}

/** The oldest first. */
export function pastFolders(past: string): string[] {
  if (!existsSync(past)) return [];
  return readdirSync(past)
    .sort()
    .map((each) => join(past, each));
}
