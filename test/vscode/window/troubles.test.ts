import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { walHeaderSize } from "../../../src/runtime/kernel/store/walHeader";
import { integer, object } from "../../../src/shared/readers";
import { createExperiment, startRun } from "../logRuns";
import { root, stopRuntime } from "../ownFolder";
import { until } from "../until";
import { openWindow, picture, row, showRuns, type Window, type WindowOptions } from "../window";
import { makeWorkspace } from "../workspace";

const readPid = object<{ pid: number }>({ pid: integer });

describe("folders and troubles, each in a window of its own", function () {
  this.timeout(300_000);
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-troubles-"));
  let count = 0;
  let window: Window | undefined;
  let folders: string[] = [];

  const makeFolder = (name: string): string => {
    const folder = join(temporary, String(++count), name);
    makeWorkspace(folder);
    folders.push(folder);
    return folder;
  };
  const open = async (folder: string, options: Partial<WindowOptions> = {}) => {
    window = await openWindow({ extension: root, folder, home: join(temporary, `home-${++count}`), ...options });
    await showRuns(window.page);
    return window.page;
  };
  const welcome = (text: string) => window?.page.locator(".pane-body .welcome-view").getByText(text).first();
  /** The command line's runtime, which is no child of the editor. */
  const up = async (folder: string): Promise<[ChildProcess, Door]> => {
    const child = spawn(process.execPath, [join(root, "dist/cli.js"), "up", "--workspace", folder], {
      stdio: "ignore",
    });
    return [child, await until(() => joinRuntime(folder), "the runtime of the command line")];
  };
  const logRun = async (door: Door, experiment: string, name: string) => {
    const run = await startRun(door, { experiment: await createExperiment(door, experiment), name });
    await run.end("FINISHED");
  };

  afterEach(async function () {
    if (this.currentTest?.isFailed() && window) await picture(window.page, `failed ${this.currentTest.title}`);
    await window?.close();
    window = undefined;
    for (const folder of folders) await stopRuntime(folder);
    folders = [];
  });

  after(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));

  it("two folders in one window: the tree groups by folder, each with a runtime of its own", async () => {
    const [one, two] = [makeFolder("churn"), makeFolder("uplift")];
    const file = join(temporary, "both.code-workspace");
    writeFileSync(file, JSON.stringify({ folders: [{ path: one }, { path: two }] }));
    const page = await open(file);
    const doors = await Promise.all(
      [one, two].map((folder) => until(() => joinRuntime(folder), `a runtime of ${folder}`)),
    );
    const [first, second] = doors as [Door, Door];
    await logRun(first, "sweep-one", "calm-heron");
    await row(page, "calm-heron").waitFor();
    await logRun(second, "sweep-two", "bold-eider");
    await row(page, "bold-eider").waitFor();
    await row(page, "churn").waitFor();
    await row(page, "uplift").waitFor();
    const status = page.locator(".statusbar-item", { hasText: "2 runs" });
    await status.waitFor();
    for (const door of doors) door.close();
  });

  it("an untrusted folder: nothing is started, and it says what can be seen", async () => {
    const folder = makeFolder("stranger");
    await open(folder, { trusted: false });
    await welcome("Tidemark starts nothing in a folder that you have not trusted.")?.waitFor();
    assert.equal(existsSync(join(folder, ".tidemark")), false);
  });

  it("an untrusted folder whose runtime runs already can be looked at, and not changed", async () => {
    const folder = makeFolder("stranger");
    const [child, door] = await up(folder);
    await logRun(door, "sweep", "calm-heron");
    const page = await open(folder, { trusted: false });
    await row(page, "calm-heron").waitFor();
    await page.getByText("Restricted mode: runs can be looked at, nothing is started or changed.").waitFor();
    await row(page, "calm-heron").click({ button: "right" });
    const act = page.locator(".monaco-menu .action-item", { hasText: "Delete Run" });
    await act.waitFor();
    assert.match((await act.getAttribute("class")) ?? "", /disabled/);
    await page.keyboard.press("Escape");
    const { pid } = await door.get("/api/tidemark/v1/status", readPid);
    assert.equal(pid, child.pid);
    door.close();
  });

  it("a store of a newer version is left alone, in one line", async () => {
    const folder = makeFolder("later");
    const [child, door] = await up(folder);
    await logRun(door, "sweep", "calm-heron");
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await door.post("/api/tidemark/v1/stop", {}, () => undefined);
    door.close();
    await ended;
    const journals = readdirSync(join(folder, ".tidemark/store")).filter((name) => isJournal(folder, name));
    assert.ok(journals.length > 0);
    for (const name of journals) raiseFormat(join(folder, ".tidemark/store", name));
    const before = journals.map((name) => readFileSync(join(folder, ".tidemark/store", name)));
    await open(folder);
    await welcome("The runs of this folder were written by a newer version of Tidemark")?.waitFor();
    await window?.page.locator(".welcome-view .monaco-button", { hasText: "Check for Updates" }).waitFor();
    const after = journals.map((name) => readFileSync(join(folder, ".tidemark/store", name)));
    assert.deepEqual(after, before);
  });

  it("a folder in which nothing can be written says so, and goes on once it can", async () => {
    const folder = makeFolder("locked");
    const isRoot = process.getuid?.() === 0; // who may write everywhere meets a file where the folder should be
    const home = join(folder, ".tidemark");
    if (isRoot) writeFileSync(home, "");
    else chmodSync(folder, 0o555);
    const page = await open(folder);
    await welcome("nothing can be written there")?.waitFor();
    if (isRoot) rmSync(home);
    else chmodSync(folder, 0o755);
    await page.locator(".welcome-view .monaco-button", { hasText: "Try Again" }).click();
    await welcome("No runs in this folder yet.")?.waitFor();
  });

  it("an address that is taken: the runtime answers at another", async () => {
    const folder = makeFolder("crowded");
    const [child, door] = await up(folder);
    await logRun(door, "sweep", "calm-heron");
    const port = Number(new URL(door.url).port);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await door.post("/api/tidemark/v1/stop", {}, () => undefined);
    door.close();
    await ended;
    const squatter = await listen(port);
    const page = await open(folder);
    await row(page, "calm-heron").waitFor();
    const again = await until(() => joinRuntime(folder), "a runtime");
    assert.notEqual(Number(new URL(again.url).port), port);
    again.close();
    squatter.close();
  });

  it("a runtime that is stopped leaves the runs readable, and one click starts it again", async () => {
    const folder = makeFolder("resting");
    const page = await open(folder);
    const door = await until(() => joinRuntime(folder), "a runtime");
    await logRun(door, "sweep", "calm-heron");
    await row(page, "calm-heron").waitFor();
    await door.post("/api/tidemark/v1/stop", {}, () => undefined);
    door.close();
    await page.getByText("The runtime has ended. “Refresh Runs” starts it again.").waitFor();
    await row(page, "calm-heron").waitFor();
    await window?.command("Tidemark: Refresh Runs");
    await until(async () => (await joinRuntime(folder))?.url, "a runtime again");
    await until(async () => !(await page.getByText("The runtime has ended.").isVisible()), "the message to go");
  });

  it("no folder: one sentence and one button", async () => {
    mkdirSync(join(temporary, "nothing"), { recursive: true });
    window = await openWindow({ extension: root, folder: undefined, home: join(temporary, "home-nothing") });
    await showRuns(window.page);
    await welcome("Runs are kept in the folder that you work in.")?.waitFor();
  });
});

function isJournal(folder: string, name: string): boolean {
  return (
    readFileSync(join(folder, ".tidemark/store", name))
      .subarray(0, 8)
      .toString() === "TIDEWAL\n"
  );
}

/** As a later Tidemark would begin its journal: a header of 64 bytes with the format at 8 and a sum at its end. */
function raiseFormat(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt32LE(99, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, walHeaderSize - 4)), walHeaderSize - 4);
  writeFileSync(path, bytes);
}

function listen(port: number): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => done(server));
  });
}
