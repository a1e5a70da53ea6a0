#!/usr/bin/env node
// Takes the flags of a desktop VS Code and does the same with VS Code's server and a headless Chromium.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format, parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { findChromium, launchChromium } from "./chromium";
import { installCode } from "./codeFromNpm";
import { buildFence } from "./loopbackOnly";
import { type Server, startServer } from "./server";
import { readHostErrors, watchTroubles } from "./troubles";

const minutes = Number(process.env.TIDEMARK_VSCODE_TEST_MINUTES ?? 10);

/** The window's own lines, which nobody asked for. */
const workbenchTalk =
  /^(Ignoring fetching additional builtin|Creating a socket|Resolv(ing|ed) connection token|\[reconnection-grace|\[Service Worker\]|\[AgentHost|\[AccountPolicyGate|Updating additional builtin|\[ChatModelSelection\]|Could not find pty|Creation of workbench contribution|Timed out waiting for authentication provider)|%c/;

interface Flags {
  readonly folder: string | undefined;
  readonly development: string;
  readonly tests: string;
  readonly home: string;
  readonly extensions: string | undefined;
  readonly withoutOthers: boolean;
}

function readFlags(argv: string[]): Flags {
  const { values, positionals } = parseArgs({
    args: argv,
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: "string" },
      extensionTestsPath: { type: "string" },
      "user-data-dir": { type: "string" },
      "extensions-dir": { type: "string" },
      "disable-extensions": { type: "boolean" },
    },
  });
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const development = text(values.extensionDevelopmentPath);
  const tests = text(values.extensionTestsPath);
  if (development === undefined || tests === undefined)
    throw new Error("needs --extensionDevelopmentPath and --extensionTestsPath");
  return {
    folder: positionals[0],
    development,
    tests,
    home: text(values["user-data-dir"]) ?? join(tmpdir(), `tidemark-vscode-${process.pid}`),
    extensions: text(values["extensions-dir"]),
    withoutOthers: values["disable-extensions"] === true,
  };
}

async function runInWindow(browser: Browser, server: Server, flags: Flags): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const troubles = watchTroubles(context);
  const page = await context.newPage();
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the tests took over ${minutes} minutes`)), minutes * 60_000);
    page.on("crash", () => reject(new Error("the window crashed")));
    void page.exposeFunction("codeAutomationExit", (code: number) => resolve(code)).catch(reject);
  });
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
    const line = format(...args);
    if (!workbenchTalk.test(line)) process.stdout.write(`${line}\n`);
  });
  await page.goto(
    server.address(flags.folder, [
      ["extensionDevelopmentPath", server.remote(flags.development)],
      ["extensionTestsPath", server.remote(flags.tests)],
      ...(flags.withoutOthers ? [["disableExtensions", "true"] as const] : []),
    ]),
  );
  try {
    const code = await ended;
    troubles.check();
    return code;
  } finally {
    clearTimeout(timer);
  }
}

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2));
  const executable = findChromium();
  if (executable === undefined) throw new Error("no Chromium found: set CHROME_PATH");
  const code = await installCode((line) => process.stderr.write(`${line}\n`));
  mkdirSync(flags.home, { recursive: true });
  const fence = buildFence(flags.home);
  const server = await startServer({
    code,
    nodeFlags: fence.nodeFlags,
    home: flags.home,
    testDriver: true,
    ...(flags.extensions ? { extensions: flags.extensions } : {}),
  });
  let browser: Browser | undefined;
  const stop = async () => {
    await browser?.close();
    await server.stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    browser = await launchChromium(executable);
    const code = await runInWindow(browser, server, flags);
    assert.deepEqual(fence.escapesOf(flags.development), [], "what we tried to reach beyond this machine");
    assert.deepEqual(readHostErrors(flags.home), [], "what the extension host says of us");
    return code;
  } finally {
    await stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
