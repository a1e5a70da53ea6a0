// npm start: a copy of the demo project in demo/, a runtime on it, demo runs written live, and VS Code beside it.
// npm start -- --headless: the same without VS Code; prints the runtime's address and token and stays until Ctrl-C.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build, checkNode, installPackages, root } from "./setUp.mjs";

const workspace = join(root, "demo");
const cli = join(root, "dist/cli.js");
const children = [];
const closers = [];

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** What the user changed in the copy stays. */
function prepareWorkspace() {
  mkdirSync(workspace, { recursive: true });
  cpSync(join(root, "test/fixtures/demo"), workspace, { recursive: true, force: false });
}

/** Resolves with the first line of `tidemark up`: {url, token, pid, already?}. */
function startRuntime() {
  const child = spawn(process.execPath, [cli, "up", "--json", "--workspace", workspace], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // a terminal's Ctrl-C is for us: the runtime is the last to end
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.once("line", (line) => resolve(JSON.parse(line)));
    lines.once("close", () => reject(new Error("the runtime ended before it answered; its own words are above")));
    child.once("exit", (code) => {
      if (code !== 0) finish(code ?? 1);
    });
  });
}

function startDemo() {
  const child = spawn(process.execPath, [cli, "demo", "--workspace", workspace], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  children.push(child);
}

/** A desktop VS Code: the one on the path, else one that is downloaded, else none. */
async function findDesktop() {
  const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay || process.getuid?.() === 0) return undefined;
  const shell = process.platform === "win32";
  if (spawnSync("code", ["--version"], { stdio: "ignore", shell }).status === 0) return { program: "code", shell };
  try {
    const { downloadAndUnzipVSCode } = createRequire(import.meta.url)("@vscode/test-electron");
    return { program: await downloadAndUnzipVSCode(), shell: false };
  } catch (error) {
    say(`no desktop VS Code can be had (${error instanceof Error ? error.message : error})`);
    return undefined;
  }
}

async function openEditor() {
  const desktop = await findDesktop();
  if (desktop) {
    const flags = ["--new-window", `--extensionDevelopmentPath=${root}`, workspace];
    children.push(spawn(desktop.program, flags, { stdio: "ignore", shell: desktop.shell }));
    say("VS Code opens; the Tidemark view is in its Activity Bar");
    return;
  }
  const { servePersons } = createRequire(import.meta.url)(join(root, "out/test/vscode/window.js"));
  const home = join(workspace, ".tidemark", "vscode");
  mkdirSync(home, { recursive: true });
  const server = await servePersons({ extension: root, folder: workspace, home }, say);
  closers.push(() => server.stop());
  say(`VS Code: open ${server.address(workspace)} in a browser`);
}

let isFinishing = false;
async function finish(code) {
  if (isFinishing) return;
  isFinishing = true;
  // the last that was started ends first: the demo still needs the runtime to say that its runs are over
  for (const child of children.reverse()) {
    child.kill("SIGTERM");
    await ended(child);
  }
  await Promise.allSettled(closers.map((close) => close()));
  process.exit(code);
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null
    ? undefined
    : new Promise((resolve) => child.once("exit", resolve));
}

async function main() {
  const isHeadless = process.argv.includes("--headless");
  checkNode();
  await installPackages(say);
  if (!isHeadless || !existsSync(cli)) say("building");
  await build(isHeadless ? [] : ["--tests"]);
  prepareWorkspace();
  const { url, token } = await startRuntime();
  say(`workspace: ${workspace}`);
  say(`runtime: ${url}`);
  say(`token: ${token}`);
  if (!isHeadless)
    await openEditor().catch((error) => {
      say(`VS Code cannot be opened here (${error instanceof Error ? error.message : error}).`);
      say(`Open ${workspace} in a VS Code that has the extension; the runtime and the demo go on.`);
    });
  startDemo();
  say("Ctrl-C ends it");
  // stays, also when the runtime was up before and is not ours to end; ends when npm, which started us, is gone
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void finish(0);
  }, 1000);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void finish(0));
main().catch((error) => {
  process.stderr.write(`npm start: ${error instanceof Error ? error.message : error}\n`);
  void finish(1);
});
