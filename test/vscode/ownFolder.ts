import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Door } from "../../src/extension/runtime/door";
import { joinRuntime } from "../../src/extension/runtime/startRuntime";
import { until } from "./until";
import { openWindow, picture, type Window, type WindowOptions } from "./window";
import { makeWorkspace } from "./workspace";

/** The repository, as seen from the built tests of window/, which bring this file with them. */
export const root = resolve(__dirname, "../../../..");

/**
 * A folder of a suite's own, the window on it and the runtime behind it. A test that fails leaves a picture of the window;
 * after the last one everything is closed, stopped and removed.
 */
export function ownFolder(name: string) {
  const temporary = mkdtempSync(join(tmpdir(), `tidemark-${name}-`));
  const folders: string[] = [];
  const doors: Door[] = [];
  let window: Window | undefined;

  const makeFolder = (called: string): string => {
    const path = join(temporary, called);
    makeWorkspace(path);
    folders.push(path);
    return path;
  };
  const folder = makeFolder("churn");

  afterEach(async function () {
    if (this.currentTest?.isFailed() && window) await picture(window.page, `failed ${this.currentTest.title}`);
  });
  after(async () => {
    try {
      await window?.close(); // which tells of every error on the console and every violation of the policy
    } finally {
      for (const door of doors) door.close();
      for (const each of folders) await stopRuntime(each);
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  return {
    /** What else lies in here is removed as well. */
    temporary,
    folder,
    /** Another one beside it, which has a runtime of its own. */
    makeFolder,

    async openWindow(options: Partial<WindowOptions> = {}): Promise<Window> {
      window = await openWindow({ extension: root, folder, home: join(temporary, "home"), ...options });
      return window;
    },

    /** A door to the runtime, once one answers that is as wanted. */
    joinRuntime(isWanted: (door: Door) => Promise<boolean> = async () => true): Promise<Door> {
      return until(async () => {
        const door = await joinRuntime(folder);
        if (door) doors.push(door);
        return door && (await isWanted(door)) && door;
      }, "a runtime");
    },
  };
}

/** Ends the runtime of a folder, if it has one. */
export async function stopRuntime(folder: string): Promise<void> {
  const door = await joinRuntime(folder);
  await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
  door?.close();
}
