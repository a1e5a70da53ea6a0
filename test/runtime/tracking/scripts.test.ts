import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMemoryKernel } from "../../../src/runtime/main";
import { readRunsPage } from "../../../src/shared/runs";
import { temporaryFolder } from "../kernel/temporary";
import { type Client, clientOf } from "./client";

describe("the runs of a script", () => {
  let folder: string;
  let client: Client;
  beforeEach(() => {
    folder = temporaryFolder();
    client = clientOf(createMemoryKernel(folder));
    mkdirSync(join(folder, "src"));
  });
  let next = 0;
  const run = (name: string, tags: Record<string, string>) =>
    client.createRun({
      run_name: name,
      start_time: ++next,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
  const ask = async (path: string, limit = 10) => {
    const query = new URLSearchParams({ path, limit: String(limit) });
    const { runs, total } = readRunsPage(JSON.parse((await client.get(`/api/tidemark/v1/scripts?${query}`)).text), "");
    return { names: runs.map(({ name }) => name), total };
  };
  const source = "mlflow.source.name";

  it("are found however it was named when it was started", async () => {
    await run("absolute", { [source]: join(folder, "src", "train.py") });
    await run("from the root", { [source]: "src/train.py" });
    await run("with a dot", { [source]: "./src/train.py" });
    await run("from its folder", { [source]: "train.py" });
    await run("on windows", { [source]: "src\\train.py" });
    await run("told by us", { [source]: "/elsewhere/launcher.py", "tidemark.source.path": "src/train.py" });
    await run("from beside", { [source]: "../src/train.py", "tidemark.cwd": join(folder, "data") });
    await run("another", { [source]: "src/retrain.py" });
    await run("of the same name elsewhere", { [source]: "train.py", "tidemark.cwd": join(folder, "other") });
    await run("ours of another", { [source]: "src/train.py", "tidemark.source.path": "lib/train.py" });
    await run("of none", {});
    const wanted = [
      "from beside",
      "told by us",
      "on windows",
      "from its folder",
      "with a dot",
      "from the root",
      "absolute",
    ];
    assert.deepEqual(await ask("src/train.py"), { names: wanted, total: 7 });
    assert.deepEqual(await ask(join(folder, "src", "train.py"), 2), { names: wanted.slice(0, 2), total: 7 });
  });

  it("of the file at the root are not those of a file deeper down", async () => {
    await run("train", { [source]: "train.py" });
    assert.equal((await ask("src/train.py")).total, 1);
    writeFileSync(join(folder, "train.py"), "");
    assert.equal((await ask("src/train.py")).total, 0);
    assert.equal((await ask("train.py")).total, 1);
  });

  it("leave out deleted ones, and carry numbers that JSON has none for", async () => {
    const gone = await run("gone", { [source]: "a.py" });
    const kept = await run("kept", { [source]: "a.py" });
    await client.post("runs/delete", { run_id: gone });
    await client.post("runs/log-metric", { run_id: kept, key: "loss", value: "NaN", timestamp: 1 });
    assert.deepEqual(await ask("a.py"), { names: ["kept"], total: 1 });
    assert.equal((await client.call("GET", "/api/tidemark/v1/scripts")).status, 400);
    assert.equal((await client.call("GET", "/api/tidemark/v1/scripts?path=a.py&limit=0")).status, 400);
  });

  it("may leave out what is nested, and tell of tags and of a metric first", async () => {
    const parent = await run("sweep", { [source]: "src/train.py", "tidemark.launch": "l1" });
    await run("fold", { [source]: "src/train.py", "mlflow.parentRunId": parent });
    const query = new URLSearchParams({ path: "src/train.py", parent: "none", tag: "tidemark.launch" });
    const answer = await client.get(`/api/tidemark/v1/scripts?${query}`);
    const { runs, total } = readRunsPage(JSON.parse(answer.text), "");
    assert.equal(total, 1);
    assert.deepEqual(
      runs.map(({ name, children, tags }) => ({ name, children, tags })),
      [{ name: "sweep", children: 1, tags: [{ key: "tidemark.launch", value: "l1" }] }],
    );
  });
});
