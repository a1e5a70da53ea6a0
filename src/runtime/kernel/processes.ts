import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf } from "./home";

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return codeOf(error) === "EPERM"; // it runs, but under another user
  }
}

/** Killed, and not yet buried by its parent: it holds nothing any more, yet it can still be signalled. */
function isZombie(pid: number): boolean {
  return fieldsOf(pid)?.[0] === "Z";
}

/** What Linux tells of a process from its third field on; undefined elsewhere. */
function fieldsOf(pid: number): string[] | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // the second field is the program's name in brackets and may hold spaces and brackets
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** A word that differs between two processes that were given the same pid; undefined where the system tells nobody cheaply. */
export function startOf(pid: number): string | undefined {
  const ticks = fieldsOf(pid)?.[19]; // the 22nd of all
  return ticks === undefined ? undefined : `${bootId()}:${ticks}`;
}

/** Where numbers of processes mean the same: in another container or on another machine they are others'. */
export function processPlace(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname(); // no Linux
  }
}

/** Ticks count from the boot, and a pid comes again soon after one. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8);
  } catch {
    return "";
  }
}
