import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const requirements = join(rootAbove(__dirname), "test/interop/requirements.txt");

/** This file is bundled into tests that lie at different depths. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

/**
 * The Python with real MLflow in it, made on first use and kept for later runs. Without python3 the tests of `context`
 * are skipped and say so, but on CI that is a failure: nothing may be skipped there.
 */
export async function pythonOrSkip(context: Mocha.Context, list = requirements): Promise<string> {
  context.timeout(15 * 60_000); // the first time, pip fetches some hundred megabytes
  try {
    return await makePython(list);
  } catch (error) {
    if (process.env.CI) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const why = missing ? "no python3" : `no Python environment (${firstLine(error)})`;
    process.stdout.write(`    skipped: ${why}\n`);
    return context.skip();
  }
}

const made = new Map<string, Promise<string>>();

/** Once a process and list; two processes at once both build one and the first to finish is kept. */
export function makePython(list = requirements): Promise<string> {
  const found = made.get(list) ?? findOrMake(list);
  made.set(list, found);
  return found;
}

async function findOrMake(list: string): Promise<string> {
  const { stdout: version } = await run("python3", ["-c", "import sys; print(sys.version)"]);
  const key = createHash("sha256").update(version).update(readFileSync(list)).digest("hex").slice(0, 16);
  const home = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tidemark-tests");
  const place = join(home, `venv-${key}`);
  if (existsSync(place)) return pythonIn(place);

  mkdirSync(home, { recursive: true });
  const growing = `${place}.${process.pid}.${Date.now()}`;
  try {
    await run("python3", ["-m", "venv", growing]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", list];
    await run(pythonIn(growing), pip, { maxBuffer: 64 * 1024 * 1024 });
    // scripts in bin/ keep the old path in their first line; `python -m …` is what tests use
    if (!existsSync(place)) renameSync(growing, place);
  } finally {
    rmSync(growing, { recursive: true, force: true });
  }
  return pythonIn(place);
}

function pythonIn(place: string): string {
  return process.platform === "win32" ? join(place, "Scripts/python.exe") : join(place, "bin/python");
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
