import assert from "node:assert/strict";
import { expectNames } from "./names";
import { credits, doorTo, flowers, prices, withoutColumn } from "./quality/scene";
import { hasStage, openStage, type Stage, type StageOptions } from "./stage";

describe("the page of quality", function () {
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

  const tables = {
    "test.csv": credits(2000, 1, 0),
    "today.csv": credits(2000, 2, 0.25),
    "new.csv": withoutColumn(credits(2000, 3, 0.25), "repaid"),
    "flowers.csv": flowers(600),
    "prices.csv": prices(800),
  };
  const roles = { actual: "repaid", prediction: "approved", probability: ["p_repaid"] };
  const open = async (params: object, more: Partial<StageOptions> = {}) => {
    const door = doorTo(tables);
    stage = await openStage({ page: "quality", params, door, size: { width: 1232, height: 1000 }, ...more });
    await stage.page.locator("html[data-tm-ready=quality]").waitFor();
    return door;
  };
  const charts = (many: number) =>
    stage.page.waitForFunction((n) => document.querySelectorAll("[data-drawn=true]").length === n, many);

  it("says first whether the model is better or worse than the reference", async () => {
    await open({ data: "today.csv", reference: "test.csv", ...roles });
    await stage.page.locator("p.verdict", { hasText: /^Worse than the reference: 6\d/ }).waitFor();
    await charts(3);
    const figures = (await stage.page.locator(".figures").textContent()) ?? "";
    assert.match(figures.replaceAll(/\s+/g, ""), /Accuracy0\.6\d+−0\.0\d+Precision/);
    assert.equal(stage.heard.titles.at(-1), "Quality: today.csv");
    assert.deepEqual(stage.heard.troubles, []);
  });

  it("tells where the model is wrong most, and what it was there in the reference", async () => {
    const { posted } = await open({ data: "today.csv", reference: "test.csv", ...roles });
    await stage.page.getByRole("combobox", { name: "Part rows by" }).click();
    await stage.page.getByRole("option", { name: "By region" }).click();
    const table = stage.page.getByRole("table", { name: "Errors by segment" });
    await table.waitFor();
    const first = (await table.locator("tbody tr").first().textContent()) ?? "";
    assert.match(first.replaceAll(/\s+/g, " "), /west/);
    assert.deepEqual((posted.at(-1) as { segments: string[] }).segments, ["region"]);
    await stage.page.locator("p.verdict", { hasText: "most wrong where region is west" }).waitFor();
  });

  it("moves the threshold", async () => {
    await open({ data: "test.csv", ...roles });
    const line = stage.page.getByRole("group", { name: "Threshold" });
    const before = await line.textContent();
    await line.getByRole("slider").fill("0.8");
    assert.notEqual(await line.textContent(), before);
    assert.match((await line.textContent()) ?? "", /0\.80/);
  });

  it("shows classes against each other, and a curve a class", async () => {
    await open({ data: "flowers.csv", actual: "species", probability: ["prob_"] }, { theme: "light" });
    await charts(3);
    const cells = stage.page.getByRole("table", { name: "Confusion" }).locator("td.cell");
    assert.equal(await cells.count(), 9);
    const sum = (await cells.allTextContents()).reduce((all, each) => all + Number(each), 0);
    assert.equal(sum, 600);
  });

  it("shows errors of numbers", async () => {
    await open({ data: "prices.csv", actual: "price", prediction: "estimate" });
    await charts(2);
    await stage.page.locator("p.verdict", { hasText: /^Answers are off by [\d.]+ on average/ }).waitFor();
  });

  it("says what is expected where labels are not known yet", async () => {
    await open({ data: "new.csv", reference: "test.csv", ...roles }, { theme: "light" });
    await stage.page
      .locator("p.verdict", { hasText: /^Expected accuracy is [\d.]+.%, [\d.]+.% in the reference/ })
      .waitFor();
    await stage.page.getByText("p_repaid has drifted").waitFor();
  });

  it("names what is wrong and offers to try again", async () => {
    await open({ data: "gone.csv", ...roles });
    await stage.page.getByRole("alert").getByText("gone.csv: there is no such file").waitFor();
    await stage.page.getByRole("button", { name: "Try again" }).waitFor();
  });

  it("goes out as JSON and as a page of its own", async () => {
    await open({ data: "today.csv", reference: "test.csv", ...roles });
    await stage.page.getByRole("button", { name: "Export HTML" }).click();
    await stage.page.getByRole("button", { name: "JSON" }).click();
    await stage.page.waitForTimeout(200);
    const [page, json] = stage.heard.saved;
    assert.match(String(page?.content), /<h1>Quality: today\.csv<\/h1>/);
    assert.equal(JSON.parse(String(json?.content)).current.kind, "classification");
  });

  it("has names for all that can be acted on, narrow as well", async () => {
    await open({ data: "today.csv", ...roles }, { size: { width: 560, height: 900 } });
    await expectNames(stage.page);
    const wide = await stage.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false);
  });
});
