import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import { findChromium, launchChromium } from "./chromium";
import { type Code, installCode } from "./codeFromNpm";
import { buildFence } from "./loopbackOnly";
import { type Server, startServer } from "./server";
import { readHostErrors, watchTroubles } from "./troubles";
import { until } from "./until";

const run = promisify(execFile);

export interface WindowOptions {
  /** The repository, whose `dist/` is built, or a VSIX, which is installed. */
  readonly extension: string;
  readonly folder: string | undefined;
  readonly home: string;
  readonly theme?: "dark" | "light";
  readonly size?: { readonly width: number; readonly height: number };
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trusted?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** A window as a person has it, with the extension installed rather than under development. */
export interface Window {
  readonly page: Page;
  readonly server: Server;
  /** A second window on the same folder. */
  another(): Promise<Page>;
  /** Runs the command of this title, with or without the dots that say that it will ask. */
  command(title: string): Promise<void>;
  /** As a person loads a window anew: the browser's own way would give VS Code no time to write down what it keeps. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export async function openWindow(options: WindowOptions): Promise<Window> {
  const executable = findChromium();
  if (executable === undefined) throw new Error("no Chromium found: set CHROME_PATH");
  mkdirSync(options.home, { recursive: true });
  const fence = buildFence(options.home);
  const ours = options.extension.endsWith(".vsix") ? join(options.home, "extensions") : options.extension;
  const server = await servePersons(options, undefined, fence.nodeFlags);
  let browser: Browser | undefined;
  try {
    browser = await launchChromium(executable);
    const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
    const troubles = watchTroubles(context);
    const another = async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.goto(server.address(options.folder));
      await page.locator(activityBar).first().waitFor({ timeout: 60_000 });
      return page;
    };
    const page = await another();
    return {
      page,
      server,
      another,
      command: (title) => runCommand(page, title),
      async reload() {
        const loaded = page.waitForEvent("load", { timeout: 90_000 });
        await runCommand(page, "Developer: Reload Window");
        await loaded;
      },
      async close() {
        await browser?.close();
        await server.stop();
        troubles.check();
        assert.deepEqual(fence.escapesOf(ours), [], "what we tried to reach beyond this machine");
        assert.deepEqual(readHostErrors(options.home), [], "what the extension host says of us");
      },
    };
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

/** The server with our extension installed: what a person's browser can be pointed at. */
async function servePersons(
  options: WindowOptions,
  say: (line: string) => void = () => undefined,
  nodeFlags: readonly string[] = [],
): Promise<Server> {
  const code = await installCode(say);
  const extensions = join(options.home, "extensions");
  if (options.extension.endsWith(".vsix")) await installExtension(code, options.extension, options.home);
  else registerExtension(options.extension, extensions);
  return startServer({
    code,
    home: options.home,
    extensions,
    settings: {
      "workbench.colorTheme": options.theme === "light" ? "Default Light Modern" : "Default Dark Modern",
      ...options.settings,
    },
    trusted: options.trusted ?? true,
    nodeFlags,
    ...(options.env ? { env: options.env } : {}),
  });
}

/** As a person does it: `code --install-extension x.vsix`. */
async function installExtension(code: Code, vsix: string, home: string): Promise<void> {
  const folders = [
    `--extensions-dir=${join(home, "extensions")}`,
    `--user-data-dir=${home}`,
    `--server-data-dir=${home}`,
  ];
  const flags = ["--install-extension", vsix, "--accept-server-license-terms", ...folders];
  const { stdout, stderr } = await run(code.node, [code.server, ...flags], {
    env: { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
  });
  if (!/was successfully installed/.test(stdout)) throw new Error(`${vsix} was not installed: ${stdout}${stderr}`);
}

/** VS Code's own list of what is installed may name a folder anywhere, so the repository need not be packed. */
function registerExtension(root: string, extensions: string): void {
  const { publisher, name, version }: Record<"publisher" | "name" | "version", string> = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  mkdirSync(extensions, { recursive: true });
  const entry = {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, path: root, scheme: "file" },
    metadata: { isApplicationScoped: false, source: "vsix" },
  };
  writeFileSync(join(extensions, "extensions.json"), JSON.stringify([entry]));
}

const activityBar = ".monaco-workbench .part.activitybar .action-item";

/** Opens the Runs view by its icon. */
export async function showRuns(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label^="Tidemark"]').click();
  await page.locator(".sidebar .pane-body").first().waitFor();
}

/** Opens a file of the folder from the Explorer, for good. */
export async function openFile(page: Page, name: string): Promise<void> {
  const tab = page.locator(".tabs-container .tab.active", { hasText: name });
  const line = page.locator(".explorer-folders-view .monaco-list-row").getByText(name, { exact: true });
  const open = async () => {
    await page.keyboard.press("Control+Shift+E");
    await line.first().dblclick({ timeout: 5000 });
    await tab.waitFor({ timeout: 10_000 });
    return true;
  };
  // a window that is still opening has no Explorer yet
  await until(() => open().catch(() => false), `${name} in the editor`);
  await page.locator(".editor-instance .view-lines").first().waitFor();
}

/** Ticks a line of a quick pick by keys alone; the box says how many are ticked then. */
export async function tick(page: Page, label: string, count: number): Promise<void> {
  const box = page.locator(".quick-input-widget");
  const line = box.locator(".monaco-list-row.focused", { hasText: label });
  const reach = async () => {
    await box.locator("input").first().fill(label, { timeout: 2000 });
    await page.keyboard.press("ArrowDown");
    return line.waitFor({ timeout: 2000 }).then(() => true);
  };
  await until(() => reach().catch(() => false), `${label} under the cursor`);
  await page.keyboard.press("Space");
  await box.getByText(`${count} Selected`).waitFor();
}

/** Unfolds a line of a tree, unless it is. */
export async function unfold(page: Page, label: string): Promise<void> {
  const line = row(page, label).first();
  await line.waitFor();
  await until(async () => {
    if ((await line.getAttribute("aria-expanded")) === "true") return true;
    await line.locator(".monaco-tl-twistie").click({ timeout: 2000 });
    return false;
  }, `${label} to be unfolded`);
}

async function runCommand(page: Page, title: string): Promise<void> {
  const name = title.replace(/(…|\.\.\.)$/, "");
  const input = page.locator(".quick-input-widget input").first();
  const lines = page.locator(".quick-input-widget .monaco-list-row .label-name");
  // of the whole line: what was typed is an element of its own in it
  const exact = lines.filter({ hasText: new RegExp(`^${name.replaceAll(/[()[\]&.*+?]/g, "\\$&")}(…|\\.\\.\\.)?$`) });
  // a window that is still opening does not know all of its commands, and a menu that is still closing takes the keys
  const choose = async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await input.fill(`>${name}`, { timeout: 2000 });
    await exact.first().click({ timeout: 5000 });
    return true;
  };
  await until(() => choose().catch(() => false), `the command "${title}"`);
}

/** A screenshot, for whoever named a folder for them in TIDEMARK_PICTURES. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TIDEMARK_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** The lines of a tree with this label. */
export function row(page: Page, label: string): Locator {
  const name = page.locator(".label-name").getByText(label, { exact: true });
  return page.locator(".pane-body .monaco-list-row").filter({ has: name });
}

/** The frame of a page of ours (`runTable`, `run`…) once it stands with its data. */
export function pageFrame(page: Page, name: string, seconds = 60): Promise<Frame> {
  const stands = async (frame: Frame) => {
    try {
      return await frame.evaluate((wanted) => document.documentElement.dataset.tmReady === wanted, name);
    } catch {
      return false; // a frame that is on its way out
    }
  };
  return until(
    async () => {
      for (const frame of page.frames()) if (await stands(frame)) return frame;
      return undefined;
    },
    `the page ${name}`,
    seconds,
  );
}
