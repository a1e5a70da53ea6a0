import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { type Dvc, startDvc } from "../../interop/dvc/dvc";
import { changeEvents, changeProject, git, writeProject } from "../dvcProject";
import { fromMenu } from "../menu";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, picture, row, showRuns, unfold, type Window } from "../window";

describe("data of the real dvc, as a user meets it", function () {
  this.timeout(300_000);
  const own = ownFolder("data-story");
  const { folder } = own;
  let dvc: Dvc;
  let window: Window;
  let page: Page;

  const frame = (): Promise<Frame> => pageFrame(page, "dataDiff");
  const said = async (text: string | RegExp) => (await frame()).getByText(text).first().waitFor();
  const line = (text: string | RegExp) =>
    page.locator('[aria-label="Data & Pipeline"] .monaco-list-row', { hasText: text }).first();

  async function choose(text: string): Promise<void> {
    await page.locator(".quick-input-widget input:visible").first().fill(text);
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first().click();
  }

  /** Of a line in the Explorer. */
  const fromExplorer = (name: string, ...items: readonly string[]) =>
    fromMenu(page, page.locator(".explorer-folders-view .label-name").getByText(name, { exact: true }), ...items);

  before(async function () {
    dvc = await startDvc(this);
    git(folder, "init", "-q");
    await dvc.ok(folder, "init", "-q");
    writeProject(folder);
    await dvc.ok(folder, "remote", "add", "-d", "store", join(own.temporary, "store"));
    await dvc.ok(folder, "add", "data/customers.csv", "data/events");
    await dvc.ok(folder, "repro", "-q");
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "First models");
    await dvc.ok(folder, "push");
    changeProject(folder);
    changeEvents(folder);
    window = await own.openWindow();
    ({ page } = window);
    await showRuns(page);
    await page.locator(".pane-header", { hasText: /^Data & Pipeline/ }).click();
    await page.locator(".pane-header", { hasText: /^Runs/ }).click();
  });
  after(() => dvc?.stop());

  it("tells which data changed, and in a folder which files", async () => {
    await line(/customers\.csv/).waitFor();
    await line("2 changed").waitFor();
    await unfold(page, "data/events");
    await line("2026-11-13.csv").waitFor();
    await line("2026-11-12.csv").waitFor();
    await unfold(page, "train@ft");
    await picture(page, "data-view");
  });

  it("shows rows and columns of a changed table, and the changed files of a folder", async () => {
    await fromMenu(page, row(page, "data/customers.csv"), /^Compare Data Versions/);
    await said("1 changed");
    await said("60 rows added, 0 removed, 1,400 the same.");
    await picture(page, "data-diff-table");
    await window.command("View: Close All Editors");
    await fromMenu(page, row(page, "data/events"), /^Compare Data Versions/);
    await said("1 added");
    await (await frame()).locator(".files").getByText("2026-11-12.csv").click();
    await (await frame()).locator(".detail").getByText("2026-11-12.csv").first().waitFor();
    await picture(page, "data-diff-folder");
  });

  it("keeps a change from the Explorer's menu, and the real dvc finds nothing changed", async () => {
    await window.command("View: Close All Editors");
    await page.keyboard.press("Control+Shift+E");
    await page.locator(".explorer-folders-view .label-name").getByText("data", { exact: true }).first().click();
    await fromExplorer("customers.csv.dvc", "DVC", "Compare Data Versions…");
    await (await frame()).locator(".columns, table, section").getByText("months").first().waitFor();
    await fromExplorer("customers.csv", "DVC", "Add Changes to DVC");
    const md5 = () => /md5: (\w+)/.exec(readFileSync(join(folder, "data/customers.csv.dvc"), "utf8"))?.[1];
    const before = /md5: (\w+)/.exec(git(folder, "show", "HEAD:data/customers.csv.dvc"))?.[1];
    await until(async () => md5() !== before, "a new version in the .dvc file");
    assert.match(await dvc.ok(folder, "status", "data/customers.csv.dvc"), /up to date/);
  });

  it("lists what changed in source control and discards it there after a question", async () => {
    await page.keyboard.press("Control+Shift+G");
    const change = page.locator(".scm-view .monaco-list-row", { hasText: "events" }).first();
    await change.waitFor();
    await picture(page, "data-scm");
    await fromMenu(page, change, /^Check Out Data/);
    await page.locator(".monaco-dialog-box").getByText("Discard Changes").click();
    await until(
      async () => /up to date/.test(await dvc.ok(folder, "status", "data/events.dvc")),
      "the version that dvc knows",
    );
  });

  it("fetches the version that a comparison misses", async () => {
    const md5 = /md5: (\w+)/.exec(git(folder, "show", "HEAD:data/customers.csv.dvc"))?.[1] ?? "";
    rmSync(join(folder, ".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2)), { force: true });
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "More customers");
    await window.command("View: Close All Editors");
    await window.command("Tidemark: Compare Data Versions…");
    await choose("First models");
    await choose("What lies in the folder now");
    await said(/customers\.csv/);
    await picture(page, "data-diff-missing");
    await (await frame()).locator(".files [aria-label^='customers.csv, changed']").first().click();
    await (await frame()).getByRole("button", { name: "Fetch" }).click();
    await said("60 rows added, 0 removed, 1,400 the same.");
  });

  it("tracks a new file from the Explorer as dvc does", async () => {
    writeFileSync(join(folder, "data/extra.csv"), "a\n1\n");
    await page.keyboard.press("Control+Shift+E");
    await fromExplorer("extra.csv", "DVC", "Track with DVC");
    await until(
      async () => git(folder, "status", "--porcelain", "-uall").includes("data/extra.csv.dvc"),
      "a .dvc file",
    );
    await until(async () => (await dvc.run(folder, "status", "data/extra.csv.dvc")).code === 0, "dvc to know it");
    await picture(page, "data-explorer");
  });
});
