import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { number, object } from "../../shared/readers";

/** `held`: by a process that lives. `left`: by one that is gone. */
export type LockState = "free" | "held" | "left";

const readOwner = object<{ pid: number }>({ pid: number });

export async function lockState(folder: string): Promise<LockState> {
  const path = join(folder, ".tidemark", "lock");
  try {
    const { pid } = readOwner(JSON.parse(await readFile(path, "utf8")), "lock");
    return isAlive(pid) ? "held" : "left";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "free" : "left";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
