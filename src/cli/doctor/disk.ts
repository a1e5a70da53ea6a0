import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { formatBytes, formatDuration } from "../../shared/format";
import { type Finding, good, problem, warning } from "./finding";

const rounds = 15;
const slowSync = 25;

/** How long the disk takes to say that a small write is safe: what every acknowledged batch waits for at least. */
export function checkSyncSpeed(workspace: string, now: () => number = () => performance.now()): Finding {
  const path = join(workspace, `.tidemark-doctor-${process.pid}`);
  try {
    const times = measureSyncs(path, now);
    const median = times[times.length >> 1] ?? 0;
    const says = `a synced write takes ${formatDuration(median)} (slowest of ${rounds}: ${formatDuration(times.at(-1) ?? 0)})`;
    return median <= slowSync
      ? good("disk", says)
      : warning("disk", says, "keep the workspace on a local SSD, or log in batches (mlflow.log_metrics)");
  } catch (error) {
    return problem(
      "disk",
      `cannot write here: ${messageOf(error)}`,
      "runs cannot be kept in this folder; choose another",
    );
  }
}

/** In ascending order, in milliseconds. */
function measureSyncs(path: string, now: () => number): number[] {
  const file = openSync(path, "w", 0o600);
  try {
    const block = Buffer.alloc(4096, 1);
    const times = Array.from({ length: rounds }, () => {
      const start = now();
      writeSync(file, block);
      fdatasyncSync(file);
      return now() - start;
    });
    return times.sort((a, b) => a - b);
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}

/** `f_type` of statfs(2) on Linux, for what is not a disk of this machine. */
const networkKinds: Readonly<Record<number, string>> = {
  26985: "NFS",
  20859: "SMB",
  4283649346: "CIFS",
  4266872130: "SMB",
  16914839: "9p",
  12805120: "Ceph",
  1397113167: "AFS",
  1702057286: "FUSE",
};

export function checkMount(workspace: string): Finding {
  const kind = process.platform === "linux" ? networkKinds[statfsSync(workspace).type >>> 0] : undefined;
  if (kind === undefined) return good("mount", "a local folder, as far as the system says");
  return warning(
    "mount",
    `the folder is on ${kind}`,
    "such mounts can lose synced writes and locks; keep the workspace on a local disk and sync it elsewhere",
  );
}

const leastSpace = 1e9;
const noSpace = 5e7;

export function checkSpace(workspace: string): Finding {
  const { bavail, bsize } = statfsSync(workspace);
  const free = bavail * bsize;
  const says = `${formatBytes(free)} free`;
  if (free >= leastSpace) return good("space", says);
  const advice = "`tidemark gc` gives back what deleted runs take";
  return free < noSpace ? problem("space", says, advice) : warning("space", says, advice);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
