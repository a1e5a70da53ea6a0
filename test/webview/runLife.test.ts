import assert from "node:assert/strict";
import type { Door } from "../../src/extension/runtime/door";
import { integer, object } from "../../src/shared/readers";
import { until } from "../vscode/until";
import { makeRun } from "./run/runScene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const mlflow = "/api/2.0/mlflow";
const nothing = () => undefined;

describe("the run page, while things happen to its run", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let stage: Stage | undefined;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
  });
  afterEach(async () => {
    await stage?.[Symbol.asyncDispose]();
    stage = undefined;
  });
  after(() => runtime?.[Symbol.asyncDispose]());

  const open = async (run: string, tab?: string): Promise<Stage> => {
    const params = { run, ...(tab === undefined ? {} : { tab }) };
    stage = await openStage({ page: "run", params, door: runtime.door });
    await stage.page.waitForSelector("html[data-tm-ready]");
    return stage;
  };
  const start = (name: string) => makeRun(runtime.door, { experiment: "0", name });

  it("grows with a run that trains, and says its end to a screen reader", async () => {
    const run = await start("live");
    const { page } = await open(run.id);
    await page.getByText("No metric yet: the first one draws itself here.").waitFor();
    await page.locator(".header .state-running").waitFor();
    assert.equal(
      await page.getByRole("button", { name: "Register model…" }).count(),
      0,
      "there is nothing to register",
    );
    for (const step of [1, 2, 3]) await run.log({ "val/auc": 0.5 + step / 10 }, step);
    await page.getByRole("img", { name: /^val\/auc: 3 points from 0\.6 to 0\.8, last 0\.8$/ }).waitFor();
    await run.log({ "val/auc": 0.9 }, 4);
    await page.getByRole("img", { name: /^val\/auc: 4 points .* last 0\.9$/ }).waitFor();
    await page.getByRole("tab", { name: /^Metrics\s*1/ }).waitFor();
    await run.end("FINISHED", Date.now());
    await page.locator(".header").getByText("Finished in").waitFor();
    await page.getByRole("button", { name: "Register model…" }).waitFor();
    await page.locator("#said", { hasText: "live: Finished" }).waitFor({ state: "attached" });
  });

  it("takes no late answer for a newer one", async () => {
    const run = await start("overtaken");
    const held: (() => void)[] = [];
    let holds = false;
    let answers = 0;
    const slow: Door = {
      ...runtime.door,
      async bytes(method, path, body) {
        const answer = await runtime.door.bytes(method, path, body);
        if (!path.endsWith(`/v1/runs/${run.id}`)) return answer;
        if (holds) {
          holds = false;
          await new Promise<void>((resolve) => held.push(resolve));
        }
        answers++;
        return answer;
      },
    };
    stage = await openStage({ page: "run", params: { run: run.id }, door: slow });
    const { page } = stage;
    await page.waitForSelector("html[data-tm-ready]");
    const before = answers;
    holds = true;
    await run.log({ "val/auc": 0.5 }, 1);
    await until(() => held.length === 1, "the answer that will be late");
    await run.end("FINISHED", Date.now());
    await until(() => answers > before, "a newer answer", 1).catch(() => undefined); // a page that waits asks for none
    await new Promise((resolve) => setTimeout(resolve, 300));
    held[0]?.();
    await page.locator(".header").getByText("Finished in").waitFor();
    assert.equal(await page.locator(".header .state-running").count(), 0);
  });

  it("follows the log", async () => {
    const run = await start("logs");
    const { page } = await open(run.id, "log");
    await page.getByText("this run logged no text of it").waitFor();
    await run.put("logs/train.log", "epoch 1\n");
    const log = page.getByRole("textbox", { name: "logs/train.log" });
    await log.filter({ hasText: "epoch 1" }).waitFor();
    await run.put("logs/train.log", "epoch 1\nepoch 2\n");
    await log.filter({ hasText: "epoch 2" }).waitFor();
    await page.getByRole("button", { name: "Open in the editor" }).click();
    assert.deepEqual(stage?.heard.commands.at(-1), {
      command: "tidemark.openArtifact",
      args: [run.id, "logs/train.log"],
    });
  });

  it("tells of a failure where one looks for it", async () => {
    const run = await start("doomed");
    const value = "ValueError: Input contains NaN";
    await runtime.door.post(`${mlflow}/runs/set-tag`, { run_id: run.id, key: "tidemark.failure", value }, nothing);
    await run.end("FAILED", Date.now());
    const { page } = await open(run.id, "log");
    await page.locator(".header .state-failed").waitFor();
    await page.locator(".header").getByText("Failed after").waitFor();
    await page.locator(".error").getByText(value).waitFor();
  });

  it("says that a run was deleted, brings it back, and says when it is gone for good", async () => {
    const run = await start("lost");
    await run.log({ loss: 1 }, 1);
    const { page, heard } = await open(run.id);
    await runtime.door.post(`${mlflow}/runs/delete`, { run_id: run.id }, nothing);
    const strip = page.getByText("This run was deleted: lists and tables leave it out.");
    await strip.waitFor();
    await page.locator(".mini").first().waitFor();
    await page.getByRole("button", { name: "Restore" }).click();
    assert.deepEqual(heard.commands.at(-1), { command: "tidemark.restoreRun", args: [run.id] });
    await runtime.door.post(`${mlflow}/runs/restore`, { run_id: run.id }, nothing);
    await strip.waitFor({ state: "detached" });
    await runtime.door.post(`${mlflow}/runs/delete`, { run_id: run.id }, nothing);
    await strip.waitFor();
    await runtime.door.post("/api/tidemark/v1/gc", { run_ids: [run.id] }, nothing);
    await page.getByText(/The run cannot be shown: .*not found/).waitFor();
  });

  it("says that a run does not exist, and offers ways on", async () => {
    const { page, heard } = await open("ffffffffffffffffffffffffffffffff");
    await page.getByText(/The run cannot be shown: .*not found/).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Open the run table" }).click();
    assert.deepEqual(heard.commands.at(-1), { command: "tidemark.openRunTable", args: [] });
  });

  it("keeps what it shows while the runtime is away, and heals when it is back", async () => {
    const own = await startTestRuntime();
    const readStatus = object<{ pid: number }>({ pid: integer });
    let door: Door = own.door;
    const run = await makeRun(door, { experiment: "0", name: "survivor" });
    await run.log({ loss: 0.5 }, 1);
    await run.log({ loss: 0.4 }, 2);
    stage = await openStage({
      page: "run",
      params: { run: run.id },
      get door() {
        return door;
      },
    });
    const { page } = stage;
    await page.getByRole("img", { name: /^loss: 2 points/ }).waitFor();
    const { pid } = await door.get("/api/tidemark/v1/status", readStatus);
    process.kill(pid, "SIGKILL");
    await page
      .locator("#strip")
      .getByText(/Reconnecting since/)
      .waitFor();
    await page.getByRole("img", { name: /^loss: 2 points/ }).waitFor();
    const compare = page.getByRole("button", { name: "Compare", exact: true });
    await compare.and(page.locator(":disabled")).waitFor();
    await page.getByRole("tab", { name: /^Metrics/ }).click();
    const back = await startTestRuntime(own.folder);
    try {
      door = back.door;
      await door.post(
        `${mlflow}/runs/log-batch`,
        { run_id: run.id, metrics: [{ key: "loss", value: 0.3, step: 3, timestamp: 1 }] },
        nothing,
      );
      await stage.tell({ type: "runtime", state: "up", since: Date.now() });
      await stage.tell({ type: "changed", changes: [{ kind: "all", id: "" }] });
      await page.getByRole("img", { name: /^loss: 3 points .* last 0\.3$/ }).waitFor();
      assert.equal(await page.locator("#strip").innerText(), "");
      await compare.and(page.locator(":enabled")).waitFor();
      assert.deepEqual(stage.heard.faults, []);
    } finally {
      await stage[Symbol.asyncDispose]();
      stage = undefined;
      await back[Symbol.asyncDispose]();
    }
  });
});
