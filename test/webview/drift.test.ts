import assert from "node:assert/strict";
import { until } from "../vscode/until";
import { type Answers, doorTo, driftOf, monitorOf, wide } from "./drift/scene";
import { expectNames } from "./names";
import { hasStage, openStage, type Stage, type StageOptions } from "./stage";

describe("the page of drift", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(function () {
    if (!hasStage()) this.skip();
  });
  afterEach(async function () {
    if (process.env.TIDEMARK_PICTURES)
      await stage?.picture(`${process.env.TIDEMARK_PICTURES}/${this.currentTest?.title}.png`);
    await stage?.[Symbol.asyncDispose]();
  });

  const open = async (params: object, answers: Omit<Answers, "posted" | "asked">, more: Partial<StageOptions> = {}) => {
    const all: Answers = { asked: [], posted: [], ...answers };
    stage = await openStage({ page: "drift", params, door: doorTo(all), ...more });
    await stage.page.locator("html[data-tm-ready=drift]").waitFor();
    return all;
  };
  const tables = { reference: "data/customers.csv@v3", current: "data/customers.csv" };
  const verdict = (text: string) => stage.page.locator(".verdict-short", { hasText: text });
  const rows = () => stage.page.getByRole("grid", { name: "Columns" }).getByRole("row");
  const names = async () => (await rows().locator(".name").allTextContents()).map((each) => each.trim());

  it("shows what drifted first, with how far and against which limit", async () => {
    await open({ monitor: "churn-drift" }, { monitor: monitorOf() }, { size: { width: 1232, height: 740 } });
    await verdict("4 of 15 columns drifted").waitFor();
    await stage.page.getByText("limit 0.1").waitFor();
    assert.deepEqual((await names()).slice(0, 4), ["monthly_charges", "payment_method", "tenure", "contract"]);
    assert.match((await rows().nth(1).textContent()) ?? "", /Wasserstein\s*0\.412/);
    assert.equal(stage.heard.titles.at(-1), "Drift: churn-drift");
    assert.deepEqual(stage.heard.commands[0], { command: "tidemark.acknowledgeAlerts", args: ["churn-drift"] });
  });

  it("tells of a chosen column how it moved, since when and in which segment most", async () => {
    await open({ monitor: "churn-drift" }, { monitor: monitorOf() }, { size: { width: 1232, height: 740 } });
    await rows().filter({ hasText: "monthly_charges" }).click();
    const pane = stage.page.getByRole("complementary", { name: "Column monthly_charges" });
    await pane.getByText("Values moved up by about 15. Began on").waitFor();
    const quantiles = (await pane.getByRole("table", { name: "Quantiles" }).textContent()) ?? "";
    assert.match(quantiles.replaceAll(/\s+/g, ""), /50%64\.979\.7\+14\.8/);
    const segments = (await pane.locator(".segment").allTextContents()).map((each) => each.replaceAll(/\s+/g, ""));
    assert.deepEqual(segments, ["all0.412", "region=north0.688", "region=west0.391", "region=east0.119"]);
    await pane.getByText("region = north").click();
    await verdict("7 of 15 columns drifted").waitFor();
  });

  it("goes through past windows by click and by key", async () => {
    const { asked } = await open({ monitor: "churn-drift" }, { monitor: monitorOf() });
    const windows = stage.page.getByRole("listbox", { name: "Windows" });
    assert.equal(await windows.getByRole("option").count(), 30);
    await windows.focus();
    await stage.page.keyboard.press("ArrowLeft");
    await windows.getByRole("option", { selected: true, name: /Nov/ }).waitFor();
    assert.equal(asked.at(-1), "/api/tidemark/v1/monitors/churn-drift?window=w28");
  });

  it("shows the newest window when the one that was chosen has gone", async () => {
    const answers = await open({ monitor: "churn-drift" }, { monitor: monitorOf() });
    const windows = stage.page.getByRole("listbox", { name: "Windows" });
    await windows.getByRole("option").nth(3).click();
    await until(async () => answers.asked.at(-1)?.endsWith("window=w3") === true, "the window");
    answers.monitor = { ...monitorOf(), windows: monitorOf().windows.slice(10) };
    await stage.tell({ type: "changed", changes: [{ kind: "monitor", id: "churn-drift" }] });
    await until(async () => (await windows.getByRole("option").count()) === 20, "the windows that are left");
    assert.equal(await stage.page.getByRole("alert").count(), 0);
    await windows.getByRole("option", { selected: true }).last().waitFor();
  });

  it("compares two tables with a test for all, and parted by a column", async () => {
    const { posted } = await open(tables, { drift: driftOf() });
    await verdict("4 of 15 columns drifted").waitFor();
    await stage.page.getByRole("combobox", { name: "Test" }).click();
    await stage.page.getByRole("option", { name: "PSI" }).click();
    await stage.page.getByRole("combobox", { name: "Part rows by" }).click();
    await stage.page.getByRole("option", { name: "By contract" }).click();
    await until(async () => posted.length === 3, "the third question");
    assert.deepEqual(posted.at(-1)?.body, { ...tables, method: "psi", segment: "contract" });
  });

  it("filters, sorts, and draws only what is seen of ten thousand columns", async () => {
    await open(tables, { drift: wide(10_000) });
    assert.ok((await rows().count()) < 80);
    await stage.page.getByRole("grid", { name: "Columns" }).focus();
    await stage.page.keyboard.press("End");
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("complementary").waitFor();
    await stage.page.getByRole("textbox", { name: "Filter columns" }).fill("feature_00299");
    await stage.page.waitForFunction(() => document.querySelectorAll(".grid-row.row").length === 1);
    await stage.page.getByRole("textbox", { name: "Filter columns" }).fill("nothing like this");
    await stage.page.getByRole("button", { name: "Clear filters" }).click();
    await stage.page.getByRole("button", { name: "Column" }).click();
    assert.deepEqual((await names()).slice(1, 3), ["feature_00000", "feature_00001"]);
  });

  it("writes what it shows as JSON and as a page of its own", async () => {
    await open(tables, { drift: driftOf() });
    await stage.page.getByRole("button", { name: "JSON" }).click();
    await stage.page.getByRole("button", { name: "Export HTML" }).click();
    await stage.page.waitForTimeout(100);
    const [json, page] = stage.heard.saved;
    assert.equal(json?.name, "drift-customers.csv.json");
    assert.equal(JSON.parse(String(json?.content)).drifted, 4);
    assert.equal(page?.name, "drift-customers.csv.html");
    assert.match(String(page?.content), /4 of 15 tested columns/);
    assert.doesNotMatch(String(page?.content), /<img/);
  });

  it("says what cannot be compared, and what was not tested", async () => {
    await open(tables, {});
    await stage.page.getByRole("alert").getByText("does not exist").waitFor();
    await stage[Symbol.asyncDispose]();
    await open({ monitor: "gone" }, {});
    await stage.page.getByText("The monitor gone is not in tidemark.yaml any more.").waitFor();
  });

  it("takes hostile names as text, and names everything for keys and screen readers", async () => {
    await open(
      { monitor: "churn-drift", column: "tenure" },
      { monitor: monitorOf() },
      { size: { width: 1232, height: 1000 } },
    );
    await rows().filter({ hasText: "<img src=x onerror=alert(1)>" }).waitFor();
    assert.equal(await stage.page.locator("[role=grid] img").count(), 0);
    await expectNames(stage.page);
    assert.deepEqual(stage.heard.troubles, []);
  });

  for (const theme of ["light", "contrast", "contrast-light"] as const)
    it(`can be read in ${theme}`, async () => {
      await open(
        { monitor: "churn-drift", column: "payment_method" },
        { monitor: monitorOf() },
        { theme, size: { width: 1232, height: 740 } },
      );
      await stage.page.getByRole("table", { name: "Values" }).waitFor();
    });

  it("has room in a narrow group", async () => {
    await open(
      { monitor: "churn-drift", column: "tenure" },
      { monitor: monitorOf() },
      { size: { width: 480, height: 900 } },
    );
    await stage.page.getByRole("complementary", { name: "Column tenure" }).waitFor();
    const wideness = await stage.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(wideness, 0);
  });
});
