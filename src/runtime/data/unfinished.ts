import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./openRepository";

/** Files that were not whole when their process was killed, and our own that nobody needs any more. */
export function removeUnfinished({ store, ownFolder }: Project): void {
  for (const folder of new Set([store.fresh, join(ownFolder, "new")])) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const pid = Number(/^\.?(\d+)-/.exec(name)?.[1] ?? 0);
      if (pid === process.pid || !isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}
