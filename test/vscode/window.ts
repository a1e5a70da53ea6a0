import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { findChromium, launchChromium } from "./chromium";
import { installCode } from "./codeFromNpm";
import { buildFence } from "./loopbackOnly";
import { type Server, startServer } from "./server";
import { readHostErrors, watchTroubles } from "./troubles";
import { until } from "./until";

export interface WindowOptions {
  /** The repository, whose `dist/` is built. */
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
  /** Runs the command of this title. */
  command(title: string): Promise<void>;
  close(): Promise<void>;
}

export async function openWindow(options: WindowOptions): Promise<Window> {
  const executable = findChromium();
  if (executable === undefined) throw new Error("no Chromium found: set CHROME_PATH");
  mkdirSync(options.home, { recursive: true });
  const fence = buildFence(options.home);
  const server = await servePersons({ ...options, env: { ...options.env, ...fence.env } });
  let browser: Browser | undefined;
  try {
    browser = await launchChromium(executable);
    const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
    const troubles = watchTroubles(context);
    const another = async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
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
      async close() {
        await browser?.close();
        await server.stop();
        troubles.check();
        assert.deepEqual(fence.escapesOf(options.extension), [], "what we tried to reach beyond this machine");
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
export async function servePersons(
  options: WindowOptions,
  say: (line: string) => void = () => undefined,
): Promise<Server> {
  const code = await installCode(say);
  const extensions = join(options.home, "extensions");
  registerExtension(options.extension, extensions);
  return startServer({
    code,
    home: options.home,
    extensions,
    settings: {
      "workbench.colorTheme": options.theme === "light" ? "Default Light Modern" : "Default Dark Modern",
      ...options.settings,
    },
    trusted: options.trusted ?? true,
    ...(options.env ? { env: options.env } : {}),
  });
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

async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator(".quick-input-widget input").first();
  const line = page.locator(".quick-input-widget .monaco-list-row .label-name", { hasText: title }).first();
  // a window that is still opening does not know all of its commands, and a menu that is still closing takes the keys
  const choose = async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await input.fill(`>${title}`, { timeout: 2000 });
    await line.click({ timeout: 5000 });
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
