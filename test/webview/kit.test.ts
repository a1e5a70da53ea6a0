import assert from "node:assert/strict";
import { makeRun } from "./run/runScene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

describe("a page", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let stage: Stage;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    stage = await openStage({ page: "runTable", params: {}, door: runtime.door });
    await stage.page.waitForSelector("html[data-tm-ready]");
  });

  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  it("opens under the editor's policy without a violation", () => {
    assert.deepEqual(stage.heard.troubles, []);
    assert.deepEqual(stage.heard.faults, []);
  });

  it("says that the runtime is away, and takes it back when it is there again", async () => {
    const since = new Date(2026, 10, 21, 8, 31, 4).getTime();
    await stage.tell({ type: "runtime", state: "away", since });
    await stage.page.getByText("Reconnecting since 08:31:04").waitFor();
    await stage.tell({ type: "runtime", state: "up", since });
    await stage.page.getByText("Reconnecting").waitFor({ state: "detached" });
  });

  it("that cannot begin says why, and does not stay blank", async () => {
    await using broken = await openStage({ page: "run", params: {}, door: runtime.door });
    await broken.page.getByRole("alert").filter({ hasText: "The page cannot be shown: params.run" }).waitFor();
    await broken.page.getByRole("button", { name: "Show log" }).click();
    assert.deepEqual(
      broken.heard.commands.map(({ command }) => command),
      ["tidemark.showLog"],
    );
  });

  it("is not waited for when its runtime ends without a word", async () => {
    const { TIDEMARK_DIST: dist } = process.env;
    process.env.TIDEMARK_DIST = "no-such-folder";
    try {
      await assert.rejects(startTestRuntime(), /the runtime ended before it said where it is/);
    } finally {
      if (dist === undefined) delete process.env.TIDEMARK_DIST;
      else process.env.TIDEMARK_DIST = dist;
    }
  });

  it("begins anew when an older version of it kept something else", async () => {
    const id = await makeRun(runtime.door, { experiment: "0", name: "kept" });
    for (const [page, params] of [
      ["run", { run: id.id }],
      ["compare", { runs: [id.id] }],
      ["registry", { model: "none" }],
      ["runTable", {}],
    ] as const) {
      const kept = { tab: "of old", version: "one", closed: 1, sort: 1, comment: 1 };
      await using old = await openStage({ page, params, door: runtime.door, kept });
      await old.page.waitForSelector("html[data-tm-ready]");
      assert.ok((await old.page.locator("#page").innerText()).trim() !== "", page);
    }
  });

  it("has the runtime's life kept from it", async () => {
    const { mayAsk } = await import("../../src/shared/views/page");
    for (const path of [
      "/api/tidemark/v1/stop",
      "/api/tidemark/v1/x/../stop",
      "/graphql",
      "//evil/api/tidemark/v1/runs",
    ])
      assert.equal(mayAsk("POST", path), false, path);
    assert.equal(mayAsk("GET", "/api/tidemark/v1/runs?limit=2"), true);
  });
});
