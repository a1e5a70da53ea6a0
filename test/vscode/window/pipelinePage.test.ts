import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { type Dvc, startDvc } from "../../interop/dvc/dvc";
import { changeProject, git, writeProject } from "../dvcProject";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, picture, type Window } from "../window";

describe("the page of a pipeline, on a project of the real dvc", function () {
  this.timeout(300_000);
  const own = ownFolder("pipeline-page");
  const { folder } = own;
  let dvc: Dvc;
  let window: Window;
  let page: Page;

  const frame = (): Promise<Frame> => pageFrame(page, "pipeline");
  const box = async (id: string) => (await frame()).locator(`.box[data-id="${id}"]`);
  const press = async (name: string, within = "body") =>
    (await frame()).locator(within).getByRole("button", { name, exact: true }).click();
  const said = async (text: string | RegExp) => (await frame()).getByText(text).first().waitFor();
  const tab = (name: string) => page.locator(".tabs-container .tab.active", { hasText: name });

  /** The page comes back in front by its own tab. */
  async function back(): Promise<void> {
    await page.locator(".tabs-container .tab", { hasText: "Pipeline:" }).first().click();
    await frame();
  }

  before(async function () {
    dvc = await startDvc(this);
    git(folder, "init", "-q");
    await dvc.ok(folder, "init", "-q");
    writeProject(folder);
    await dvc.ok(folder, "add", "data/customers.csv", "data/events");
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "Pipeline of churn");
    await dvc.ok(folder, "repro", "-q");
    await dvc.ok(folder, "freeze", "report");
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "First models");
    await dvc.ok(folder, "exp", "run", "-n", "slower", "-S", "lr=0.0005");
    git(folder, "checkout", "-q", "-f", "HEAD");
    await dvc.ok(folder, "checkout", "--force");
    changeProject(folder);
    window = await own.openWindow();
    ({ page } = window);
  });
  after(() => dvc?.stop());

  it("opens from the palette, says which commit it stands on and why a stage would run", async () => {
    await window.command("Tidemark: Open Pipeline…");
    await said("8 stages");
    await said(git(folder, "rev-parse", "HEAD").slice(0, 7));
    await (await box("train@ft")).click();
    await said("params.yaml: lr");
    await picture(page, "pipeline-changed");
  });

  it("says what a dry run would do, and runs nothing", async () => {
    await press("Dry run");
    const text = page.locator(".editor-instance .view-lines", { hasText: "train@ft" });
    await text.first().waitFor();
    await picture(page, "pipeline-dry");
    assert.match(readFileSync(join(folder, "dvc.lock"), "utf8"), /lr: 0.001/);
    await back();
  });

  it("reproduces the pipeline, and the real dvc has nothing left to do", async () => {
    await press("Reproduce");
    await until(
      async () => /lr: 0.002/.test(readFileSync(join(folder, "dvc.lock"), "utf8")),
      "a lock with the new rate",
    );
    await said(/^Reproduced /);
    await picture(page, "pipeline-done");
    assert.match(await dvc.ok(folder, "status"), /up to date/);
  });

  it("leads to the line of a stage, and to its run", async () => {
    await (await box("train@ft")).click();
    if ((await (await frame()).locator("aside[aria-label='Stage train@ft']").count()) === 0)
      await (await box("train@ft")).click();
    await (await frame()).getByRole("button", { name: /^Open dvc\.yaml:\d+/ }).click();
    await tab("dvc.yaml").waitFor();
    await page.locator(".statusbar-item", { hasText: /Ln 24\b/ }).waitFor();
    await back();
    const run = (await frame()).locator("aside .pair button.link").first();
    const name = (await run.innerText()).trim();
    await run.click();
    await tab(name).waitFor();
    const lineage = (await pageFrame(page, "run")).locator(".lineage");
    for (const name of [/train@ft/, /^\S*features\.csv/, /models\/ft\.json/])
      await lineage.getByText(name).first().waitFor();
    await picture(page, "pipeline-run");
    await back();
  });

  it("leads from a version of data to the runs that made and read it", async () => {
    const lines = page.locator(".quick-input-widget .monaco-list-row");
    await window.command("Tidemark: Open Run of Data…");
    await lines.filter({ hasText: "data/features.csv" }).first().click();
    await lines.filter({ hasText: "made version" }).first().waitFor();
    await lines.filter({ hasText: "read version" }).first().waitFor();
    await picture(page, "data-runs");
    await lines.filter({ hasText: "train@mlp" }).first().click();
    await tab("train@mlp").waitFor();
    await back();
  });

  it("runs one stage again, and stops at a click", async () => {
    const long = "for i in 1 2 3 4 5 6 7 8 9; do echo epoch $i/90; sleep 5; done";
    const path = join(folder, "dvc.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/python3 src\/work.py evaluate .*/, long));
    await (await box("evaluate")).locator(".detail").waitFor();
    await (await box("evaluate")).click();
    await press("Reproduce this stage", "aside");
    await said(/^Reproducing, /);
    await picture(page, "pipeline-live");
    await press("Stop");
    await said(/^Stopped /);
    await until(
      async () => /\bis-killed\b/.test((await (await box("evaluate")).getAttribute("class")) ?? ""),
      "a stage that was killed, and did not fail",
    );
    await said("1 killed");
    const notice = page.locator(".notifications-toasts .notification-list-item", { hasText: "Reproducing" });
    await until(async () => (await notice.count()) === 0, "the notice to go", 15);
    await picture(page, "pipeline-stopped");
    writeFileSync(path, text);
    assert.doesNotMatch(
      readFileSync(join(folder, "dvc.lock"), "utf8"),
      /echo epoch/,
      "a stage that was stopped is not done",
    );
  });
});
