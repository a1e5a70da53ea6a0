import assert from "node:assert/strict";
import { until } from "../vscode/until";
import { expectNames } from "./names";
import { makeRun, playScene, type Scene } from "./run/runScene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const mlflow = "/api/2.0/mlflow";
const nothing = () => undefined;

describe("the run page", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let scene: Scene;
  let stage: Stage;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    scene = await playScene(runtime);
    stage = await open(scene.run);
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const open = async (run: string, tab?: string, kept?: unknown): Promise<Stage> => {
    const params = { run, ...(tab === undefined ? {} : { tab }) };
    const opened = await openStage({ page: "run", params, door: runtime.door, kept });
    await opened.page.waitForSelector("html[data-tm-ready]");
    return opened;
  };
  const tab = (name: RegExp) => stage.page.getByRole("tab", { name });
  const said = () => stage.heard.commands.at(-1);

  it("says in its head what became of the run, and leads back to where it came from", async () => {
    const { page } = stage;
    await page.getByRole("heading", { name: "calm-heron-214", level: 1 }).waitFor();
    assert.deepEqual(stage.heard.titles.slice(-1), ["calm-heron-214"]);
    await page.locator(".header .facts").getByText("6m 41s").waitFor();
    const lead = async (name: RegExp | string, command: string, args: readonly unknown[]) => {
      await page.locator(".header").getByRole("button", { name }).click();
      assert.deepEqual(said(), { command: `tidemark.${command}`, args });
    };
    await lead("churn-sweep", "openRunTable", [scene.experiment]);
    await lead(scene.commit.slice(0, 7), "showRunChanges", [scene.run]);
    await lead("src/train.py:42", "openRunSource", [scene.run]);
    await lead("customers.csv", "openDataVersion", [scene.run, "data/customers.csv.dvc"]);
    await lead(/churn v2/, "openModel", ["churn", 2]);
    await lead("Compare", "compareRuns", [[scene.champion, scene.run]]);
    await lead("Reproduce", "reproduceRun", [scene.run]);
    await lead("Register model…", "registerModel", [scene.run]);
    await lead("Star", "unstarRun", [scene.run]);
  });

  it("draws the six metrics that say most, and tells each in words", async () => {
    const charts = stage.page.locator(".minis").getByRole("img");
    assert.equal(await charts.count(), 6);
    const auc = (await charts.first().getAttribute("aria-label")) ?? "";
    assert.match(auc, /^val\/auc: 60 points from 0\.7\d+ to 0\.87\d+, last 0\.87\d+$/);
    const names = await stage.page.locator(".minis .name").allInnerTexts();
    assert.deepEqual(names.slice(0, 3), ["val/auc", "val/loss", "val/f1"]);
    assert.equal(names.at(-1), "system/gpu_memory", "what the machine did comes last");
    await stage.page
      .locator(".mini")
      .first()
      .getByText(/best at \d+/)
      .waitFor();
  });

  it("holds the params against the champion's", async () => {
    const pane = stage.page.getByRole("complementary", { name: "Files, params and environment" });
    await pane.getByText("5 of 8 differ from @champion").waitFor();
    assert.match(await pane.locator("dl").first().innerText(), /depth\s+8\s+was 6/);
    await pane.getByText(/3\.11\.9 · torch 2\.5\.1/).waitFor();
  });

  it("shows the note, as the text that it is, as soon as there is one", async () => {
    const value = "## Better\n<b>why?</b>";
    await runtime.door.post(
      `${mlflow}/runs/set-tag`,
      { run_id: scene.run, key: "mlflow.note.content", value },
      nothing,
    );
    await stage.page.getByRole("button", { name: "Edit note" }).click();
    assert.deepEqual(said(), { command: "tidemark.editRunNote", args: [scene.run] });
    assert.equal(await stage.page.locator(".note").innerText(), value);
  });

  it("goes through its tabs with the arrows, one stop for Tab, and keeps the last one", async () => {
    await tab(/^Overview/).focus();
    await stage.page.keyboard.press("ArrowRight");
    await until(() => stage.page.evaluate("document.activeElement?.id === 'tab-metrics'"), "the focus");
    await stage.page.keyboard.press("End");
    await until(() => stage.page.evaluate("document.activeElement?.id === 'tab-code'"), "the focus");
    assert.equal(await stage.page.locator('[role="tab"][tabindex="0"]').count(), 1);
    assert.deepEqual(await stage.page.evaluate("tmState().tab"), "code");
    const again = await open(scene.run, undefined, await stage.page.evaluate("tmState()"));
    assert.equal(await again.page.getByRole("tab", { name: /^Code/ }).getAttribute("aria-selected"), "true");
    await again[Symbol.asyncDispose]();
  });

  for (const name of ["Overview", "Metrics", "Params", "Artifacts", "Log", "Traces", "Lineage", "Code"])
    it(`names everything on ${name} for a screen reader, and Tab comes to it`, async () => {
      await tab(new RegExp(`^${name}`)).click();
      if (name === "Artifacts") await stage.page.getByRole("treeitem", { name: /confusion_matrix/ }).click();
      if (name === "Traces") await stage.page.getByRole("treeitem", { name: /redis\.get, failed/ }).click();
      await stage.page.waitForTimeout(100);
      const { stops } = await expectNames(stage.page);
      assert.ok(stops.some(({ role }) => role === "tab"));
    });

  it("filters metrics, shows them as a table with the best, lowest and highest", async () => {
    await tab(/^Metrics/).click();
    const sections = stage.page.locator("button.fold h2");
    assert.deepEqual(await sections.allInnerTexts(), ["val", "train", "system"]);
    await stage.page.getByRole("textbox", { name: "Filter metrics" }).fill("loss");
    await stage.page.getByText("2 of 7").waitFor();
    await stage.page.getByRole("button", { name: "Show as table" }).click();
    const row = stage.page.locator("tbody tr", { hasText: "val/loss" });
    await row.waitFor();
    const cells = await row.locator("td").allInnerTexts();
    assert.deepEqual([cells[2], cells[6]], ["60", "60"], "last step and number of points");
    assert.equal(cells[3], cells[4], "of a loss the best is the lowest");
    await stage.page.getByRole("textbox", { name: "Filter metrics" }).fill("nothing like it");
    await stage.page.getByRole("button", { name: "Show all 7" }).click();
    await stage.page.locator("tbody tr").nth(6).waitFor();
    assert.equal(await stage.page.locator("tbody tr").count(), 7);
    await stage.page.getByRole("button", { name: "Show as table" }).click();
  });

  it("shows only the params that differ, and opens both runs in the diff editor", async () => {
    await tab(/^Params/).click();
    await stage.page.getByRole("checkbox", { name: "Only differences" }).click();
    const keys = async () => (await stage.page.locator("tr.differs td:first-child").allInnerTexts()).sort();
    await until(async () => (await keys()).length >= 5, "the rows that differ");
    assert.deepEqual(await keys(), ["depth", "epochs", "model", "optimizer", "seed"]);
    await stage.page.getByRole("button", { name: "Compare with @champion in the diff editor" }).click();
    assert.deepEqual(said(), { command: "tidemark.diffRuns", args: [scene.champion, scene.run] });
  });

  it("leads from each node of the lineage to the thing itself", async () => {
    await tab(/^Lineage/).click();
    const node = (text: RegExp | string) => stage.page.locator(".lineage .box", { hasText: text });
    const lead = async (text: RegExp | string, command: string, args: readonly unknown[]) => {
      await node(text).click();
      assert.deepEqual(said(), { command: `tidemark.${command}`, args });
    };
    await lead("on main", "showRunChanges", [scene.run]);
    await lead("src/train.py:42", "openRunSource", [scene.run]);
    await lead("params.yaml", "showRunChanges", [scene.run]);
    await lead("data/customers.csv", "openDataVersion", [scene.run, "data/customers.csv.dvc"]);
    await lead("churn v2", "openModel", ["churn", 2]);
    const dead = stage.page.locator(".lineage .box:not(button)");
    assert.deepEqual(await dead.allInnerTexts(), ["calm-heron-214\nthis run"], "only where one is leads nowhere");
  });

  it("leads from a logged model to the files, and from data that only the client knows to what is known", async () => {
    const run = await makeRun(runtime.door, { experiment: scene.experiment, name: "logger" });
    const logged = { experiment_id: scene.experiment, name: "forest", source_run_id: run.id };
    const model_id = await runtime.door.post(
      `${mlflow}/logged-models`,
      logged,
      (value) => (value as { model: { info: { model_id: string } } }).model.info.model_id,
    );
    await runtime.door.post(`${mlflow}/runs/outputs`, { run_id: run.id, models: [{ model_id, step: 0 }] }, nothing);
    const dataset = { name: "remote.csv", digest: "77aa", source_type: "http", source: "https://data.example/x" };
    await runtime.door.post(
      `${mlflow}/runs/log-inputs`,
      { run_id: run.id, datasets: [{ dataset, tags: [] }] },
      nothing,
    );
    const own = await open(run.id, "lineage");
    await own.page.getByRole("button", { name: /forest/ }).click();
    await own.page.getByText("The run logged no files.").waitFor();
    await own.page.getByRole("tab", { name: "Lineage" }).click();
    await own.page.getByRole("button", { name: /remote\.csv/ }).click();
    await own.page.getByRole("complementary", { name: "Data and packages" }).getByText("77aa").waitFor();
    await own[Symbol.asyncDispose]();
  });

  it("shows what was not committed, line by line, and every way to compare it", async () => {
    await tab(/^Code/).click();
    await stage.page.getByText("+rate = 0.001").waitFor();
    await stage.page.getByText("-depth: 6").waitFor();
    const click = (name: string) => stage.page.getByRole("button", { name }).click();
    await click("Open in the diff editor");
    assert.deepEqual(said(), { command: "tidemark.showRunChanges", args: [scene.run] });
    await click("Compare with folder");
    assert.deepEqual(said(), { command: "tidemark.compareRunWithFolder", args: [scene.run] });
    await click("Compare with @champion");
    assert.deepEqual(said(), { command: "tidemark.diffRuns", args: [scene.champion, scene.run] });
    await stage.page.getByText("scikit-learn").waitFor();
    const pane = stage.page.getByRole("complementary", { name: "Data and packages" });
    assert.match(
      await pane.locator("dl").first().innerText(),
      /^data\/customers\.csv\s+9b1d4e7\s+212 MB$/,
      "told once",
    );
  });
});
