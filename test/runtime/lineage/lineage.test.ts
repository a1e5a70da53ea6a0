import assert from "node:assert/strict";
import { type Lineage, readLineage } from "../../../src/shared/lineage";
import { type Client, memoryClient } from "../tracking/client";

const route = "/api/tidemark/v1/lineage";

describe("lineage", () => {
  let client: Client;
  let run: string;
  const of = async (query: string): Promise<Lineage> =>
    readLineage(JSON.parse((await client.get(`${route}?${query}`)).text), "answer");
  /** Edges by what they join. */
  const lines = ({ nodes, edges }: Lineage) => {
    const name = (id: string) => nodes.find((node) => node.id === id)?.title;
    return edges.map(({ from, to }) => `${name(from)} → ${name(to)}`).sort();
  };

  beforeEach(async () => {
    client = memoryClient();
    const parent = await client.createRun({ run_name: "sweep" });
    run = await client.createRun({ run_name: "heron", tags: [{ key: "mlflow.parentRunId", value: parent }] });
    await client.createRun({ run_name: "fold", tags: [{ key: "mlflow.parentRunId", value: run }] });
    await client.post("runs/log-inputs", {
      run_id: run,
      datasets: [{ dataset: { name: "train.csv", digest: "abc", source_type: "local", source: "x" }, tags: [] }],
    });
    await client.kernel.store.commit([
      {
        do: "put",
        in: "cold:provenance",
        key: run,
        doc: {
          host: "here",
          script: "/nowhere/src/train.py",
          line: 42,
          commit: "4f2c9ae000",
          branch: "main",
          data: [{ path: "data/customers.csv", hash: "9b1d", size: 212, from: "data/customers.csv.dvc" }],
        },
      },
    ]);
  });

  it("leads from data and code to the run, and from its parent to its children", async () => {
    const lineage = await of(`run=${run}`);
    assert.deepEqual(lines(lineage), [
      "4f2c9ae → src/train.py",
      "data/customers.csv → heron",
      "heron → fold",
      "src/train.py → heron",
      "sweep → heron",
      "train.csv → heron",
    ]);
    const source = lineage.nodes.find(({ kind }) => kind === "source");
    assert.deepEqual([source?.path, source?.line], ["src/train.py", 42]);
    const data = lineage.nodes.find(({ hash }) => hash === "9b1d");
    assert.deepEqual([data?.path, data?.size], ["data/customers.csv.dvc", 212]);
  });

  it("leads from stage to stage through the data between them", async () => {
    const piece = (path: string, digit: string) => ({ path, md5: digit.repeat(32), size: 5 });
    const stageRun = (name: string, deps: readonly object[], outs: readonly object[]) =>
      client.createRun({
        run_name: name,
        tags: [
          { key: "tidemark.stage", value: name },
          { key: "tidemark.stage.file", value: "dvc.yaml" },
          { key: "tidemark.stage.line", value: "2" },
          { key: "tidemark.stage.deps", value: JSON.stringify(deps) },
          { key: "tidemark.stage.outs", value: JSON.stringify(outs) },
        ],
      });
    await stageRun("other", [piece("raw.csv", "a")], [piece("clean.csv", "f")]);
    await stageRun("prep", [piece("raw.csv", "a")], [piece("clean.csv", "b")]);
    const train = await stageRun("train", [piece("clean.csv", "b")], [piece("model", "c")]);
    await stageRun("test", [piece("model", "c")], []);
    const lineage = await of(`run=${train}`);
    assert.deepEqual(lines(lineage), [
      "clean.csv → train",
      "model → test",
      "prep → clean.csv",
      "train → model",
      "train → train", // the stage and its run
    ]);
    const stage = lineage.nodes.find(({ kind }) => kind === "stage");
    assert.deepEqual([stage?.title, stage?.path, stage?.line], ["train", "dvc.yaml", 2]);
  });

  it("leads from the run through the model it logged to the version", async () => {
    const model = await client.post("logged-models", { experiment_id: "0", name: "forest", source_run_id: run });
    const model_id = String(model.at("model.info.model_id"));
    await client.post(`runs/outputs`, { run_id: run, models: [{ model_id, step: 0 }] });
    await client.post("registered-models/create", { name: "churn" });
    await client.post("model-versions/create", { name: "churn", source: `models:/${model_id}`, run_id: run, model_id });
    await client.post("registered-models/alias", { name: "churn", alias: "champion", version: "1" });
    const lineage = await of(`run=${run}`);
    assert.ok(lines(lineage).includes("heron → forest"));
    assert.ok(lines(lineage).includes("forest → churn"));
    const version = lineage.nodes.find(({ kind }) => kind === "version");
    assert.deepEqual([version?.model, version?.version, version?.aliases], ["churn", 1, ["champion"]]);

    const back = await of("model=churn&version=1");
    assert.equal(back.nodes.find(({ focus }) => focus)?.title, "churn");
    assert.ok(lines(back).includes("src/train.py → heron"), "all the way to the script");
    assert.ok(!lines(back).includes("heron → fold"), "what else came of the run is not where the model came from");
  });

  it("tells how many children it leaves out", async () => {
    for (let i = 0; i < 30; i++)
      await client.createRun({ run_name: `fold ${i}`, tags: [{ key: "mlflow.parentRunId", value: run }] });
    const { nodes, more } = await of(`run=${run}`);
    assert.equal(nodes.filter(({ relation }) => relation === "child").length, 20);
    assert.deepEqual(more, [{ kind: "run", count: 11 }]);
  });

  it("refuses what does not exist", async () => {
    assert.equal((await client.call("GET", `${route}?run=nobody`)).status, 404);
    assert.equal((await client.call("GET", `${route}?model=churn&version=7`)).status, 404);
    assert.equal((await client.call("GET", `${route}?model=churn`)).status, 400);
  });
});
