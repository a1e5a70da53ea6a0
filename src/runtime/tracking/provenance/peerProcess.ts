import { readdir, readFile, readlink } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";

/** The program at the other end of a connection on this machine. */
export interface PeerProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The interpreter as it was called, not what its links lead to: that is where its packages are. */
  readonly executable: string;
}

const mostProcesses = 2000;

/** Linux alone tells; elsewhere, and for processes of other users, there is no answer. */
export async function findPeerProcess(port: number, ownPort?: number): Promise<PeerProcess | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const inode = await inodeOf(port, ownPort);
    const pid = inode === undefined ? undefined : await holderOf(inode);
    return pid === undefined ? undefined : await describe(pid);
  } catch {
    return undefined; // it ended meanwhile, or is not ours to look at
  }
}

/** The socket whose own end is that port, from the kernel's tables. */
async function inodeOf(port: number, remotePort: number | undefined): Promise<string | undefined> {
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const text = await readFile(table, "utf8").catch(() => "");
    const found = socketIn(text, port, remotePort);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function socketIn(table: string, port: number, remotePort?: number): string | undefined {
  const mine = `:${hex(port)}`;
  const theirs = remotePort === undefined ? "" : `:${hex(remotePort)}`;
  for (const line of table.split("\n")) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
    // 01: established
    if (state === "01" && local?.endsWith(mine) && remote?.endsWith(theirs) && inode !== "0") return inode;
  }
  return undefined;
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

/** Newest processes first: who talks to us now was mostly started lately. */
async function holderOf(inode: string): Promise<number | undefined> {
  const wanted = `socket:[${inode}]`;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  pids.sort((a, b) => b - a);
  for (const pid of pids.slice(0, mostProcesses)) {
    if (pid === process.pid) continue;
    const folder = `/proc/${pid}/fd`;
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if ((await readlink(join(folder, name)).catch(() => "")) === wanted) return pid;
  }
  return undefined;
}

async function describe(pid: number): Promise<PeerProcess> {
  const [command, cwd, exe, environment] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, "utf8"),
    readlink(`/proc/${pid}/cwd`),
    readlink(`/proc/${pid}/exe`),
    readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""),
  ]);
  const argv = command.split("\0");
  if (argv.at(-1) === "") argv.pop();
  return { pid, argv, cwd, executable: calledAs(argv[0] ?? "", cwd, exe, prefixOf(environment)) };
}

/** Of all that stands in the environment only where the interpreter's own packages are. */
function prefixOf(environment: string): string | undefined {
  for (const name of ["VIRTUAL_ENV=", "CONDA_PREFIX="]) {
    const found = environment.split("\0").find((each) => each.startsWith(name));
    if (found !== undefined && found.length > name.length) return found.slice(name.length);
  }
  return undefined;
}

function calledAs(name: string, cwd: string, exe: string, prefix: string | undefined): string {
  if (isAbsolute(name)) return name;
  if (name.includes("/")) return resolve(cwd, name);
  return prefix === undefined ? exe : join(prefix, "bin", "python");
}
