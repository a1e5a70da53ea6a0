import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProjectRooms } from "../../../src/runtime/data/project/projectRooms";
import { createOpenedPipelines } from "../../../src/runtime/pipeline/openedPipelines";
import { pipelinePageRoutes } from "../../../src/runtime/pipeline/page/pageRoutes";
import { openPipelines, type Pipelines, usualRepro } from "../../../src/runtime/pipeline/pipeline";
import { type PipelinePage, readPipelinePage, readStagePage, type StagePage } from "../../../src/shared/pipelinePage";

const pipelineText = `stages:
  prepare:
    cmd: cat raw.txt > clean.txt
    deps: [raw.txt]
    outs: [clean.txt]
  train:
    foreach: [a, b]
    do:
      cmd: echo \${item} > \${item}.txt; cat clean.txt >> \${item}.txt
      deps: [clean.txt]
      params: [lr]
      outs: ["\${item}.txt"]
  broken:
    cmd: echo no; exit 3
    deps: [a.txt]
    outs: [never.txt]
`;

describe("what the page of a pipeline reads", function () {
  this.timeout(60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-page-"));
  const root = join(workspace, "churn");
  let pipelines: Pipelines;

  before(() => {
    mkdirSync(join(root, ".dvc"), { recursive: true });
    mkdirSync(join(root, "sub"));
    writeFileSync(join(root, ".dvc", "config"), "[core]\n    no_scm = true\n");
    writeFileSync(join(root, "raw.txt"), "one\n");
    writeFileSync(join(root, "params.yaml"), "lr: 0.1\n");
    writeFileSync(join(root, "dvc.yaml"), pipelineText);
    pipelines = openPipelines(root);
  });
  after(async () => {
    await pipelines?.close();
    rmSync(workspace, { recursive: true, force: true });
  });

  const rooms = createProjectRooms(workspace);
  const opened = createOpenedPipelines(() => rooms.get("churn"));
  const routes = () => pipelinePageRoutes({ workspace, opened, roots: async () => [root], now: Date.now });
  const ask = async (query: object, place = 0): Promise<unknown> => {
    const reply = await routes()[place]?.handle({ body: query, params: {} } as never);
    return JSON.parse(String(reply && "body" in reply ? reply.body : undefined));
  };
  const page = async (id?: string): Promise<PipelinePage> => readPipelinePage(await ask({ id }), "page");
  const stage = async (name: string): Promise<StagePage> =>
    readStagePage(await ask({ id: "churn/dvc.yaml", stage: name }, 1), "stage");
  const run = async () =>
    pipelines.repro({
      options: { ...usualRepro, keepGoing: true } as typeof usualRepro,
      folder: root,
      env: process.env,
      tracker: undefined,
      signal: new AbortController().signal,
      hooks: { event: () => undefined, output: () => undefined, note: () => undefined, confirm: async () => true },
      command: "test",
    });
  const states = ({ nodes }: PipelinePage) => nodes.map(({ id, state }) => `${id} ${state}`);

  it("is every stage with what it hangs on and why it would run, before anything ran", async () => {
    const first = await page();
    assert.equal(first.id, "churn/dvc.yaml");
    assert.deepEqual(states(first).sort(), ["broken changed", "prepare changed", "train@a changed", "train@b changed"]);
    assert.deepEqual(first.edges.map(({ from, to }) => `${from} > ${to}`).sort(), [
      "prepare > train@a",
      "prepare > train@b",
      "train@a > broken",
    ]);
    const train = first.nodes.find(({ id }) => id === "train@b");
    assert.deepEqual([train?.group, train?.file, train?.line, train?.why], ["train", "churn/dvc.yaml", 6, "never run"]);
  });

  it("has how the last run went, and what of it is still so", async () => {
    await run();
    const then = await page("churn/dvc.yaml");
    assert.deepEqual(states(then).sort(), [
      "broken failed",
      "prepare unchanged",
      "train@a unchanged",
      "train@b unchanged",
    ]);
    assert.equal(then.repro?.outcome, "failed");
    assert.equal(then.repro?.bars.length, 4);
    assert.match(then.nodes.find(({ id }) => id === "broken")?.message ?? "", /3/);
    const { durations, tail } = { ...(await stage("broken")), tail: undefined };
    assert.equal(durations.length, 1);
    assert.equal(durations[0]?.isFailed, true);
    assert.equal(tail, undefined);
  });

  it("tells of a stage what each thing was when it ran, and what it is now", async () => {
    writeFileSync(join(root, "params.yaml"), "lr: 0.2\n");
    writeFileSync(join(root, "raw.txt"), "two\n");
    const { why, params, deps, outs, cmd } = await stage("train@a");
    assert.deepEqual(why, [{ kind: "param", name: "params.yaml: lr", before: "0.1", after: "0.2" }]);
    assert.deepEqual(params, [{ file: "params.yaml", name: "lr", value: "0.2" }]);
    assert.deepEqual([deps[0]?.path, deps[0]?.state, deps[0]?.from], ["clean.txt", "same", "prepare"]);
    assert.deepEqual([outs[0]?.path, outs[0]?.state, outs[0]?.size], ["a.txt", "same", 6]);
    assert.deepEqual(cmd, ["echo a > a.txt; cat clean.txt >> a.txt"]);
    const prepare = await stage("prepare");
    const md5 = (text: string) => execFileSync("md5sum", { input: text, encoding: "utf8" }).slice(0, 32);
    assert.deepEqual(prepare.why, [{ kind: "dep", name: "raw.txt", before: md5("one\n"), after: md5("two\n") }]);
    assert.equal(prepare.deps[0]?.state, "changed");
    rmSync(join(root, "b.txt"));
    assert.equal((await stage("train@b")).outs[0]?.state, "missing");
  });

  it("says what is wrong with a file at its place, and has the stages that could be read", async () => {
    writeFileSync(join(root, "sub", "dvc.yaml"), "stages:\n  odd:\n    cmd: echo\n    depz: [x]\n");
    const { faults, nodes, pipelines: all } = await page("churn");
    assert.deepEqual([faults[0]?.file, faults[0]?.line, faults[0]?.severity], ["churn/sub/dvc.yaml", 4, "error"]);
    assert.equal(
      nodes.some(({ id }) => id === "prepare"),
      true,
    );
    assert.deepEqual(
      all.map(({ id }) => id),
      ["churn", "churn/dvc.yaml", "churn/sub/dvc.yaml"],
    );
    await assert.rejects(page("churn/none.yaml"), /churn\/none.yaml.*does not exist/);
  });
});
