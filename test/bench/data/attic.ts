import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./contenders";

let last = 0;

/**
 * Moved out of the way rather than deleted: ext4 goes around the places of files that were just deleted, one by one, and who
 * writes next would wait for that.
 */
export function putAway({ scratch }: Machine, folder: string, ...names: string[]): void {
  const attic = join(scratch, "attic");
  mkdirSync(attic, { recursive: true });
  for (const name of names)
    if (existsSync(join(folder, name))) renameSync(join(folder, name), join(attic, `${last++}`));
}
