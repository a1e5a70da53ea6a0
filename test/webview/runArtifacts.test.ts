import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startParquet, writeParquet } from "../../src/core/table/parquetWriter";
import { until } from "../vscode/until";
import { dot, makeRun } from "./run/runScene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const notebook = JSON.stringify({ cells: [{ cell_type: "code", source: ["import mlflow"] }], nbformat: 4 });

async function parquet(rows: number): Promise<Uint8Array> {
  startParquet(readFileSync(require.resolve("parquet-wasm/esm/parquet_wasm_bg.wasm")));
  const ids = Array.from({ length: rows }, (_, i) => i);
  const batches = async function* () {
    yield [ids, ids.map((id) => `C${String(id).padStart(5, "0")}`)];
  };
  const fields = [
    { name: "row", type: "integer" },
    { name: "customer", type: "text" },
  ] as const;
  const parts: Uint8Array[] = [];
  for await (const part of writeParquet(fields, batches())) parts.push(part);
  return Buffer.concat(parts);
}

describe("the run page's artifacts", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let stage: Stage;
  let run: Awaited<ReturnType<typeof makeRun>>;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    run = await makeRun(runtime.door, { experiment: "0", name: "files" });
    await run.put("eval/matrix.json", '{"labels": ["stays", "leaves"], "matrix": [[380, 20], [31, 69]]}');
    await run.put("eval/roc.json", '{"fpr": [0, 0.1, 1], "tpr": [0, 0.9, 1]}');
    await run.put("eval/report.csv", 'class,precision\nstays,0.925\n"a, ""b""",0.5\n');
    await run.put("eval/scores.parquet", await parquet(300));
    await run.put("eval/broken.parquet", "PAR1 it is not");
    await run.put("notes.md", "# What was tried\n");
    await run.put("settings.json", '{"depth":6,"nested":{"lr":0.1}}');
    await run.put("look.ipynb", notebook);
    await run.put("weights.bin", Uint8Array.of(0, 1, 2));
    for (const step of [1, 10, 20]) await run.put(`images/step_${step}.svg`, dot(step * 4));
    stage = await openStage({ page: "run", params: { run: run.id, tab: "artifacts" }, door: runtime.door });
    await stage.page.waitForSelector("html[data-tm-ready]");
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const item = (name: string) => stage.page.getByRole("treeitem", { name: new RegExp(`^${name}(,|$)`) });
  const preview = () => stage.page.locator(".preview");
  const choose = async (name: string) => {
    await item(name).click();
    await preview().getByRole("heading", { name }).waitFor();
  };
  const rows = () => preview().locator("tbody tr").allInnerTexts();

  it("are a tree that opens with the arrows, with one stop for Tab", async () => {
    const { page } = stage;
    assert.equal(await item("eval").getAttribute("aria-expanded"), "true", "what one looks for first is open");
    await item("eval").focus();
    await page.keyboard.press("ArrowLeft");
    await item("report.csv").waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await item("report.csv").waitFor();
    await page.keyboard.press("ArrowRight");
    await until(
      () => page.evaluate("document.activeElement?.dataset.path === 'eval/broken.parquet'"),
      "the page to be there",
    );
    await page.keyboard.press("End");
    await until(() => page.evaluate("document.activeElement?.dataset.path === 'weights.bin'"), "the page to be there");
    assert.equal(await page.locator('[role="treeitem"][tabindex="0"]').count(), 1);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await preview().getByRole("heading", { name: "settings.json" }).waitFor();
    assert.equal(await item("settings.json").getAttribute("aria-selected"), "true");
  });

  it("shows text as text and JSON indented", async () => {
    await choose("notes.md");
    await preview().getByRole("textbox", { name: "notes.md" }).filter({ hasText: "# What was tried" }).waitFor();
    await choose("settings.json");
    const json = preview().getByRole("textbox", { name: "settings.json" }).filter({ hasText: "nested" });
    assert.equal(await json.innerText(), JSON.stringify({ depth: 6, nested: { lr: 0.1 } }, null, 2));
  });

  it("shows CSV and the head of parquet as tables", async () => {
    await choose("report.csv");
    await preview().getByText('a, "b"').waitFor();
    assert.deepEqual(await rows(), ["stays\t0.925", 'a, "b"\t0.5']);
    await choose("scores.parquet");
    await preview().getByText("The first 200 of 300 rows.").waitFor();
    const shown = await rows();
    assert.deepEqual([shown.length, shown[0], shown[199]], [200, "0\tC00000", "199\tC00199"]);
    await choose("broken.parquet");
    await preview()
      .getByText(/broken\.parquet could not be read: .*parquet/)
      .waitFor();
    await preview().getByRole("button", { name: "Try again" }).waitFor();
  });

  it("draws a confusion matrix and a ROC curve", async () => {
    await choose("matrix.json");
    await preview().getByText("449 right of 500: 89.8 %").waitFor();
    await choose("roc.json");
    await preview().getByRole("img", { name: "ROC curve, area below ROC curve: 0.9" }).waitFor();
  });

  it("shows an image, and slides through the steps it was logged at", async () => {
    await item("images").click();
    await choose("step_1.svg");
    const image = preview().getByRole("img", { name: "step_1.svg" });
    await image.waitFor();
    await until(
      () => stage.page.evaluate("document.querySelector('.picture img').naturalWidth === 240"),
      "the page to be there",
    );
    await preview().getByRole("slider").focus();
    await stage.page.keyboard.press("ArrowRight");
    await preview().getByRole("img", { name: "step_10.svg" }).waitFor();
    await preview().getByText("2 of 3").waitFor();
  });

  it("leaves to the editor what it cannot show: notebooks, bytes", async () => {
    await choose("weights.bin");
    await preview().getByText("This page has no picture of such a file.").waitFor();
    await choose("look.ipynb");
    await preview().getByRole("button", { name: "Open in the editor" }).last().click();
    assert.deepEqual(stage.heard.commands.at(-1), { command: "tidemark.openArtifact", args: [run.id, "look.ipynb"] });
    await preview().getByRole("button", { name: "Save as…" }).first().click();
    assert.deepEqual(stage.heard.commands.at(-1), { command: "tidemark.saveArtifact", args: [run.id, "look.ipynb"] });
    await item("notes.md").dblclick();
    assert.deepEqual(stage.heard.commands.at(-1), { command: "tidemark.openArtifact", args: [run.id, "notes.md"] });
  });

  it("finds files by name, and takes in one that comes while it is open", async () => {
    const filter = stage.page.getByRole("textbox", { name: "Filter files" });
    await filter.fill("notes");
    await item("settings.json").waitFor({ state: "detached" });
    await filter.fill("");
    await item("settings.json").waitFor();
    await run.put("late.txt", "came later");
    await item("late.txt").waitFor();
  });
});
