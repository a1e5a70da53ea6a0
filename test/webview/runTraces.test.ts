import assert from "node:assert/strict";
import { until } from "../vscode/until";
import { logTrace, makeRun } from "./run/runScene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

describe("the run page's traces", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let stage: Stage;
  let run: string;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    run = (await makeRun(runtime.door, { experiment: "0", name: "traced" })).id;
    for (const milliseconds of [12.5, 41.8]) await logTrace(runtime.door, "0", run, milliseconds);
    stage = await openStage({ page: "run", params: { run, tab: "traces" }, door: runtime.door });
    await stage.page.getByRole("treeitem").first().waitFor();
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const span = (name: RegExp) => stage.page.getByRole("treeitem", { name });
  const names = async () =>
    (await stage.page.getByRole("treeitem").all()).reduce<Promise<string[]>>(
      async (all, each) => [...(await all), ((await each.getAttribute("aria-label")) ?? "").split(",")[0] ?? ""],
      Promise.resolve([]),
    );

  it("stand with the slowest first, its spans below in the order of calls", async () => {
    const list = stage.page.getByRole("listbox", { name: "Traces" }).getByRole("option");
    assert.deepEqual(
      (await list.allInnerTexts()).map((text) => text.split("\n").at(-1)?.trim()),
      ["41 ms", "12 ms"],
    );
    assert.deepEqual(await names(), [
      "predict",
      "validate",
      "features.lookup",
      "redis.get",
      "redis.get (retry)",
      "model.predict",
      "onnx.run",
      "explain.tree_shap",
      "log",
    ]);
    assert.equal(await span(/^redis\.get \(retry\)/).getAttribute("aria-level"), "3");
  });

  it("put each bar where its time was", async () => {
    const box = async (name: RegExp) => (await span(name).locator(".bar").boundingBox()) ?? assert.fail("no bar");
    const whole = await box(/^predict/);
    const model = await box(/^model\.predict/);
    assert.ok(Math.abs((model.x - whole.x) / whole.width - 0.4) < 0.01, "it began after 40 %");
    assert.ok(Math.abs(model.width / whole.width - 0.464) < 0.01, "it took 46.4 %");
  });

  it("say which span failed, and why, in words and not by colour alone", async () => {
    await span(/^redis\.get, failed after 3\.1 ms · timeout$/).click();
    const details = stage.page.getByRole("complementary", { name: "Span redis.get" });
    await details.getByText("timeout").waitFor();
    await details.getByRole("textbox", { name: "Inputs" }).filter({ hasText: '"customer": "C00017"' }).waitFor();
    await details.getByRole("button", { name: "Copy Outputs" }).click();
    assert.deepEqual(stage.heard.copied, ['{"score":0.61}']);
    await details.getByRole("button", { name: "Close the details" }).click();
    await details.waitFor({ state: "detached" });
  });

  it("fold with the arrows, as a tree of the editor does", async () => {
    await span(/^features\.lookup/).focus();
    await stage.page.keyboard.press("ArrowLeft");
    await span(/^redis/)
      .first()
      .waitFor({ state: "detached" });
    assert.equal((await names()).length, 7);
    await stage.page.keyboard.press("ArrowRight");
    await span(/^redis/)
      .first()
      .waitFor();
    assert.equal((await names()).length, 9);
  });

  it("are found by their text, and a new one comes in by itself", async () => {
    const search = stage.page.getByRole("textbox", { name: "Search traces" });
    await search.fill("no such thing");
    await stage.page.getByText("No trace holds this text.").waitFor();
    await search.fill("");
    await logTrace(runtime.door, "0", run, 99);
    await stage.page.getByRole("tab", { name: /^Traces\s*3/ }).waitFor();
    await stage.page.getByRole("option", { name: /99 ms/ }).waitFor();
  });

  it("of ten thousand spans draw those on the screen", async () => {
    const root = { name: "root", from: 0, to: 1 };
    const many = Array.from({ length: 10_000 }, (_, i) => ({
      name: `call ${i}`,
      from: i / 10_000,
      to: (i + 1) / 10_000,
      parent: 0,
    }));
    await logTrace(runtime.door, "0", run, 5000, [root, ...many]);
    await stage.page.getByRole("option", { name: /10,001 spans/ }).click();
    await span(/^call 0,/).waitFor();
    assert.ok((await stage.page.getByRole("treeitem").count()) <= 80);
    await span(/^root/).focus();
    await stage.page.keyboard.press("End");
    await span(/^call 9999,/).waitFor();
    await until(
      () => stage.page.evaluate("document.activeElement?.textContent.includes('call 9999')"),
      "the page to be there",
    );
  });
});
