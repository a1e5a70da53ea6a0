// npm test [-- GROUP|FILE…]: installs, builds, checks, and runs every group of tests on a machine with Node alone.
// Groups: check, unit, pages, interop, vscode. A FILE is a path under test/. The last line is `N passed, N failed, N skipped`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { build, checkNode, installPackages, packageBin, root, run } from "./setUp.mjs";

const groups = ["check", "unit", "pages", "interop", "vscode"];
const minute = 60_000;
/** Of one process; a test that hangs must not hang all. */
const longest = { unit: 10 * minute, pages: 10 * minute, interop: 25 * minute, vscode: 20 * minute };
/** Of one test, for slow and busy machines. */
const patience = { unit: 60_000, pages: 60_000, interop: 300_000 };

const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
const scratch = mkdtempSync(join(tmpdir(), "tidemark-tests-"));
let scratchFiles = 0;

function say(line) {
  process.stdout.write(`${line}\n`);
}

function add(counts) {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  total.failures.push(...(counts.failures ?? []));
}

/** Runs one process of tests and takes the counts that it writes; one that dies without them has failed. */
async function runCounted(label, args, limit) {
  const countsFile = join(scratch, `counts-${++scratchFiles}.json`);
  const env = { ...process.env, TIDEMARK_TEST_COUNTS: countsFile, FORCE_COLOR: "0" };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  const timer = setTimeout(() => {
    say(`${label}: still running after ${limit / minute} minutes, stopped`);
    child.kill("SIGKILL");
  }, limit);
  const code = await new Promise((done) => {
    child.once("error", () => done(1));
    child.once("close", (exit) => done(exit ?? 1));
  });
  clearTimeout(timer);
  if (!existsSync(countsFile))
    add({ passed: 0, failed: 1, skipped: 0, failures: [`${label}: ended without a result`] });
  else {
    const counts = JSON.parse(readFileSync(countsFile, "utf8"));
    add(counts);
    if (code !== 0 && counts.failed === 0)
      add({ passed: 0, failed: 1, skipped: 0, failures: [`${label}: exit code ${code} though no test failed`] });
  }
}

function mocha(files, timeout) {
  const flags = ["--reporter", join(root, "test/reporter.cjs"), "--timeout", String(timeout), "--exit"];
  return [packageBin("mocha"), ...flags, ...files];
}

function* testFiles(folder) {
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* testFiles(path);
    else if (name.endsWith(".test.js")) yield path;
  }
}

const out = join(root, "out/test");

function filesOf(group) {
  const isIn = (path, folder) => relative(out, path).split(sep)[0] === folder;
  const all = [...testFiles(out)];
  const folder = { interop: "interop", pages: "webview" }[group];
  if (folder) return all.filter((path) => isIn(path, folder));
  return all.filter((path) => !["interop", "webview", "vscode", "bench"].some((each) => isIn(path, each)));
}

/** A few shares of about the same weight; big files tend to be long tests. */
function share(files, parts) {
  const shares = Array.from({ length: parts }, () => ({ size: 0, files: [] }));
  const sized = files.map((path) => ({ path, size: statSync(path).size })).sort((a, b) => b.size - a.size);
  for (const { path, size } of sized) {
    const least = shares.reduce((a, b) => (b.size < a.size ? b : a));
    least.files.push(path);
    least.size += size;
  }
  return shares.map((each) => each.files).filter((each) => each.length > 0);
}

async function inTurn(works, atOnce) {
  const left = [...works];
  const worker = async () => {
    for (let work = left.shift(); work; work = left.shift()) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function inShares(group) {
  const atOnce = Math.min(2, availableParallelism());
  const works = share(filesOf(group), 2 * atOnce).map(
    (files, i) => () => runCounted(`${group} ${i + 1}`, mocha(files, patience[group]), longest[group]),
  );
  await inTurn(works, atOnce);
}

const runGroup = {
  async check() {
    for (const [title, args] of [
      ["types: tsc", [packageBin("typescript", "tsc")]],
      ["types of the pages: tsc -p webview", [packageBin("typescript", "tsc"), "-p", "webview"]],
      ["style: biome check", [packageBin("@biomejs/biome", "biome"), "check", "."]],
    ]) {
      const isFine = (await run(process.execPath, args)) === 0;
      say(`  ${isFine ? "✓" : "✗"} ${title}`);
      add({ passed: Number(isFine), failed: Number(!isFine), skipped: 0, failures: isFine ? [] : [title] });
    }
  },
  unit: () => inShares("unit"),
  /** Pages on the stage: a bare Chromium with a runtime behind. */
  pages: () => inShares("pages"),
  async interop() {
    await run(process.execPath, [join(out, "interop/makeAll.js")]);
    const files = filesOf("interop").map((path) => ({ path, size: statSync(path).size }));
    const works = files
      .sort((a, b) => b.size - a.size) // the long ones first
      .map(
        ({ path }) =>
          () =>
            runCounted(relative(out, path), mocha([path], patience.interop), longest.interop),
      );
    await inTurn(works, Math.min(2, availableParallelism()));
  },
  async vscode() {
    const entry = join(out, "vscode/run.js");
    if (existsSync(entry)) await runCounted("vscode", [entry], longest.vscode);
  },
};

async function runFile(name) {
  const file = resolve(root, "out", relative(root, resolve(name))).replace(/\.ts$/, ".js");
  if (relative(out, file).startsWith(`vscode${sep}`)) return runInEditor(name, file);
  const kind = ["pages", "interop"].find((each) => filesOf(each).includes(file)) ?? "unit";
  if (!existsSync(file))
    throw new Error(`${name}: no such test; name a group (${groups.join(", ")}) or a file in test/`);
  await runCounted(name, mocha([file], patience[kind]), longest[kind]);
}

/** Window tests look from outside; those of the suite run inside the editor. */
async function runInEditor(name, file) {
  if (!existsSync(file)) throw new Error(`${name}: no such test`);
  const asked = relative(join(out, "vscode"), file).split(sep).join("/");
  const isInside = asked.startsWith("suite/");
  await runCounted(
    name,
    isInside ? [join(out, "vscode/run.js"), asked] : mocha([file], patience.pages),
    longest.vscode,
  );
}

async function main() {
  checkNode();
  await installPackages(say);
  await build(["--tests"]);
  const asked = process.argv.slice(2);
  for (const each of asked.length > 0 ? asked : groups) {
    const start = Date.now();
    say(`\n── ${each}`);
    if (groups.includes(each)) await runGroup[each]();
    else await runFile(each);
    say(`── ${each}: ${Math.round((Date.now() - start) / 1000)} s`);
  }
}

try {
  await main();
} catch (error) {
  say(`${error instanceof Error ? error.message : error}`);
  add({ passed: 0, failed: 1, skipped: 0, failures: ["the run itself"] });
}
rmSync(scratch, { recursive: true, force: true });
if (total.failures.length > 0) say(`\nFailed:\n${total.failures.map((title) => `  ✗ ${title}`).join("\n")}`);
if (total.passed + total.failed === 0) say("\nNot one test was run, and that is a failure.");
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
