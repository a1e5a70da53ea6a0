import assert from "node:assert/strict";
import type { ExplainedRow, ExplainWish } from "../../src/shared/explanation";
import { type Answers, churn, doorTo, interactionsOf } from "./explain/scene";
import { expectNames } from "./names";
import { hasStage, openStage, type Stage, type StageOptions } from "./stage";

const request: ExplainedRow = {
  request: "b7e2-91f0-4c1a",
  at: Date.UTC(2026, 10, 21, 8, 25, 31),
  endpoint: "churn-api",
  variant: "v5",
  model: "churn",
  version: "5",
  method: "tree_path_dependent",
  output: "churn",
  space: "raw",
  link: "logit",
  base_value: -1,
  value: 2,
  prediction: 1,
  parts: [
    { feature: "contract", given: "month-to-month", value: 2 },
    { feature: "monthly_charges", given: 104.2, value: 1.5 },
    { feature: "tenure", given: 30, value: -0.5 },
  ],
  took_ms: 3,
};

describe("the page of an explanation", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(function () {
    if (!hasStage()) this.skip();
  });
  afterEach(() => stage?.[Symbol.asyncDispose]());

  const open = async (answers: Answers, more: Partial<StageOptions> = {}, asked: ExplainWish[] = []) => {
    const params = { model: "models:/churn/5", data: "data/customers.csv" };
    stage = await openStage({ page: "explain", params, door: doorTo(answers, asked), ...more });
    await stage.page.locator("html[data-tm-ready=explain]").waitFor();
  };
  const line = (name: string) => stage.page.locator(`.swarm[data-feature="${name}"]`);
  const tab = (name: string) => stage.page.getByRole("tab", { name });
  /** Until a feature's dots are painted. */
  const painted = (name: string) =>
    stage.page.waitForFunction((feature) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`.swarm[data-feature="${feature}"] canvas`);
      const context = canvas?.getContext("2d");
      return context?.getImageData(0, 0, canvas?.width ?? 1, canvas?.height ?? 1).data.some((value) => value > 0);
    }, name);

  it("says what was explained, by what, and how well; and its facts lead on", async () => {
    await open({ explanation: churn(2000) });
    await stage.page.getByRole("heading", { name: "Explain: churn v5" }).waitFor();
    for (const text of ["2,000 rows of", "9b1d4e7", "TreeSHAP, path dependent", "Sums to the prediction within 2e-7"])
      await stage.page.getByText(text).waitFor();
    assert.deepEqual(stage.heard.titles.at(-1), "Explain: churn v5");
    await stage.page.getByRole("button", { name: "calm-heron-214" }).click();
    await stage.page.getByRole("button", { name: "customers.csv" }).click();
    assert.deepEqual(
      stage.heard.commands.map(({ command, args }) => [command, args[0]]),
      [
        ["tidemark.openRun", "r1"],
        ["tidemark.openExplainedData", "data/customers.csv"],
      ],
    );
    await stage.page.getByText("top 12 of 21").waitFor();
    assert.equal(await stage.page.locator(".swarm[data-feature]").count(), 12);
    await stage.page.getByRole("button", { name: "Show all 21 features" }).click();
    assert.equal(await stage.page.locator(".swarm[data-feature]").count(), 21);
  });

  it("chooses a row by its dot, rings it on every line, and says why it came out so", async () => {
    await open({ explanation: churn(500) });
    await painted("senior");
    const dots = line("contract").locator("canvas");
    const box = await dots.boundingBox();
    assert.ok(box);
    // the densest place of a swarm is its middle: the month-to-month contracts, some way right of zero
    for (let x = box.width * 0.6; x < box.width && (await stage.page.locator(".ring").count()) === 0; x += 4)
      await dots.click({ position: { x, y: box.height / 2 } });
    assert.equal(await stage.page.locator(".ring").count(), 12);
    const pane = stage.page.getByRole("complementary");
    await pane.getByRole("heading", { name: /^Row \d+$/ }).waitFor();
    assert.match((await pane.locator(".row-pane .said").textContent()) ?? "", /^[\d.]+\u2009% for churn: .+most/);
    await stage.page.getByRole("heading", { name: "contract" }).waitFor();
    assert.equal(await pane.locator(".waterfall .part").count(), 9);
    await pane.getByRole("button", { name: "13 others" }).waitFor();
    await pane.getByRole("button", { name: "Show as table" }).last().click();
    assert.equal(await pane.locator(".row-pane tbody tr").count(), 21 + 2);
  });

  it("is walked by keys: features up and down, rows left and right, tabs", async () => {
    await open({ explanation: churn(300) });
    await line("contract").focus();
    await stage.page.keyboard.press("ArrowDown");
    await stage.page.getByRole("heading", { name: "monthly_charges" }).waitFor();
    await stage.page.waitForFunction(() => document.activeElement?.getAttribute("data-feature") === "monthly_charges");
    await stage.page.keyboard.press("End");
    await stage.page.getByRole("heading", { name: "senior" }).waitFor();
    await stage.page.keyboard.press("ArrowRight");
    await stage.page.getByRole("heading", { name: "Row 1", exact: true }).waitFor();
    await stage.page.keyboard.press("ArrowRight");
    await stage.page.getByRole("heading", { name: "Row 2", exact: true }).waitFor();
    await stage.page.keyboard.press("ArrowLeft");
    await stage.page.getByRole("heading", { name: "Row 1", exact: true }).waitFor();
    await tab("Summary").focus();
    await stage.page.keyboard.press("ArrowRight");
    await stage.page.getByRole("heading", { name: "SHAP by value" }).waitFor();
    await stage.page.keyboard.press("End");
    await stage.page.getByRole("textbox", { name: "Find rows" }).waitFor();
    assert.deepEqual(await stage.page.evaluate("tmState().tab"), "rows");
  });

  it("shows a hundred thousand rows, of which the table draws those that are seen", async () => {
    await open({ explanation: churn(100_000, 8) });
    await painted("data_usage_gb");
    await tab("Rows").click();
    await stage.page.getByText("100,000 of 100,000 rows").waitFor();
    const lines = stage.page.locator(".space .row-line");
    assert.ok((await lines.count()) < 80);
    await stage.page.getByRole("grid", { name: "Rows" }).focus();
    await stage.page.keyboard.press("End");
    await stage.page.getByRole("heading", { name: "Row 100,000" }).waitFor();
    await lines.filter({ hasText: "100,000" }).waitFor();
    await stage.page.getByRole("textbox", { name: "Find rows" }).fill("tenure < 2 and contract = one year");
    await stage.page.getByText(/^[\d,]+ of 100,000 rows$/).waitFor();
    await stage.page.getByRole("textbox", { name: "Find rows" }).fill("tenure < much");
    await stage.page.getByText("much is no number.").waitFor();
    await stage.page.getByRole("button", { name: "Clear filters" }).click();
    await stage.page.getByRole("button", { name: "Prediction" }).click();
    await stage.page.locator('[aria-sort="descending"]').waitFor();
  });

  it("shows how features work together, in pairs, cohorts and lines; each chart as a table too", async () => {
    const explanation = churn(800);
    await open({ explanation, interactions: interactionsOf(explanation.page) });
    await tab("Interactions").click();
    const cell = stage.page.getByRole("button", { name: /^tenure and contract: / });
    await cell.waitFor();
    await cell.click();
    await stage.page.getByRole("heading", { name: "tenure" }).waitFor();
    await stage.page.locator("button.by", { hasText: "contract" }).waitFor();
    await tab("Decision plot").click();
    await stage.page.getByText("300 of 800 rows").waitFor();
    await stage.page.locator(".decision .chart").hover();
    await stage.page.getByRole("button", { name: "Show as table" }).first().click();
    await stage.page.getByRole("table", { name: "How predictions come together" }).waitFor();
    await tab("Cohorts").click();
    await stage.page.getByRole("combobox", { name: "Column that parts the rows" }).click();
    await stage.page.getByRole("option", { name: "contract" }).click();
    const cohorts = stage.page.getByRole("table", { name: "Cohorts by contract" });
    await cohorts.getByRole("columnheader", { name: "two year" }).waitFor();
    assert.equal(await cohorts.getByRole("columnheader").count(), 4);
    await tab("Summary").click();
    await stage.page.getByRole("button", { name: "Show as table" }).first().click();
    await stage.page.getByRole("table", { name: "What moves the prediction" }).getByText("tenure").waitFor();
  });

  it("explains another space or output when it is asked to", async () => {
    const asked: ExplainWish[] = [];
    await open({ explanation: churn(100) }, {}, asked);
    await stage.page.getByRole("combobox", { name: "Space of the values" }).click();
    await stage.page.getByRole("option", { name: "Probability" }).click();
    await stage.page.waitForFunction("tmState()?.space === 'probability'");
    assert.deepEqual(asked[0], { model: "models:/churn/5", data: "data/customers.csv" });
    while (asked.length < 2) await stage.page.waitForTimeout(20);
    assert.equal(asked[1]?.output_space, "probability");
  });

  it("shows a logged prediction before its log, and in place of a log that cannot be explained", async () => {
    await open(
      { request, refused: "predictions:churn-api: no row has all features" },
      { params: { data: "predictions:churn-api?last=24h", name: "churn-api", request: request.request } },
    );
    await stage.page.getByRole("alert").getByText("no row has all features").waitFor();
    await stage.page.getByText("88.1\u2009%").first().waitFor();
    await stage.page.getByText("for churn: contract (month-to-month) explains most of it.").waitFor();
    await stage.page.getByRole("button", { name: "Copy b7e2-91f0-4c1a" }).click();
    assert.deepEqual(stage.heard.copied, ["b7e2-91f0-4c1a"]);
  });

  it("finds the logged prediction among the others of its log", async () => {
    const explanation = churn(50);
    const requests = Array.from({ length: 50 }, (_, i) => (i === 20 ? request.request : `r-${i}`));
    await open(
      {
        explanation: { ...explanation, page: { ...explanation.page, requests, times: requests.map(() => request.at) } },
        request,
      },
      { params: { data: "predictions:churn-api?last=24h", request: request.request } },
    );
    await stage.page.getByRole("heading", { name: "Row 21" }).waitFor();
  });

  it("says what is wrong, and tries again", async () => {
    const answers: Answers = { refused: "data/customers.csv: no column 'tenure', which the model wants" };
    await open(answers);
    await stage.page.getByRole("alert").getByText("no column 'tenure'").waitFor();
    answers.explanation = churn(30);
    await stage.page.getByRole("button", { name: "Try again" }).click();
    await stage.page.getByRole("heading", { name: "What moves the prediction" }).waitFor();
    assert.equal(await stage.page.getByRole("alert").count(), 0);
    await tab("Interactions").click();
    await stage.page.getByText("no column 'tenure'").waitFor();
  });

  it("becomes files: a picture, the values, a page of its own without a script", async () => {
    await open({ explanation: churn(60) }, { kept: { row: 3 } });
    await painted("senior");
    const choose = async (name: string) => {
      await stage.page.getByRole("button", { name: "Export…" }).click();
      const before = stage.heard.saved.length;
      await stage.page.getByRole("menuitem", { name }).click();
      while (stage.heard.saved.length === before) await stage.page.waitForTimeout(20);
      return stage.heard.saved.at(-1);
    };
    const picture = await choose("Save summary as PNG…");
    assert.ok(picture?.content instanceof Uint8Array && picture.content.length > 5000);
    assert.equal(Buffer.from(picture.content.slice(1, 4)).toString(), "PNG");
    const values = await choose("Save SHAP values as CSV…");
    assert.equal(String(values?.content).trim().split("\r\n").length, 61);
    const html = String((await choose("Save as HTML page…"))?.content);
    assert.match(html, /<img alt="What moves the prediction" src="data:image\/png;base64,/);
    assert.match(html, /Row 4/);
    assert.doesNotMatch(html, /<script/);
  });

  it("takes hostile names as text, and names everything for keys and screen readers", async () => {
    const explanation = churn(200, 5);
    const evil = "<img src=x onerror=alert(1)>";
    const [first, ...others] = explanation.page.features;
    assert.ok(first);
    const page = {
      ...explanation.page,
      title: evil,
      features: [{ ...first, name: evil, words: [evil, "b", "c"] }, ...others],
    };
    await open({ explanation: { ...explanation, page }, interactions: interactionsOf(page) }, { kept: { row: 2 } });
    await stage.page.getByRole("heading", { name: `Explain: ${evil}` }).waitFor();
    for (const name of ["Summary", "Dependence", "Interactions", "Decision plot", "Cohorts", "Rows"]) {
      await tab(name).click();
      // one line for all others: the browser works out each name anew
      if (name === "Rows") await stage.page.getByRole("textbox", { name: "Find rows" }).fill("#3");
      await expectNames(stage.page);
    }
    assert.equal(await stage.page.locator("img").count(), 0);
  });

  for (const width of [860, 420, 300])
    it(`fits ${width} pixels`, async () => {
      await open({ explanation: churn(200) }, { kept: { row: 2 }, size: { width, height: 900 } });
      await painted("contract");
      const wide = await stage.page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("#page, .with-pane, .main, .side")]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} > ${clientWidth}`),
      );
      assert.deepEqual(wide, []);
    });
});
