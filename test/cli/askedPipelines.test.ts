import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readActResult, readDataState, readStarted } from "../../src/shared/data";
import { readPipelineList, readReproResult } from "../../src/shared/pipeline";
import { put } from "../runtime/data/project";
import { killAll, tidemark, type UpProcess, up } from "./tidemark";

const pipeline = `stages:
  quick:
    cmd: cp raw.txt made.txt
    deps: [raw.txt]
    outs: [made.txt]
  slow:
    cmd: touch began && sleep 600
    deps: [made.txt]
    outs: [never.txt]
`;

describe("a runtime that is asked about data and pipelines", function () {
  this.timeout(60_000);
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-asked-")));
  let runtime: UpProcess;
  const api = "/api/tidemark/v1";
  const job = async (id: string) =>
    (await runtime.ask("GET", `${api}/jobs/${id}`)).body as { status: string; result?: unknown; error?: string };
  const begin = async (path: string, body: object) =>
    readStarted((await runtime.ask("POST", api + path, { project: ".", ...body })).body, "answer").job;
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const ended = (id: string) =>
    until(async () => {
      const found = await job(id);
      return found.status === "RUNNING" ? undefined : found;
    });
  const list = async () => readPipelineList((await runtime.ask("GET", `${api}/pipeline?project=.`)).body, "answer");
  const states = async () =>
    (await list()).pipelines.flatMap(({ stages }) => stages.map(({ name, state }) => `${name} ${state}`));

  before(async () => {
    await tidemark(workspace, "data", "init", "--no-scm");
    put(workspace, { "raw.txt": "raw\n", "images/1": "one", "images/2": "two", "dvc.yaml": pipeline });
    runtime = await up(workspace);
  });
  after(async () => {
    runtime.child.kill("SIGTERM");
    await runtime.end;
    killAll();
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
  });

  it("tracks what it is told to, and says at the next question how it stands", async () => {
    const { status, result } = await ended(await begin("/data/acts", { act: "add", targets: ["images"] }));
    assert.equal(status, "DONE");
    assert.deepEqual(readActResult(result, "result").failed, []);
    const state = async () =>
      readDataState((await runtime.ask("GET", `${api}/data?project=.`)).body, "answer").tracked[0];
    assert.equal((await state())?.state, "clean");
    put(workspace, { "images/2": "TWO" });
    assert.equal((await state())?.state, "modified");
    put(workspace, { "images/2": "two" });
    assert.equal((await state())?.state, "clean");
  });

  it("reproduces a stage, and knows it as unchanged then", async () => {
    const { result } = await ended(await begin("/pipeline/repro", { targets: ["quick"] }));
    assert.deepEqual(readReproResult(result, "result").ran, ["quick"]);
    assert.equal(readFileSync(join(workspace, "made.txt"), "utf8"), "raw\n");
    assert.deepEqual(await states(), ["quick unchanged", "slow changed"]);
  });

  it("stops what runs, and tells meanwhile that it does", async () => {
    const id = await begin("/pipeline/repro", { targets: ["slow"] });
    await until(async () => ((await states()).includes("slow running") ? true : undefined));
    assert.deepEqual((await runtime.ask("POST", `${api}/pipeline/stop`, { project: "." })).body, { stopped: 1 });
    assert.equal((await ended(id)).status, "CANCELLED");
    assert.equal((await states()).includes("slow running"), false);
    assert.notEqual((await list()).repro?.ended, undefined);
  });

  it("says in one line why a job came to nothing", async () => {
    const unknown = await ended(await begin("/pipeline/repro", { targets: ["none"] }));
    assert.equal(unknown.status, "FAILED");
    assert.match(unknown.error ?? "", /^[^\n]*none[^\n]*$/);
    const away = await ended(await begin("/data/acts", { act: "push" }));
    assert.equal(away.status, "FAILED");
    assert.match(away.error ?? "", /^[^\n]*remote[^\n]*$/);
  });
});
