import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { expectNames } from "./names";
import { hostile, logMetric, logRun, logSweep } from "./runTable/scene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

describe("the run table's page", function () {
  this.timeout(120_000);
  let runtime: TestRuntime;
  let stage: Stage;
  let runs: string[];
  let experiment: string;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    ({ runs, experiment } = await logSweep(runtime));
  });
  after(() => runtime?.[Symbol.asyncDispose]());

  beforeEach(() => open());
  afterEach(() => stage?.[Symbol.asyncDispose]());

  async function open(kept?: unknown): Promise<void> {
    stage = await openStage({ page: "runTable", params: {}, door: runtime.door, ...(kept ? { kept } : {}) });
    stage.page.setDefaultTimeout(15_000);
    await stage.page.waitForSelector("html[data-tm-ready]");
  }
  const row = (run: string | undefined): Locator => stage.page.locator(`.body [data-line="${run}"]:not([hidden])`);
  const cell = (run: string | undefined, column: string): Locator => row(run).locator(`[data-column="${column}"]`);
  const head = (column: string): Locator => stage.page.locator(`[role=columnheader][data-column="${column}"]`);
  const firstNames = async (count: number): Promise<string[]> => {
    const names = await stage.page.locator(".body .row.run:not([hidden])").evaluateAll((rows) =>
      rows
        .map((each) => ({
          at: Number(each.getAttribute("aria-rowindex")),
          name: each.querySelector("span.name")?.textContent ?? "",
        }))
        .sort((a, b) => a.at - b.at)
        .map(({ name }) => name),
    );
    return names.slice(0, count);
  };
  const filter = async (text: string): Promise<void> => {
    const field = stage.page.getByRole("combobox", { name: "Filter runs" });
    await field.fill(text);
    await field.press("Enter");
  };
  const sortedAs = (column: string, order: string): Promise<unknown> =>
    stage.page.waitForSelector(`[role=columnheader][data-column="${column}"][aria-sort="${order}"]`);
  const chooseIn = async (column: string, item: string): Promise<void> => {
    await head(column).click({ button: "right" });
    await stage.page.getByRole("menuitemcheckbox", { name: item, exact: true }).click();
  };

  it("shows the newest experiment's runs, what differs between them, and how they stand", async () => {
    const { page, heard } = stage;
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "churn-sweep");
    assert.deepEqual(heard.titles, ["Runs: churn-sweep"]);
    await page.getByText("120 runs").waitFor();
    await page.getByText("1 running").waitFor();
    await page.getByText("1 failed").waitFor();
    assert.equal(await page.getByRole("grid").getAttribute("aria-rowcount"), "121");
    assert.equal(await head("params.lr").count(), 1);
    assert.equal(await head("params.seed").count(), 0, "a param that is the same everywhere is no column");
    assert.equal(await cell(runs[117], "metrics.val_auc").locator(".value").innerText(), "0.9070");
  });

  it("has only what can be seen in the document", async () => {
    const count = () => stage.page.locator(".body .row").count();
    assert.ok((await count()) < 60);
    await stage.page.getByRole("grid").evaluate((grid) => grid.scrollTo(0, 1500));
    await row(runs[50]).waitFor();
    assert.ok((await count()) < 60);
  });

  it("is walked through with the keyboard, which also selects and opens", async () => {
    const { page, heard } = stage;
    await head("name").focus();
    await page.keyboard.press("ArrowDown");
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-line]")?.dataset.line);
    assert.equal(await focused(), runs[119]);
    await page.keyboard.press("Control+End");
    assert.equal(await focused(), runs[0]);
    await page.keyboard.press("PageUp");
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("2 selected").first().waitFor();
    assert.equal(await row(runs[118]).getAttribute("aria-selected"), "true");
    await page.keyboard.press("Enter");
    await page.keyboard.press("F2");
    assert.deepEqual(heard.commands, [
      { command: "tidemark.openRun", args: [runs[117]] },
      { command: "tidemark.renameRun", args: [runs[117]] },
    ]);
    await page.keyboard.press("Control+a");
    await page.getByText("120 selected").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".selection-bar").waitFor({ state: "detached" });
  });

  it("hands the editor's menu the runs that are meant", async () => {
    const { page } = stage;
    await page.evaluate(() =>
      window.addEventListener("contextmenu", (event) => {
        const from = (event.target as Element).closest<HTMLElement>("[data-vscode-context]");
        Object.assign(window, { asked: from?.dataset.vscodeContext });
      }),
    );
    await cell(runs[117], "name").focus();
    await page.keyboard.press("Shift+F10");
    const asked = JSON.parse(await page.evaluate(() => (window as unknown as { asked: string }).asked));
    assert.deepEqual(asked, {
      webviewSection: "run",
      tidemarkRuns: [runs[117]],
      tidemarkFolder: "file:///churn",
      preventDefaultContextMenuItems: true,
      tidemarkStarred: false,
      tidemarkSeveral: false,
      tidemarkExperiments: [],
    });
  });

  it("sorts by what is clicked, best first, and by more with Shift", async () => {
    await head("metrics.val_loss").click();
    await sortedAs("metrics.val_loss", "ascending");
    assert.deepEqual(await firstNames(2), ["run-119", hostile]);
    await head("metrics.val_loss").click();
    await sortedAs("metrics.val_loss", "descending");
    assert.deepEqual(await firstNames(2), ["run-0", "run-1"], "the run without a loss is not the worst");
    await head("params.model").click();
    await sortedAs("params.model", "ascending");
    await head("metrics.val_auc").click({ modifiers: ["Shift"] });
    await sortedAs("metrics.val_auc", "descending");
    assert.deepEqual(await firstNames(2), ["run-119", "run-116"], "forests, the best of them first");
  });

  it("says where a filter is wrong and keeps the runs that were there", async () => {
    await filter("metrics.val_auc > 0.9 or params.lr = '1'");
    const error = stage.page.getByRole("alert");
    await error.waitFor();
    assert.match(await error.innerText(), /found or at 23/);
    assert.equal(await stage.page.locator(".q-wrong").innerText(), "or");
    assert.equal(await row(runs[119]).count(), 1);
  });

  it("completes keys and values of this experiment", async () => {
    const { page } = stage;
    const field = page.getByRole("combobox", { name: "Filter runs" });
    await field.click();
    await page.keyboard.type("params.mo");
    await page.keyboard.press("Tab");
    await page.keyboard.type("= ");
    const tree = page.getByRole("option", { name: "'tree'" });
    await tree.waitFor();
    assert.equal((await tree.boundingBox())?.height, 22, "an offer is one line");
    await page.keyboard.type("'tr");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), "params.model = 'tree'");
    await page.keyboard.press("Enter");
    await page.getByText("40 of 120").first().waitFor();
  });

  it("offers to clear a filter without a match, and says how many it hides", async () => {
    await filter("params.model = 'none such'");
    await stage.page.getByText("No run matches. 120 are hidden by the filter.").waitFor();
    await stage.page.getByRole("button", { name: "Clear filters" }).click();
    await row(runs[119]).waitFor();
  });

  it("filters by chips", async () => {
    await stage.page.getByRole("button", { name: "1 failed" }).click();
    await row(runs[7]).waitFor();
    assert.deepEqual(await firstNames(5), ["run-7"]);
    assert.equal(await cell(runs[7], "status").locator("[role=img]").getAttribute("aria-label"), "Failed");
    await stage.page.getByRole("button", { name: "Take the filter away" }).click();
    await row(runs[119]).waitFor();
  });

  it("measures every run against a pinned baseline", async () => {
    await cell(runs[110], "name").focus();
    await stage.page.keyboard.press("b");
    const pinned = stage.page.locator(".row.baseline");
    await pinned.waitFor();
    assert.equal(await pinned.locator("span.name").innerText(), "run-110");
    assert.equal(await row(runs[110]).count(), 0, "it stands on top and nowhere else");
    const focused = () =>
      stage.page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-line]")?.dataset.line);
    assert.equal(await focused(), "baseline", "the focus goes with the run");
    await stage.page.keyboard.press("b");
    await pinned.waitFor({ state: "detached" });
    assert.equal(await focused(), runs[110]);
    await stage.page.keyboard.press("b");
    await pinned.waitFor();
    const delta = async (run: number, key: string) => {
      const slot = cell(runs[run], key).locator(".delta");
      return `${await slot.innerText()} ${await slot.getAttribute("class")}`;
    };
    assert.equal(await delta(115, "metrics.val_auc"), "+0.0050 delta good");
    assert.equal(await delta(105, "metrics.val_auc"), "\u22120.0050 delta bad");
    assert.equal(await delta(115, "metrics.val_loss"), "\u22120.0050 delta good");
    await filter("params.model = 'mlp'");
    await stage.page.getByText("40 of 120").first().waitFor();
    assert.equal(await pinned.locator("span.name").innerText(), "run-110", "a filter does not take it away");
  });

  it("groups by a param, with mean and deviation, and closes groups", async () => {
    await chooseIn("params.model", "Group by model");
    const group = stage.page.locator(".row.group", { hasText: "forest" });
    await group.waitFor();
    assert.match(await group.innerText(), /model\s*forest\s*40 runs/);
    assert.match(await group.locator('[data-column="metrics.val_auc"]').innerText(), /0\.8505\s*± 0\.0351/);
    assert.equal(await head("params.model").count(), 0);
    const before = await stage.page.getByRole("grid").getAttribute("aria-rowcount");
    await group.locator('[data-column="name"]').click();
    await stage.page.waitForFunction(
      (was) => document.querySelector("[role=grid]")?.getAttribute("aria-rowcount") !== was,
      before,
    );
    assert.equal(await group.locator('[data-column="name"]').getAttribute("aria-expanded"), "false");
  });

  it("compares what is selected, in the order it stands", async () => {
    for (const run of [115, 117]) await cell(runs[run], "select").locator(".box").click();
    await stage.page.getByRole("button", { name: "Compare" }).click();
    assert.deepEqual(stage.heard.commands, [{ command: "tidemark.compareRuns", args: [[runs[117], runs[115]]] }]);
  });

  it("deletes what is selected and takes it back", async () => {
    for (const run of [113, 114]) await cell(runs[run], "select").locator(".box").click();
    await stage.page.getByRole("button", { name: "Delete", exact: true }).click();
    await stage.page.getByText("2 runs deleted").first().waitFor();
    await row(runs[113]).waitFor({ state: "detached" });
    await stage.page.getByRole("button", { name: "Undo" }).click();
    await row(runs[113]).waitFor();
  });

  it("keeps the focus where a deleted run was", async () => {
    await cell(runs[112], "name").focus();
    await stage.page.keyboard.press("Delete");
    await row(runs[112]).waitFor({ state: "detached" });
    const focused = await stage.page.evaluate(
      () => document.activeElement?.closest<HTMLElement>("[data-line]")?.dataset.line,
    );
    assert.equal(focused, runs[111]);
    await stage.page.getByRole("button", { name: "Undo" }).click();
    await row(runs[112]).waitFor();
  });

  it("asks for a run's colour at its square, and takes stars away as it gives them", async () => {
    await cell(runs[112], "name").locator(".swatch").click();
    assert.deepEqual(stage.heard.commands, [{ command: "tidemark.colourRun", args: [runs[112]] }]);
    await cell(runs[112], "select").locator(".box").click();
    await stage.page.getByRole("button", { name: "Star", exact: true }).click();
    await row(runs[112]).locator(".star").waitFor();
    await stage.page.getByRole("button", { name: "Unstar", exact: true }).click();
    await row(runs[112]).locator(".star").waitFor({ state: "detached" });
    assert.equal(await head("tags.tidemark.starred").count(), 0);
  });

  it("has room for what can be done with selected runs at 300 pixels", async () => {
    await stage.page.setViewportSize({ width: 300, height: 600 });
    await cell(runs[117], "select").locator(".box").click();
    for (const name of ["Compare", "Tag…", "Star", "Export…", "Delete", "Clear the selection"]) {
      const box = await stage.page.locator(".selection-bar").getByRole("button", { name, exact: true }).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 300, `${name} is cut off`);
    }
  });

  it("shows a new run and new values as they come, and keeps selection and place", async () => {
    const { page } = stage;
    await cell(runs[116], "select").locator(".box").click();
    await page.getByRole("grid").evaluate((grid) => grid.scrollTo(0, 24 * 30));
    await row(runs[80]).waitFor();
    const made = await logRun(runtime, experiment, { name: "late", start: Date.UTC(2026, 10, 21), status: "FINISHED" });
    await page.getByText("121 runs").waitFor();
    assert.equal(await page.getByRole("grid").evaluate((grid) => grid.scrollTop), 24 * 30);
    await page.getByText("1 selected").first().waitFor();
    await page.getByRole("grid").evaluate((grid) => grid.scrollTo(0, 0));
    await row(made).waitFor();
    await logMetric(runtime, runs[119] as string, "val_auc", 0.5, 9);
    await cell(runs[119], "metrics.val_auc").getByText("0.500").waitFor();
    await runtime.door.post("/api/2.0/mlflow/runs/delete", { run_id: made }, (value) => value);
    await page.getByText("120 runs").waitFor();
  });

  it("shows hostile names as the text they are", async () => {
    assert.equal(await cell(runs[118], "name").locator("span.name").textContent(), hostile);
    assert.equal(await stage.page.locator(".grid img").count(), 0);
  });

  it("takes no infinite value for the best", async () => {
    const made = await logRun(runtime, experiment, {
      name: "diverged",
      start: Date.UTC(2026, 10, 21),
      status: "FINISHED",
      metrics: { val_auc: ["Infinity"] },
    });
    await cell(made, "metrics.val_auc").getByText("∞").waitFor();
    await stage.page.locator('.body [data-column="metrics.val_auc"] .value.best').first().waitFor();
    assert.equal(await cell(made, "metrics.val_auc").locator(".value.best").count(), 0);
    await runtime.door.post("/api/2.0/mlflow/runs/delete", { run_id: made }, (value) => value);
  });

  it("exports the selected runs with the columns that are shown", async () => {
    await cell(runs[117], "select").locator(".box").click();
    await stage.page.getByRole("button", { name: "Export…" }).click();
    await stage.page.getByRole("menuitem", { name: "CSV…" }).click();
    await stage.page.waitForFunction(() => document.querySelector(".popup") === null);
    const [saved] = stage.heard.saved;
    assert.equal(saved?.name, "churn-sweep.csv");
    assert.equal(
      saved.content,
      "Run,Status,Created,Duration,lr,model,val_auc,val_loss\r\n" +
        "run-117,FINISHED,2026-11-20T01:57:00.000Z,401,0.01,mlp,0.907,0.08299999999999996\r\n",
    );
  });

  it("keeps what was made of it", async () => {
    await cell(runs[117], "select").locator(".box").click();
    await head("metrics.val_auc").click();
    await chooseIn("params.model", "Group by model");
    await stage.page.locator(".row.group").first().waitFor();
    await stage.page.waitForFunction(() => {
      const state = (window as unknown as { tmState(): { group?: string } | undefined }).tmState();
      return state?.group === "params.model";
    });
    const kept = await stage.page.evaluate(() => (window as unknown as { tmState(): unknown }).tmState());
    await stage[Symbol.asyncDispose]();
    await open(kept);
    await stage.page.locator(".row.group").first().waitFor();
    assert.equal(await head("metrics.val_auc").getAttribute("aria-sort"), "descending");
    await stage.page.locator(".selection-bar", { hasText: "1 selected" }).waitFor();
  });

  it("saves a view for the team, and takes it again", async () => {
    const { page } = stage;
    await head("metrics.val_auc").click();
    await page.getByTitle("Saved views").click();
    await page.getByRole("menuitem", { name: "Save as…" }).click();
    await page.getByRole("textbox", { name: "Name of the view" }).fill("by auc");
    await page.keyboard.press("Enter");
    await page.getByTitle("Saved views").getByText("by auc").waitFor();
    await stage[Symbol.asyncDispose]();
    await open();
    await stage.page.getByTitle("Saved views").click();
    await stage.page.getByRole("menuitemcheckbox", { name: "by auc" }).click();
    await stage.page.waitForSelector('[data-column="metrics.val_auc"][aria-sort="descending"]');
  });

  it("can be used with a keyboard and a screen reader", async () => {
    // few rows, as Chromium takes its time to tell a name
    await filter("attributes.run_name LIKE 'run-11_' AND params.model = 'mlp'");
    await stage.page.getByText("3 of 120").first().waitFor();
    await cell(runs[117], "select").locator(".box").click();
    await stage.page.keyboard.press("b");
    await stage.page.locator(".row.baseline").waitFor();
    await stage.page.locator(".selection-bar").waitFor();
    await expectNames(stage.page);
  });
});
