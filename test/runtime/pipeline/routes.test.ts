import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../src/runtime/data/project/projectPath";
import { createDispatch } from "../../../src/runtime/kernel/http/dispatch";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { createMemoryKernel } from "../../../src/runtime/main";
import { pipelineActRoutes } from "../../../src/runtime/pipeline/actRoutes";
import { projectLooks } from "../../../src/runtime/projectLooks";
import { readPipelineList } from "../../../src/shared/pipeline";
import { readPlotsPage } from "../../../src/shared/plotsPage";
import { put } from "../data/project";

const good = `stages:
  train:
    cmd: echo model > model.txt
    deps: [raw.txt]
    params: [lr, more.yaml: [depth]]
    outs: [model.txt]
`;

describe("routes of pipelines", () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-pipeline-routes-")));
  const kernel = createMemoryKernel(workspace);
  const acts = pipelineActRoutes({ ...kernel, rootOf: (project) => projectRoot(workspace, project) });
  const dispatch = createDispatch([...projectLooks(workspace), ...acts], kernel.log);
  const ask = async (method: "GET" | "POST", path: string, body?: object) => {
    const url = `/api/tidemark/v1/pipeline${path}`;
    const reply = await inject(dispatch, { method, url, ...(body && { body: JSON.stringify(body) }) });
    return { status: reply.status, body: JSON.parse(reply.body.toString("utf8")) as { message?: string } };
  };
  const list = async () => readPipelineList((await ask("GET", "?project=one")).body, "answer");
  const faults = async () =>
    (await list()).pipelines.flatMap((each) => each.faults.map(({ file, line }) => `${file}:${line}`));

  before(() =>
    put(workspace, {
      "one/.dvc/config": "[core]\n    no_scm = true\n",
      "one/raw.txt": "raw",
      "one/params.yaml": "lr: 0.1\n",
      "one/more.yaml": "depth: 3\n",
      "one/dvc.yaml": good,
      "two/.dvc/config": "[core]\n    no_scm = true\n",
    }),
  );
  after(() => rmSync(workspace, { recursive: true, force: true, maxRetries: 5 }));

  it("tell every dvc.yaml with its stages and why they would run", async () => {
    const { pipelines, project } = await list();
    assert.equal(project, "one");
    assert.deepEqual(
      pipelines.map(({ id, stages }) => [id, stages.map(({ name, state, why }) => `${name} ${state} ${why}`)]),
      [["one/dvc.yaml", ["train changed never run"]]],
    );
    assert.deepEqual(readPipelineList((await ask("GET", "?project=two")).body, "answer").pipelines, []);
  });

  it("see what changed since the question before", async () => {
    const model = "aa3a4ac6b1a4ab08a8ad9f4b0d1b0c11";
    const lock = (lr: number) =>
      `schema: '2.0'\nstages:\n  train:\n    cmd: echo model > model.txt\n    deps:\n    - path: raw.txt\n      hash: md5\n      md5: bf8bdb1fa03b9baba3eb1a3a2a2d1c6e\n      size: 3\n    params:\n      params.yaml:\n        lr: ${lr}\n    outs:\n    - path: model.txt\n      hash: md5\n      md5: ${model}\n      size: 6\n`;
    put(workspace, { "one/dvc.lock": lock(0.1) });
    const why = async () => (await list()).pipelines[0]?.stages[0]?.why ?? "";
    assert.doesNotMatch(await why(), /never run|lr/);
    put(workspace, { "one/params.yaml": "lr: 0.2\n" });
    assert.match(await why(), /lr/);
    put(workspace, { "one/dvc.lock": lock(0.2) });
    assert.doesNotMatch(await why(), /lr/);
    rmSync(join(workspace, "one/dvc.lock"));
    assert.match(await why(), /never run/);
  });

  it("tell what does not read at its place, and show the rest", async () => {
    put(workspace, { "one/sub/dvc.yaml": "stages:\n  odd:\n    cmd: echo\n    depz: [x]\n" });
    assert.deepEqual(await faults(), ["one/sub/dvc.yaml:4"]);
    assert.equal((await list()).pipelines.find(({ id }) => id === "one/dvc.yaml")?.stages.length, 1);
    rmSync(join(workspace, "one/sub"), { recursive: true });
    for (const [file, text, place] of [
      ["one/dvc.lock", "schema: '2.0'\nstages:\n  train: [\n", /^one\/dvc\.lock:[34]$/],
      ["one/more.yaml", "depth: 3\nmore: [\n", /^one\/more\.yaml:[23]$/],
      ["one/odd.dvc", "outs:\n- md5: [\n", /^one\/odd\.dvc:[23]$/],
    ] as const) {
      put(workspace, { [file]: text });
      const page = (await ask("GET", "/page?id=one/dvc.yaml")).body as unknown as {
        faults: { file: string; line: number }[];
        nodes: { name: string }[];
      };
      if (page.faults === undefined) assert.fail(`${file}: ${JSON.stringify(page)}`);
      assert.match(page.faults.map((each) => `${each.file}:${each.line}`).join(), place);
      assert.deepEqual(
        page.nodes.map(({ name }) => name),
        ["train"],
      );
      rmSync(join(workspace, file));
    }
    assert.deepEqual(await faults(), []);
  });

  it("answer what cannot be asked in one line", async () => {
    const asked: [number, Promise<{ status: number; body: { message?: string } }>][] = [
      [400, ask("GET", "")],
      [400, ask("GET", "?project=..")],
      [404, ask("GET", "?project=three")],
      [404, ask("GET", "/page?id=one/none.yaml")],
      [404, ask("GET", "/page/stage?id=one/dvc.yaml&stage=none")],
      [400, ask("GET", "/compare?project=one&kind=colours")],
      [400, ask("POST", "/repro", {})],
      [400, ask("POST", "/repro", { project: "../elsewhere/.." })],
      [404, ask("POST", "/repro", { project: "three" })],
      [404, ask("POST", "/stop", { project: "three" })],
      [400, ask("POST", "/experiments", { project: "one", act: "apply" })],
    ];
    for (const [at, [status, answer]] of asked.entries()) {
      const reply = await answer;
      assert.equal(reply.status, status, `question ${at}: ${JSON.stringify(reply.body)}`);
      assert.match(reply.body.message ?? "", /^[^\n]+$/);
    }
  });

  it("draw the plots, and name the pictures that a page has no room for", async () => {
    const picture = (megabytes: number) => Buffer.alloc(megabytes << 20, "png");
    put(workspace, {
      "two/dvc.yaml": "plots:\n- loss.csv\n- good.png\n- vast.png\n",
      "two/loss.csv": "step,loss\n0,1\n1,0.5\n",
      "two/good.png": picture(1),
      "two/vast.png": picture(5),
    });
    const page = readPlotsPage((await ask("GET", "/plots?project=two")).body, "answer");
    assert.deepEqual(page.plots.map(({ name, spec, images }) => [name, spec !== undefined, images?.length]).sort(), [
      ["good.png", false, 1],
      ["loss.csv", true, undefined],
    ]);
    assert.match(page.plots.find(({ images }) => images)?.images?.[0]?.address ?? "", /^data:image\/png;base64,cG5n/);
    assert.deepEqual(page.faults, [
      { name: "vast.png", message: "too large for this page (5.2 MB); open the file itself" },
    ]);
    rmSync(join(workspace, "two/dvc.yaml"));
  });

  it("stop nothing where nothing runs", async () => {
    assert.deepEqual(await ask("POST", "/stop", { project: "one" }), { status: 200, body: { stopped: 0 } });
  });
});
