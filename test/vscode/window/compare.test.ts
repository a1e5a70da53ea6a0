import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { createExperiment, startRun, type TestRun } from "../logRuns";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, picture, row, showRuns, tick, type Window } from "../window";

const steps = 12;

describe("the comparison, in a window as a person has it", function () {
  this.timeout(180_000);
  const own = ownFolder("compare");
  let window: Window;
  let door: Door;
  let live: TestRun;
  let frame: Frame;

  before(async () => {
    window = await own.openWindow();
    await showRuns(window.page);
    door = await own.joinRuntime();
    const experiment = await createExperiment(door, "churn-sweep");
    for (const [i, name] of ["calm-heron", "bold-eider", "swift-otter"].entries()) {
      const run = await startRun(door, { experiment, name, began: 60_000 - i * 1000 });
      const params = [
        { key: "lr", value: ["0.001", "0.003", "0.001"][i] },
        { key: "depth", value: "8" },
      ];
      await door.post("/api/2.0/mlflow/runs/log-batch", { run_id: run.id, params }, () => undefined);
      for (let step = 0; step < steps; step++)
        await run.log({ "val/auc": 0.8 + step / 200 - i / 100, "val/loss": 1 / (step + 1) + i / 100 }, step);
      if (i < 2) await run.end("FINISHED");
      else live = run;
    }
    await row(window.page, "swift-otter").waitFor();
  });
  const tab = (title: string) => window.page.locator(".tab", { hasText: title });
  const chart = (metric: string): Locator =>
    frame.locator("figure.chart", { has: frame.locator(`.chart-title[title="${metric}"]`) });
  const tool = async (metric: string, name: string) => {
    await chart(metric).hover();
    await chart(metric).getByRole("button", { name, exact: true }).click();
  };

  it("comes from the palette, which asks for the runs", async () => {
    await window.command("Tidemark: Compare Runs");
    await window.page.locator(".quick-input-title", { hasText: "Compare runs" }).waitFor();
    await tick(window.page, "calm-heron", 1);
    await tick(window.page, "bold-eider", 2);
    await window.page.keyboard.press("Enter");
    await tab("Compare: ").waitFor();
    frame = await pageFrame(window.page, "compare");
    await frame.locator("figure[data-points='2']").first().waitFor();
    assert.equal(await frame.locator(".run-list .run").count(), 2);
    await window.command("View: Close Editor");
    await tab("Compare: ").waitFor({ state: "detached" });
  });

  it("comes from what is selected in the Runs view, and draws a line a run", async () => {
    await row(window.page, "calm-heron").click();
    for (const name of ["bold-eider", "swift-otter"])
      await row(window.page, name).click({ modifiers: ["ControlOrMeta"] });
    await row(window.page, "swift-otter").click({ button: "right" });
    const act = window.page.locator(".monaco-menu").getByText("Compare Selected Runs");
    await act.hover();
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await act.click();
    await tab("and 2 more").waitFor();
    frame = await pageFrame(window.page, "compare");
    await frame.locator("figure[data-points='3']").nth(1).waitFor();
    const names = await frame.locator(".run-list .name").allTextContents();
    assert.deepEqual(
      names.map((name) => name.trim()),
      ["calm-heron", "bold-eider", "swift-otter"],
      "the best first",
    );
    await picture(window.page, "comparison");
  });

  it("puts one metric on a log axis", async () => {
    const item = () => frame.getByRole("menuitemcheckbox", { name: "Logarithmic y axis" });
    await tool("val/loss", "More");
    await item().click();
    await tool("val/loss", "More");
    assert.equal(await item().getAttribute("aria-checked"), "true");
    await frame.page().keyboard.press("Escape");
    await tool("val/auc", "More");
    assert.equal(await item().getAttribute("aria-checked"), "false", "the other stays as it is");
    await frame.page().keyboard.press("Escape");
  });

  it("shows a chart as a table", async () => {
    await tool("val/auc", "Show as table");
    assert.equal(await chart("val/auc").locator("tbody tr").count(), steps);
    await tool("val/auc", "Show as chart");
  });

  it("shows only the differences, or everything", async () => {
    const keys = () => frame.locator("table.differences tbody th").allTextContents();
    await frame.locator("table.differences").scrollIntoViewIfNeeded();
    assert.deepEqual(await keys(), ["lr"]);
    await frame.getByRole("checkbox", { name: "Only differences" }).click();
    await until(async () => (await keys()).join(" ") === "depth lr", "all params");
  });

  it("draws a metric that arrives, and puts the new leader first", async () => {
    await live.log({ "val/auc": 0.97, "val/loss": 0.05 }, steps);
    await until(
      async () => (await frame.locator(".run-list .run").first().textContent())?.includes("0.9700") ?? false,
      "the new best value",
    );
    assert.equal((await frame.locator(".run-list .name").first().textContent())?.trim(), "swift-otter");
    await until(
      async () =>
        /best 0\.97 of swift-otter/.test(
          (await chart("val/auc").locator(".chart-body").getAttribute("aria-label")) ?? "",
        ),
      "the point in the chart",
    );
  });

  it("is there again after the window was loaded anew, set as it was", async () => {
    await frame.getByRole("button", { name: "Show bold-eider" }).click();
    await frame.locator(".run.hidden", { hasText: "bold-eider" }).waitFor();
    await window.page.waitForTimeout(8000); // in a browser VS Code writes down what pages keep every five seconds
    await window.reload();
    await tab("and 2 more").waitFor({ timeout: 60_000 });
    frame = await pageFrame(window.page, "compare", 90);
    await frame.locator(".run.hidden", { hasText: "bold-eider" }).waitFor();
    await frame.locator("figure[data-points='2']").first().waitFor();
    assert.deepEqual(await frame.locator("table.differences tbody th").allTextContents(), ["depth", "lr"]);
  });
});
