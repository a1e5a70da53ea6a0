import assert from "node:assert/strict";
import { runTabs } from "../../src/shared/views/run";
import { logTrace, makeRun } from "./run/runScene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const evil = `<img src=x onerror="window.hit=1"><script>window.hit=1</script>`;
const control = "bell\u0007 \u202Eright to left\u202C \u001b[31mred";
const mlflow = "/api/2.0/mlflow";
const nothing = () => undefined;

describe("the run page, of a run that means harm", function () {
  this.timeout(90_000);
  let runtime: TestRuntime;
  let stage: Stage;
  let run: string;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    const { door } = runtime;
    const made = await makeRun(door, {
      experiment: "0",
      name: evil,
      params: { evil, control, long: "x".repeat(6000) },
      tags: { evil, megabyte: `${evil}${"y".repeat(4000)}` },
    });
    run = made.id;
    const unknown = { key: "loss", value: "NaN", step: 1, timestamp: 1 };
    await door.post(`${mlflow}/runs/log-batch`, { run_id: run, metrics: [unknown] }, nothing);
    await made.log({ "val/acc": 0.5 }, 1);
    await made.log({ "val/acc": 0.6 }, 2);
    await made.put("<img src=x onerror=hit()>.txt", evil);
    await made.put("page.html", `<html>${evil}</html>`);
    await made.put("table.csv", `${evil},b\n${evil},"=cmd|' /C calc'!A0"\n`);
    await made.put(
      "pic.svg",
      `<svg xmlns="http://www.w3.org/2000/svg" onload="window.hit=1"><script>window.hit=1</script></svg>`,
    );
    await made.put("logs/train.log", `${control}\n${evil}\n${"z".repeat(1_000_000)}`);
    await made.put("megabyte.json", JSON.stringify({ text: "w".repeat(1_000_000) }));
    const dataset = { name: evil, digest: "<i>", source_type: "local", source: evil };
    await door.post(`${mlflow}/runs/log-inputs`, { run_id: run, datasets: [{ dataset, tags: [] }] }, nothing);
    await door.post(`${mlflow}/runs/set-tag`, { run_id: run, key: "tidemark.failure", value: evil }, nothing);
    await logTrace(door, "0", run, 10, [
      { name: evil, from: 0, to: 1, type: "<i>" },
      { name: control, from: 0, to: 0.5, parent: 0, fails: evil },
    ]);
    await made.end("FAILED", Date.now());
    stage = await openStage({ page: "run", params: { run }, door });
    await stage.page.waitForSelector("html[data-tm-ready]");
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose](); // fails when the page said or asked for anything
    await runtime?.[Symbol.asyncDispose]();
  });

  const isClean = async () => {
    const found = await stage.page.evaluate(() => ({
      hit: "hit" in window,
      strange: [...document.querySelectorAll("img:not(.picture img),#page script,#page i:not(.codicon),#page b img")]
        .length,
    }));
    assert.deepEqual(found, { hit: false, strange: 0 });
    assert.deepEqual(stage.heard.faults, []);
  };

  for (const tab of runTabs)
    it(`stays text on ${tab}`, async () => {
      await stage.page.locator(`#tab-${tab}`).click();
      await stage.page.locator(`#panel[aria-labelledby="tab-${tab}"] :visible`).first().waitFor();
      if (tab === "lineage" || tab === "traces" || tab === "log")
        await stage.page.locator("#panel").getByText("onerror").first().waitFor();
      await isClean();
      const width = await stage.page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.ok(Number(width) <= 0, "nothing makes the page wider than the window");
    });

  it("stays text in its name", async () => {
    assert.equal(await stage.page.getByRole("heading", { level: 1 }).innerText(), evil);
    assert.equal(stage.heard.titles.at(-1), evil);
  });

  it("shows files for what they are, and runs none", async () => {
    await stage.page.locator("#tab-artifacts").click();
    const item = (name: string) => stage.page.locator(`[role="treeitem"][aria-label^="${name}"]`);
    const preview = stage.page.locator(".preview");
    await item("page.html").click();
    await preview.getByRole("textbox", { name: "page.html" }).filter({ hasText: "<script>" }).waitFor();
    await item("<img src").click();
    await preview.getByRole("textbox").filter({ hasText: "onerror" }).waitFor();
    await item("table.csv").click();
    await preview.locator("td", { hasText: "=cmd" }).waitFor();
    await item("pic.svg").click();
    await preview.locator(".picture img").waitFor();
    await item("megabyte.json").click();
    await preview.getByText("The beginning only.").waitFor();
    const length = await preview.getByRole("textbox").evaluate((element) => element.textContent?.length ?? 0);
    assert.ok(length <= 100_000, `${length} letters in the page`);
    await isClean();
  });
});
