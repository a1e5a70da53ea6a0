import assert from "node:assert/strict";
import { expectNames } from "./names";
import { credits, doorTo } from "./quality/scene";
import { hasStage, openStage, type Stage, type StageOptions } from "./stage";

describe("the page of fairness", function () {
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

  const roles = { data: "today.csv", actual: "repaid", prediction: "approved", probability: "p_repaid" };
  const open = async (more: Partial<StageOptions> = {}) => {
    const door = doorTo({ "today.csv": credits(2000, 2, 0.25) });
    const params = { ...roles, sensitive: ["sex"] };
    stage = await openStage({ page: "fairness", params, door, size: { width: 1232, height: 900 }, ...more });
    await stage.page.locator("html[data-tm-ready=fairness]").waitFor();
    return door;
  };
  const groups = () => stage.page.getByRole("table", { name: "Groups" }).locator("tbody th");
  const measure = async (name: string) =>
    ((await stage.page.getByRole("row", { name }).textContent()) ?? "").replaceAll(/\s+/g, " ");

  it("says who is answered how often, and how far groups lie apart", async () => {
    await open();
    await stage.page
      .locator("p.verdict", { hasText: /^[\d.]+.% of male are answered 1, but [\d.]+.% of female\./ })
      .waitFor();
    assert.deepEqual(await groups().allTextContents(), ["female", "male", "all"]);
    assert.match(await measure("Demographic parity"), /0\.1\d/);
    await stage.page.waitForFunction(() => document.querySelectorAll("[data-drawn=true]").length === 1);
    assert.deepEqual(stage.heard.troubles, []);
  });

  it("takes another column, and groups are of both", async () => {
    const { posted } = await open({ theme: "light" });
    await stage.page.getByRole("combobox", { name: "Group by another column" }).click();
    await stage.page.getByRole("option", { name: "region" }).click();
    await groups().filter({ hasText: "female & west" }).waitFor();
    assert.equal(await groups().count(), 7);
    assert.deepEqual((posted.at(-1) as { sensitive: string[] }).sensitive, ["sex", "region"]);
    await stage.page.getByRole("button", { name: "Without sex" }).click();
    await stage.page.waitForFunction(() => document.querySelectorAll("table.groups tbody tr").length === 4);
  });

  it("reckons while the threshold moves as the runtime does once it stands", async () => {
    const { posted } = await open();
    const slider = stage.page.getByRole("slider", { name: "Threshold" });
    const before = posted.length;
    await slider.evaluate((input: HTMLInputElement) => {
      input.value = "0.7";
      input.dispatchEvent(new Event("input"));
    });
    const moving = await measure("Demographic parity");
    const parity = /Demographic parity\s*([\d.]+)/;
    assert.equal(posted.length, before, "nothing is asked while it moves");
    await slider.dispatchEvent("change");
    await stage.page.waitForFunction(() => document.querySelector(".cut-at b")?.textContent === "0.70");
    await stage.page.waitForFunction(() => document.querySelectorAll("table.measures .reach").length > 0);
    assert.equal((posted.at(-1) as { threshold: number }).threshold, 0.7);
    assert.equal(parity.exec(await measure("Demographic parity"))?.[1], parity.exec(moving)?.[1]);
  });

  it("goes out as JSON and as a page of its own", async () => {
    await open();
    await stage.page.getByRole("button", { name: "Export HTML" }).click();
    await stage.page.getByRole("button", { name: "JSON" }).click();
    await stage.page.waitForTimeout(200);
    const [page, json] = stage.heard.saved;
    assert.match(String(page?.content), /demographic_parity_difference/);
    assert.equal(JSON.parse(String(json?.content)).report.groups.length, 2);
  });

  it("has names for all that can be acted on, narrow as well", async () => {
    await open({ size: { width: 560, height: 900 } });
    await expectNames(stage.page);
    const wide = await stage.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false);
  });
});
