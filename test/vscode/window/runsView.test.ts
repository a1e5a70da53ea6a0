import assert from "node:assert/strict";
import type { Door } from "../../../src/extension/runtime/door";
import { integer, object } from "../../../src/shared/readers";
import { createExperiment, startRun } from "../logRuns";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { row, showRuns, type Window } from "../window";

const readPid = object<{ pid: number }>({ pid: integer });

describe("the Runs view, in a window as a person has it", function () {
  this.timeout(300_000);
  const own = ownFolder("window");
  let window: Window;
  let door: Door;

  before(async () => {
    window = await own.openWindow();
  });

  it("starts the runtime when it is opened, and says that there are no runs", async () => {
    await showRuns(window.page);
    await window.page.getByText("No runs in this folder yet.").waitFor();
    door = await own.joinRuntime();
  });

  it("shows a run while it is written", async () => {
    const experiment = await createExperiment(door, "churn-sweep");
    const run = await startRun(door, { experiment, name: "swift-otter" });
    const line = row(window.page, "swift-otter");
    await line.waitFor();
    assert.equal(await line.locator(".codicon-sync").count(), 1);
    await run.log({ val_auc: 0.5 }, 0);
    await line.getByText(/^0\.5/).waitFor(); // an arrow says what came after what was seen
    for (const [i, value] of [0.61, 0.75231].entries()) await run.log({ val_auc: value }, i + 1);
    await line.getByText("0.7523 ▲ · step 2").waitFor();
    await run.end("FINISHED");
    await line.locator(".codicon-check").waitFor();
    assert.match((await line.textContent()) ?? "", /0\.7523 · \d+(\.\d+)? ?m?s/);
    await row(window.page, "churn-sweep").getByText("1 run · val_auc").waitFor();
  });

  it("nests runs and keeps what is open", async () => {
    const experiment = await createExperiment(door, "nested");
    const parent = await startRun(door, { experiment, name: "sweep-parent" });
    const line = row(window.page, "sweep-parent");
    await line.waitFor();
    const child = await startRun(door, { experiment, name: "fold-1", parent: parent.id });
    await row(window.page, "fold-1").waitFor();
    await child.end("KILLED");
    await row(window.page, "fold-1").locator(".codicon-circle-slash").waitFor();
    await parent.end("FINISHED");
    await row(window.page, "fold-1").waitFor();
  });

  it("shows a name as text, whatever it holds", async () => {
    const experiment = await createExperiment(door, "<img src=x onerror=alert(1)>");
    await row(window.page, "<img src=x onerror=alert(1)>").waitFor();
    const run = await startRun(door, { experiment, name: "$(error) **bold** [x](command:y)" });
    await row(window.page, "$(error) **bold** [x](command:y)").waitFor();
    await run.end("FAILED");
  });

  it("counts what failed on the activity bar, and runs on the status bar", async () => {
    await window.page.locator(".activitybar .badge-content", { hasText: "1" }).waitFor();
    await window.page.locator('.statusbar-item[id^="tidemark.tidemark"]', { hasText: "1 failed" }).waitFor();
  });

  it("pages: 200 runs and a line that loads more", async () => {
    const experiment = await createExperiment(door, "many");
    const runs = await Promise.all(
      Array.from({ length: 250 }, (_, i) => startRun(door, { experiment, name: `many-${i}`, began: i * 1000 })),
    );
    await Promise.all(runs.map((run) => run.end("FINISHED")));
    await row(window.page, "many").getByText("250 runs").waitFor();
    await row(window.page, "many-0").click();
    await window.page.keyboard.press("End");
    await window.page.keyboard.press("PageDown");
    const more = row(window.page, "Load 200 more…");
    await until(async () => {
      if ((await more.count()) > 0) return true;
      await window.page.keyboard.press("PageDown");
      return false;
    }, "the line that loads more");
    await until(async () => {
      if ((await row(window.page, "many-249").count()) > 0) return true;
      // a line that is drawn anew under the mouse takes no click, and a person presses again
      if ((await more.count()) > 0) await more.click({ timeout: 2000 }).catch(() => undefined);
      await window.page.keyboard.press("PageDown");
      return false;
    }, "the last run");
    assert.equal(await more.count(), 0);
  });

  it("deletes and restores", async () => {
    await window.page.keyboard.press("Home");
    await row(window.page, "many-3").click({ button: "right" });
    const act = window.page.locator(".monaco-menu").getByText("Delete Run");
    await act.hover();
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await act.click();
    await until(async () => (await row(window.page, "many-3").count()) === 0, "the run to go");
    await window.command("Tidemark: Restore Runs…");
    await window.page.locator(".quick-input-widget .monaco-list-row", { hasText: "many-3" }).click();
    await window.page.locator(".quick-input-widget").getByText("OK", { exact: true }).click();
    await row(window.page, "many-3").waitFor();
  });

  it("is joined by a second window, and the runtime outlives both", async () => {
    const { pid } = await door.get("/api/tidemark/v1/status", readPid);
    const second = await window.another();
    await showRuns(second);
    await row(second, "many").waitFor();
    await second.close();
    await window.reload();
    await row(window.page, "many").waitFor();
    assert.equal((await door.get("/api/tidemark/v1/status", readPid)).pid, pid);
  });

  it("comes back when the runtime is killed", async () => {
    const { pid } = await door.get("/api/tidemark/v1/status", readPid);
    process.kill(pid, "SIGKILL");
    const { url } = door;
    door.close();
    door = await own.joinRuntime();
    assert.equal(door.url, url, "a terminal that is open holds the old address");
    const experiment = await createExperiment(door, "after the kill");
    const run = await startRun(door, { experiment, name: "late-skua" });
    await row(window.page, "after the kill").waitFor();
    await run.end("FINISHED");
  });

  it("has said nothing that nobody asked for", async () => {
    const toasts = await window.page.locator(".notifications-toasts .notification-list-item").allTextContents();
    // what else listens on this machine is announced by the editor itself
    assert.deepEqual(
      toasts.filter((text) => !/application running on port/.test(text) || text.includes(new URL(door.url).port)),
      [],
    );
  });

  it("shows the log, with what the runtime wrote", async () => {
    await window.command("Tidemark: Show Log");
    await window.page.locator(".output-view .view-line", { hasText: "startup_ms" }).first().waitFor();
  });
});
