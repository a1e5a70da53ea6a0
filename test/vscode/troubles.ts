import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, ConsoleMessage, Page } from "playwright-core";

/** What the build of VS Code in the browser says of itself, whatever is installed in it. */
const noise: readonly RegExp[] = [
  // parts that this build does not ship: vsda, the service worker, favicon
  /^Failed to load resource: the server responded with a status of 404/,
  /^A bad HTTP response code \(404\) was received when fetching the script\.$/,
  /\[Service Worker\] registration/,
  /Timed out waiting for authentication provider/,
  // a file that is saved by itself while the machine is busy
  /Aborted onWillSaveTextDocument-event/,
  // a terminal that ended before the window had drawn it
  /Could not find pty \d+ on pty host/,
  // a window that is reloaded while it still reads
  /\[lifecycle\] Long running operations during shutdown/,
  /\bCanceled: Canceled\b/,
  /IndexedDB database 'vscode-web-db' is closed/,
  /Failed to execute 'abort' on 'IDBTransaction'/,
];

/** What VS Code's own parts throw when an editor is closed while they still draw it. */
const ownErrors: readonly RegExp[] = [/OverlayWebview has been disposed/];

/** A file of ours is never noise. */
const ours = /tidemark[^/]*\/(dist|media)\//i;

/** Files of a webview come by a name of their own. */
const ofWebview = /vscode-(cdn|webview|resource)/i;

/** An error of the workbench itself: one of those that are known, and no line of its stack is in a page of ours. */
function isOwnError(text: string): boolean {
  return ownErrors.some((each) => each.test(text)) && !ours.test(text) && !ofWebview.test(text);
}

export interface Troubles {
  readonly found: readonly string[];
  /** Throws when there were any. */
  check(): void;
}

/**
 * Hears every page of a browser: an error on the console, an exception nobody caught, a load that the page's policy
 * refused (the console tells), a request to another machine (which `launchChromium` lets nobody reach).
 */
export function watchTroubles(context: BrowserContext): Troubles {
  const found: string[] = [];
  const watch = (page: Page) => {
    page.on("console", (message) => {
      if (isTrouble(message)) found.push(`console: ${shortened(message.text())} (${message.location().url})`);
    });
    page.on("pageerror", (error) => {
      const told = error.stack ?? error.message;
      if (!isOwnError(told)) found.push(`uncaught: ${shortened(told)}`);
    });
    page.on("crash", () => found.push("the page crashed"));
  };
  context.on("page", watch);
  for (const page of context.pages()) watch(page);
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !isOfWebview(hostname) && !isLoopback(hostname))
      found.push(`asked for ${request.url()}`);
  });
  return { found, check: () => assert.deepEqual(found, [], "what a page said or did that it should not") };
}

function isTrouble(message: ConsoleMessage): boolean {
  if (message.type() !== "error") return false;
  const text = message.text();
  return ours.test(message.location().url) || !(isOwnError(text) || noise.some((each) => each.test(text)));
}

function shortened(text: string): string {
  return text.split("\n").slice(0, 6).join("\n").slice(0, 2000);
}

/** A name that VS Code's own service worker answers for, inside the browser. */
function isOfWebview(hostname: string): boolean {
  return hostname.endsWith(".vscode-resource.vscode-cdn.net");
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}

const ofUs = /tidemark\.\w+|[\\/]dist[\\/]extension\.js/;

/** Lines of the extension host's own log that speak of an error of ours. */
export function readHostErrors(home: string): string[] {
  return [...logFiles(join(home, "logs"))].flatMap((path) =>
    readFileSync(path, "utf8")
      .split(/\n(?=\d{4}-)/)
      .filter((entry) => /\[error\]/i.test(entry) && ofUs.test(entry) && !/: Canceled$/.test(entry.trim()))
      .map(shortened),
  );
}

function* logFiles(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* logFiles(path);
    else if (/^(remote)?exthost\.log$/.test(entry.name)) yield path;
  }
}
