import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { expectNames } from "./names";
import { type Answers, doorTo, large, plots, resting, running } from "./pipeline/scene";
import { everything, hasStage, openStage, type Stage, type Theme } from "./stage";

describe("the page of a pipeline", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(function () {
    if (!hasStage()) this.skip();
  });
  afterEach(() => stage?.[Symbol.asyncDispose]());

  const open = async (
    answers: Answers,
    more: { size?: { width: number; height: number }; kept?: unknown; theme?: Theme; params?: unknown } = {},
  ): Promise<void> => {
    stage = await openStage({ page: "pipeline", params: {}, door: doorTo(answers), ...more });
    await stage.page.locator("html[data-tm-ready=pipeline]").waitFor();
  };
  const box = (id: string): Locator => stage.page.locator(`.box[data-id="${id}"]`);
  const pane = () => stage.page.locator("aside");

  it("says what runs, how far it is, and what waits for it", async () => {
    await open(running());
    assert.deepEqual(stage.heard.titles, ["Pipeline: churn"]);
    await stage.page.getByText("Reproducing, 3m 18s").waitFor();
    const facts = await stage.page.locator(".facts > span").allTextContents();
    assert.deepEqual(
      facts.map((each) => each.trim().replaceAll(/\s+/g, " ")),
      ["8 stages", "3 done", "1 cached", "1 running", "1 failed", "1 blocked", "1 frozen", "4f2c9ae+ 2 files"],
    );
    assert.equal(await box("train@ft").getAttribute("aria-label"), "Stage train@ft, running, 2m 33s · 23/60");
    assert.equal(await box("train@mlp").getAttribute("aria-label"), "Stage train@mlp, failed, exit 1 · 12s");
    assert.match((await box("evaluate").textContent()) ?? "", /needs train@mlp/);
    assert.equal(await stage.page.locator(".lane-bar").count(), 5);
  });

  it("tells why the chosen stage runs, with what it was and is, and what goes in and out", async () => {
    await open(running());
    await box("featurize").hover();
    await stage.page.locator(".card").getByRole("button", { name: "dvc.yaml:18" }).click();
    await box("train@ft").click();
    await pane().getByText("python src/train.py --model ft").waitFor();
    const text = ((await pane().textContent()) ?? "").replaceAll(/\s+/g, " ");
    for (const each of [
      "Epoch 23 of 60",
      "Why it runs",
      "0.001→0.002",
      "c41f→9b1d",
      "88 MB",
      "swift-otter-388",
      "0.8712",
      "6 GB",
      "212 %",
    ])
      assert.ok(text.includes(each), `${each} in ${text}`);
    await pane().getByRole("button", { name: "swift-otter-388" }).click();
    await pane().getByRole("button", { name: "Open churn/dvc.yaml:26" }).click();
    await pane().getByRole("button", { name: "data/features.parquet changed: show what" }).click();
    assert.deepEqual(
      stage.heard.commands.map(({ command, args }) => [command, ...args]),
      [
        ["tidemark.openPipelineLine", "churn/dvc.yaml", 18],
        ["tidemark.openRun", "run-ft"],
        ["tidemark.openPipelineLine", "churn/dvc.yaml", 26],
        ["tidemark.openDataDiff", { project: "churn", path: "data/features.parquet" }],
      ],
    );
    await pane().getByRole("button", { name: "data/features.parquet", exact: true }).click();
    await stage.page.locator("aside[aria-label='Stage featurize']").waitFor();
  });

  it("shows what a running stage said last, and its last runs as a way to each of them", async () => {
    await open(running(), { kept: { chosen: "train@ft" } });
    await pane().getByText("epoch 23/60 loss 0.2871").waitFor();
    const runs = pane().getByRole("group", { name: "Last 12 runs" }).getByRole("button");
    assert.equal(await runs.count(), 12);
    await runs.last().focus();
    for (const key of ["ArrowLeft", "Home", "ArrowRight", "Enter"]) await stage.page.keyboard.press(key);
    assert.deepEqual(
      stage.heard.commands.map(({ command, args }) => [command, ...args]),
      [["tidemark.openRun", "run-1"]],
    );
    assert.match((await runs.nth(6).getAttribute("aria-label")) ?? "", /failed/);
  });

  it("draws the plots of the project, says what cannot be drawn, and keeps the tab", async () => {
    await open({ ...running(), plots });
    await stage.page.getByRole("tab", { name: "Graph" }).focus();
    await stage.page.keyboard.press("ArrowRight");
    await stage.page.getByRole("tab", { name: "Plots", selected: true }).waitFor();
    await stage.page.locator(".plots .chart[data-drawn]").waitFor();
    await stage.page.getByText("20 rows of 80,000").waitFor();
    await stage.page.getByText("roc.json:3:1: expected a value").waitFor();
    await stage.page.getByText("<img src=x onerror=alert(1)>.png").waitFor();
    assert.equal(await stage.page.locator(".board").isVisible(), false);
    await expectNames(stage.page);
    await stage.page.getByRole("tab", { name: "Graph" }).click();
    await box("train@ft").waitFor();
  });

  it("hands its acts to the editor, with the jobs that were chosen, and one at a time", async () => {
    await open(resting(), { kept: { jobs: 4 } });
    await stage.page.getByRole("button", { name: "Dry run" }).click();
    await stage.page.getByRole("button", { name: "Reproduce", exact: true }).click();
    await box("train@ft").click();
    await pane().getByRole("button", { name: "Reproduce this stage" }).click();
    assert.deepEqual(stage.heard.commands, [
      { command: "tidemark.dryRunPipeline", args: [{ project: "churn", file: "dvc.yaml" }] },
      { command: "tidemark.reproduce", args: [{ project: "churn", file: "dvc.yaml", jobs: 4 }] },
      { command: "tidemark.reproduceStage", args: [{ project: "churn", file: "dvc.yaml", stage: "train@ft" }] },
    ]);
    assert.equal(await stage.page.getByRole("button", { name: "Stop" }).count(), 0);
  });

  it("follows a run while it goes on, and keeps every box where it was", async () => {
    const answers = running();
    await open(answers);
    const before = await box("evaluate").boundingBox();
    const { repro, nodes } = answers.page;
    assert.ok(repro);
    answers.page = {
      ...answers.page,
      nodes: nodes.map((node) => (node.id === "train@ft" ? { ...node, state: "done", ended: answers.page.now } : node)),
      repro: { ...repro, ended: answers.page.now, outcome: "failed" },
    };
    await stage.page.getByText(/^Failed \d+ Nov/).waitFor();
    await stage.page.getByRole("heading", { name: "Last run" }).waitFor();
    assert.deepEqual(await box("evaluate").boundingBox(), before);
    await stage.page.getByRole("button", { name: "Reproduce", exact: true }).click();
    assert.equal(stage.heard.commands.length, 1);
  });

  it("is walked by keys along its edges, zoomed and moved, and remembers how it was looked at", async () => {
    await open(running());
    const { keyboard } = stage.page;
    await stage.page.locator(".box[tabindex='0']").focus();
    const focused = () => stage.page.evaluate(() => (document.activeElement as HTMLElement).dataset.id);
    assert.equal(await focused(), "customers.csv");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"]) await keyboard.press(key);
    assert.equal(await focused(), "train@lightgbm");
    await keyboard.press("ArrowUp");
    await keyboard.press("Enter");
    await pane().getByText("Epoch 23 of 60").waitFor();
    const scale = async () => Number.parseInt((await stage.page.locator(".scale").textContent()) ?? "", 10);
    const first = await scale();
    await keyboard.press("+");
    assert.ok((await scale()) > first);
    await box("train@ft").hover();
    await stage.page.mouse.wheel(0, 40);
    await keyboard.press("Escape");
    await pane().waitFor({ state: "detached" });
    const kept = (await stage.page.evaluate("tmState()")) as { view?: { scale: number } };
    assert.ok(kept.view && kept.view.scale > 0.5, JSON.stringify(kept));
    await keyboard.press("f");
    await stage.page.locator(".box[data-id='evaluate']").waitFor();
  });

  it("folds a group into one box and out again, by pointer and by key", async () => {
    await open(large(60, 100));
    await stage.page.getByText("160 stages").waitFor();
    assert.equal(await stage.page.locator(".box").count(), 61);
    await box("sweep@*").click({ position: { x: 20, y: 10 } });
    await stage.page.locator("aside[aria-label='Group sweep']").waitFor();
    await box("sweep@*").focus();
    await stage.page.keyboard.press("Space");
    await box("sweep@seed99").waitFor({ state: "attached" });
    assert.equal(await stage.page.locator(".box").count(), 160);
    await stage.page.getByRole("button", { name: "Fold groups" }).click();
    await box("sweep@*").waitFor({ state: "attached" });
  });

  it("shows only what changed, says how much that hides, and what to do when it is nothing", async () => {
    const answers = resting();
    await open(answers, { kept: { onlyChanged: true, data: false } });
    assert.equal(await stage.page.locator(".box").count(), 5);
    await stage.page.getByText("3 hidden").waitFor();
    answers.page = {
      ...answers.page,
      nodes: answers.page.nodes.map((node) => ({ ...node, state: "unchanged" as const })),
    };
    await stage.tell({ type: "changed", changes: everything });
    await stage.page.getByRole("button", { name: "Show all stages" }).click();
    assert.equal(await stage.page.locator(".box").count(), 8);
  });

  it("says what is wrong with the file where it stands, beside the stages that could be read", async () => {
    const answers = resting();
    const fault = {
      message: "undefined variable model.name",
      file: "churn/dvc.yaml",
      line: 43,
      severity: "error" as const,
    };
    await open({ ...answers, page: { ...answers.page, faults: [fault] } });
    await stage.page.getByRole("alert").getByText("undefined variable model.name").waitFor();
    await stage.page.getByRole("button", { name: "churn/dvc.yaml:43" }).click();
    assert.deepEqual(stage.heard.commands, [{ command: "tidemark.openPipelineLine", args: ["churn/dvc.yaml", 43] }]);
    assert.equal(await stage.page.locator(".box").count(), 10);
  });

  it("offers a first stage where there is none", async () => {
    const { page } = resting();
    await open({ page: { ...page, nodes: [], edges: [], pipelines: [] }, stages: {} });
    await stage.page.getByText("No pipeline in this folder yet.").waitFor();
    await stage.page.getByRole("button", { name: "Add stage…" }).click();
    assert.equal(stage.heard.commands[0]?.command, "tidemark.addStage");
  });

  it("takes names that mean harm as text", async () => {
    const { page, stages } = running();
    const evil = "<img src=x onerror=alert(1)>";
    const nodes = page.nodes.map((node) => (node.id === "clean" ? { ...node, name: evil, why: evil } : node));
    await open({ page: { ...page, nodes }, stages });
    await stage.page.getByText(evil).first().waitFor();
    assert.equal(await stage.page.locator(".box img").count(), 0);
  });

  for (const [what, size] of [
    ["wide", { width: 1232, height: 708 }],
    ["narrow", { width: 560, height: 900 }],
  ] as const)
    it(`names everything that keys or a screen reader come to (${what})`, async () => {
      await open(running(), { size, kept: { chosen: "train@ft" } });
      await pane().getByText("Epoch 23 of 60").waitFor();
      await expectNames(stage.page);
      assert.equal(await stage.page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    });
});
