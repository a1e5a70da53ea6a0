import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { promisify } from "node:util";
import type { DeploymentStatus } from "../rollout/rollout";

/** How a deployment is doing, of late. */
export async function healthOf(status: DeploymentStatus | undefined, home: string): Promise<Record<string, number>> {
  const pids = [status?.pid ?? 0, ...(status?.variants ?? []).flatMap(({ pid }) => pid ?? [])].filter((pid) => pid > 0);
  const memory = await memoryOf([...new Set(pids)]);
  const { bavail, bsize } = await statfs(home);
  return {
    ...(memory !== undefined && { "memory-mb": memory / 1e6 }),
    "disk-free-gb": (bavail * bsize) / 1e9,
  };
}

const run = promisify(execFile);

/** Bytes that processes have in memory together; undefined where the system does not tell. */
async function memoryOf(pids: readonly number[]): Promise<number | undefined> {
  if (pids.length === 0) return undefined;
  if (process.platform === "linux") return pids.reduce((sum, pid) => sum + residentOf(pid), 0);
  if (process.platform === "win32") return undefined;
  const { stdout } = await run("ps", ["-o", "rss=", "-p", pids.join(",")]).catch(() => ({ stdout: "" }));
  const kilobytes = stdout.split("\n").reduce((sum, line) => sum + (Number(line.trim()) || 0), 0);
  return kilobytes > 0 ? kilobytes * 1024 : undefined;
}

function residentOf(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0; // it ended meanwhile
  }
}
