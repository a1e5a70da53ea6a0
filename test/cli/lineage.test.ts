import assert from "node:assert/strict";
import { temporaryWorkspace, tidemark, type Up, up } from "./command";

describe("lineage on the command line", () => {
  const workspace = temporaryWorkspace();
  const ask = (...words: string[]) => tidemark(workspace.path, "lineage", ...words);
  let runtime: Up;
  let run: string;

  before(async () => {
    runtime = await up(workspace.path);
    const post = async (path: string, body: object) => {
      const reply = await fetch(`${runtime.url}/api/2.0/mlflow/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${runtime.token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      assert.equal(reply.status, 200, path);
      return (await reply.json()) as { run: { info: { run_id: string } } };
    };
    const tags = Object.entries({
      "mlflow.source.git.commit": "4f2c9ae0001122334455",
      "tidemark.source.path": "src/train.py",
      "tidemark.source.line": "42",
    }).map(([key, value]) => ({ key, value }));
    const made = await post("runs/create", { experiment_id: "0", run_name: "heron", tags });
    run = made.run.info.run_id;
    const parent = { key: "mlflow.parentRunId", value: run };
    await post("runs/create", { experiment_id: "0", run_name: "fold\u001b[31m red", tags: [parent] });
    const dataset = { name: "train.csv", digest: "9b1d4e7aa", source_type: "local", source: "x" };
    await post("runs/log-inputs", { run_id: run, datasets: [{ dataset, tags: [] }] });
    await post("registered-models/create", { name: "churn" });
    await post("model-versions/create", { name: "churn", source: `runs:/${run}/model`, run_id: run });
    await post("registered-models/alias", { name: "churn", alias: "champion", version: "1" });
  });
  after(async () => {
    await runtime.stop();
    workspace.remove();
  });

  it("draws what a run came from and what came of it as a tree", async () => {
    const { stdout, stderr, code } = await ask("heron");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(
      stdout,
      [
        "run heron · running",
        "├─ ← script src/train.py:42",
        "│  └─ ← commit 4f2c9ae",
        "├─ ← data train.csv · 9b1d4e7",
        "├─ → model version churn v1 · @champion",
        "└─ → run fold\uFFFD[31m red · nested · running",
        "",
      ].join("\n"),
    );
  });

  it("goes from a model version, by number or alias, all the way back to the commit", async () => {
    const { stdout } = await ask("churn/@champion");
    assert.match(stdout, /^model version churn v1 · @champion\n└─ ← run heron · running\n {3}├─ ← script/);
    assert.match(stdout, /← commit 4f2c9ae\n/);
    assert.equal((await ask("churn/v1")).stdout, stdout);
  });

  it("is the runtime's own answer as JSON", async () => {
    const { stdout } = await ask(run.slice(0, 8), "--json");
    const { nodes, edges } = JSON.parse(stdout) as { nodes: { id: string; focus?: boolean }[]; edges: object[] };
    assert.equal(nodes.find(({ focus }) => focus)?.id, `run:${run}`);
    assert.equal(edges.length, 5);
  });

  it("says what does not exist", async () => {
    const asked: [string, RegExp][] = [
      ["nobody", /no run has the id or name 'nobody'/],
      ["churn/7", /Version 7 of model 'churn' does not exist/],
      ["churn/@shadow", /churn has no such alias/],
    ];
    for (const [word, expected] of asked) {
      const { code, stderr, stdout } = await ask(word);
      assert.deepEqual([code, stdout], [2, ""], word);
      assert.match(stderr, expected);
    }
  });
});
