import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { spdlogStandIn, watchdogStandIn } from "./standIns";

const run = promisify(execFile);

/** VS Code's server with its web client, and the Node that it wants. */
export interface Code {
  readonly node: string;
  readonly server: string;
}

/** Named exactly: under Node 20 npm would resolve `code-server@4` to a VS Code that is a year older. */
const codeServer = "code-server@4.139.1";
const node = `node-${process.platform}-${process.arch}`;
/** Grows when the recipe below changes, so that an old result is not taken for a new one. */
const recipe = 1;

/** Compiled at install time or of use only to agents and Windows; VS Code runs without. */
const unwanted =
  /^(@devcontainers\/cli|@github\/copilot-sdk|@microsoft\/mxc-sdk|@vscode\/(copilot-api|sqlite3|windows-.*|sandbox-runtime)|kerberos|ssh2|zod|tar|detect-libc|node-addon-api)$/;

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tidemark-tests");
}

export function canInstallCode(): boolean {
  return process.platform === "linux" && ["x64", "arm64"].includes(process.arch);
}

/** The cached VS Code built from npm packages; the first call takes half a minute and 540 MB. */
export async function installCode(say: (line: string) => void): Promise<Code> {
  const place = join(cacheFolder(), `${codeServer}-${node}-${recipe}`);
  if (!existsSync(place)) {
    say(`installing VS Code from npm (${codeServer}) into ${place}`);
    await mkdir(cacheFolder(), { recursive: true });
    const part = await mkdtemp(join(cacheFolder(), "part-"));
    try {
      await Promise.all([installNode(part), installServer(part)]);
      await renameUnlessThere(part, place);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }
  return { node: join(place, "node_modules", node, "bin/node"), server: join(place, "code/out/server-main.js") };
}

async function installNode(part: string): Promise<void> {
  await writeFile(join(part, "package.json"), JSON.stringify({ name: "tidemark-tests-vscode", private: true }));
  await npm(part, ["install", "--ignore-scripts", "--engine-strict=false", `${node}@24`]);
}

async function installServer(part: string): Promise<void> {
  const packed = join(part, "packed");
  await mkdir(packed);
  const tarball = (await npm(packed, ["pack", "--silent", codeServer])).trim();
  await run("tar", ["xzf", tarball, "package/lib/vscode"], { cwd: packed });
  const code = join(part, "code");
  await rename(join(packed, "package/lib/vscode"), code);
  await rm(packed, { recursive: true });
  await slim(code);
  await npm(code, ["install", "--omit=dev", "--ignore-scripts", "--engine-strict=false"]);
  await putStandIns(code);
}

/** Leaves the dependencies that come ready to run. */
async function slim(code: string): Promise<void> {
  const path = join(code, "package.json");
  const manifest: { dependencies: Record<string, string>; overrides: Record<string, unknown> } = JSON.parse(
    await readFile(path, "utf8"),
  );
  const { dependencies, overrides, ...rest } = manifest;
  await writeFile(
    path,
    JSON.stringify({
      ...rest,
      allowScripts: undefined,
      dependencies: without(dependencies, unwanted),
      overrides: without(overrides, /^(koffi|kerberos)/),
    }),
  );
}

function without<T>(record: Record<string, T>, pattern: RegExp): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !pattern.test(name)));
}

async function putStandIns(code: string): Promise<void> {
  const standIns = { "@vscode/spdlog": spdlogStandIn, "@vscode/native-watchdog": watchdogStandIn };
  for (const [name, text] of Object.entries(standIns)) {
    const folder = join(code, "node_modules", name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ name, version: "0.0.0", main: "index.js" }));
    await writeFile(join(folder, "index.js"), text);
  }
}

/** Another run may have been faster; its result is as good. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

async function npm(cwd: string, args: string[]): Promise<string> {
  // a parent `npm test` hands its own settings down in npm_* variables; this install is none of its business
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name)),
  );
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  return (await run("npm", [...args, ...quiet], { cwd, env, maxBuffer: 1 << 26 })).stdout;
}
