// What `npm test` and `npm start` need before anything else: packages and a build. Imports nothing but Node's own.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process with a word of advice where Node is too old to go on. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(
    `Node ${process.versions.node} is too old: Tidemark needs 20.19 or newer (https://nodejs.org)\n`,
  );
  process.exit(1);
}

/** Installs what package-lock.json names, unless it is all there. */
export async function installPackages(say) {
  const why = findStale();
  if (why === undefined) return;
  say(`installing packages (${why})`);
  for (let tries = 1; ; tries++) {
    // registries have bad moments; a second try costs little
    if ((await npm(["ci", "--no-audit", "--no-fund"])) === 0) return;
    if (tries === 2) throw new Error("`npm ci` failed twice; its own words are above");
  }
}

/** Why node_modules is not what package-lock.json says; undefined when it is. */
function findStale() {
  const installed = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return "none yet";
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const there = JSON.parse(readFileSync(installed, "utf8")).packages;
  for (const [path, { version, optional, os }] of Object.entries(wanted)) {
    if (path === "" || there[path]?.version === version) continue;
    // packages for other systems are in the lock and never on the disk
    if ((optional || os) && there[path] === undefined) continue;
    return `${path.replace(/^.*node_modules\//, "")} is not at ${version}`;
  }
  return undefined;
}

function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js")) return run(process.execPath, [cli, ...args]);
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, { shell: process.platform === "win32" });
}

export async function build(flags = []) {
  if ((await run(process.execPath, [join(root, "esbuild.mjs"), ...flags])) !== 0) throw new Error("the build failed");
}

/** Resolves with the exit code; 1 when it could not be started or was killed. */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
    child.once("error", (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(1);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** A command of a package, as `node` runs it: no shell, no .cmd. */
export function packageBin(name, bin = name) {
  const folder = join(root, "node_modules", name);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bins === "string" ? bins : bins[bin]);
}
