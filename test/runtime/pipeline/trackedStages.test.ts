import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli, start, tidemark, type UpProcess, up } from "../../cli/tidemark";

/** Logs a metric and a parameter as MLflow's client does with what its environment says. */
const script = `
const { MLFLOW_TRACKING_URI: url, MLFLOW_TRACKING_TOKEN: token, MLFLOW_RUN_ID: run_id } = process.env;
const post = (path, body) => fetch(url + "/api/2.0/mlflow/runs/" + path, {
  method: "POST", body: JSON.stringify({ run_id, ...body }), headers: { authorization: "Bearer " + token, "content-type": "application/json" },
}).then(async (reply) => { if (!reply.ok) throw new Error(await reply.text()); });
(async () => {
  await post("log-metric", { key: "loss", value: 0.25, timestamp: 1, step: 1 });
  await post("log-parameter", { key: "lr", value: "0.10" });
  console.log("logged");
  require("fs").writeFileSync("model", "m"); require("fs").writeFileSync("m.json", '{"acc": 0.5, "loss": 9}');
})();
`;
const pipeline = `stages:
  train:
    cmd: node train.cjs
    deps: [train.cjs]
    params: [lr, depth]
    outs: [model]
    metrics: [m.json: {cache: false}]
  broken: {cmd: echo so; exit 3, deps: [model]}
`;
const endless = "stages:\n  endless: {cmd: sleep 60, always_changed: true}\n";

interface Run {
  readonly info: {
    readonly run_id: string;
    readonly run_name: string;
    readonly status: string;
    readonly artifact_uri: string;
  };
  readonly data: Record<"params" | "metrics" | "tags", { readonly key: string; readonly value: string | number }[]>;
}

describe("stages as runs", () => {
  let folder = "";
  let runtime: UpProcess;
  let runs: readonly Run[] = [];
  before(async function () {
    this.timeout(60_000);
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-tracked-")));
    mkdirSync(join(folder, ".dvc"));
    writeFileSync(join(folder, ".dvc/config"), "[core]\n    no_scm = true\n");
    writeFileSync(join(folder, "dvc.yaml"), pipeline);
    writeFileSync(join(folder, "params.yaml"), "lr: 0.1\ndepth: 3\n");
    writeFileSync(join(folder, "train.cjs"), script);
    runtime = await up(folder);
    const { code, out } = await tidemark(folder, "repro");
    assert.equal(code, 1, out);
    const found = await runtime.ask("POST", "/api/2.0/mlflow/runs/search", { experiment_ids: ["1"] });
    runs = (found.body as { runs: Run[] }).runs;
  });
  after(async () => {
    runtime.child.kill("SIGTERM");
    await runtime.end;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const of = (name: string) => runs.find(({ info }) => info.run_name === name) as Run;
  const values = (run: Run, kind: keyof Run["data"]) =>
    Object.fromEntries((run.data[kind] ?? []).map(({ key, value }) => [key, value]));

  it("have what the stage has: parameters, metrics, where it stands, what it read and wrote", () => {
    const { params, metrics, tags } = {
      params: values(of("train"), "params"),
      metrics: values(of("train"), "metrics"),
      tags: values(of("train"), "tags"),
    };
    assert.equal(params.depth, "3");
    assert.equal(metrics.acc, 0.5);
    assert.equal(tags["tidemark.stage"], "train");
    assert.equal(tags["tidemark.stage.file"], "dvc.yaml");
    assert.equal(tags["tidemark.stage.line"], "2");
    assert.match(String(tags["tidemark.stage.deps"]), /"path":"train.cjs","md5":"[0-9a-f]{32}"/);
    assert.match(String(tags["tidemark.stage.outs"]), /"path":"model","md5":"6f8f57715090da2632453988d9a1501b"/);
    assert.equal(of("train").info.status, "FINISHED");
    if (process.platform === "linux") assert.ok(Number(metrics["system/peak_memory_megabytes"]) > 20);
    assert.ok(Number(metrics["system/cpu_seconds"]) > 0);
  });

  it("are what a stage logs to that speaks MLflow, and keep what it said itself", () => {
    assert.equal(values(of("train"), "metrics").loss, 0.25);
    assert.equal(values(of("train"), "params").lr, "0.10");
    assert.equal(runs.length, 2, "no run of its own beside the stage's");
  });

  it("keep the output, and that a stage failed", async () => {
    assert.equal(of("broken").info.status, "FAILED");
    const listed = await runtime.ask("GET", `/api/2.0/mlflow/artifacts/list?run_id=${of("broken").info.run_id}`);
    assert.match(JSON.stringify(listed.body), /"output.log"/);
  });

  it("lead to each other through the data", async () => {
    const { body } = await runtime.ask("GET", `/api/tidemark/v1/lineage?run=${of("broken").info.run_id}`);
    const { nodes } = body as { nodes: { kind: string; title: string }[] };
    const titles = nodes.map(({ kind, title }) => `${kind} ${title}`);
    for (const title of ["stage broken", "data model", "run train"]) assert.ok(titles.includes(title), titles.join());
  });

  describe("when `repro` is killed", () => {
    const status = async (): Promise<string> => {
      const found = await runtime.ask("POST", "/api/2.0/mlflow/runs/search", { experiment_ids: ["0", "1", "2"] });
      const all = (found.body as { runs: Run[] }).runs;
      return all.filter(({ info }) => info.run_name.endsWith(":endless")).map(({ info }) => info.status)[0] ?? "";
    };
    const becomes = async (wanted: string) => {
      while ((await status()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    const begin = async () => {
      const child = start(cli, ["repro", "-f", "endless/dvc.yaml"], folder);
      const ended = new Promise((resolve) => child.once("close", resolve));
      await becomes("RUNNING");
      return {
        kill() {
          child.kill("SIGKILL");
          return ended;
        },
      };
    };
    before(() => {
      mkdirSync(join(folder, "endless"));
      writeFileSync(join(folder, "endless/dvc.yaml"), endless);
    });

    it("end as killed", async () => {
      await (await begin()).kill();
      await becomes("KILLED");
    });

    it("end as killed when a runtime begins that did not see it", async () => {
      const repro = await begin();
      runtime.child.kill("SIGKILL");
      await runtime.end;
      await repro.kill();
      runtime = await up(folder);
      await becomes("KILLED");
    });
  });
});
