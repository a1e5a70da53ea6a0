import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, temporaryWorkspace, tidemark, type Up, up } from "./command";

interface ListedRun {
  readonly run_id: string;
  readonly run_name: string;
  readonly status: string;
  readonly metrics: Readonly<Record<string, number | string>>;
}

function done(ended: Ended): string {
  assert.equal(ended.code, 0, ended.stderr);
  return ended.stdout;
}

describe("commands on what the demo wrote", () => {
  const workspace = temporaryWorkspace();
  const ask = (...words: string[]) => tidemark(workspace.path, ...words);
  const list = async (...words: string[]) =>
    (JSON.parse(done(await ask("runs", "list", "--json", ...words))) as { runs: ListedRun[] }).runs;
  let runtime: Up;

  before(async () => {
    runtime = await up(workspace.path);
    const { runs, versions } = JSON.parse(done(await ask("demo", "--fast", "--json"))) as Record<string, number>;
    assert.deepEqual({ runs, versions }, { runs: 13, versions: 3 });
  });
  after(async () => {
    await runtime.stop();
    workspace.remove();
  });

  it("lists runs by MLflow's filter, in the order asked for", async () => {
    const runs = await list("--filter", "metrics.val_auc > 0", "--order-by", "metrics.val_auc DESC", "--limit", "3");
    const values = runs.map(({ metrics }) => Number(metrics.val_auc));
    assert.equal(values.length, 3);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a),
    );
  });

  it("keeps the failed run failed, and its last loss no number", async () => {
    const [run, ...others] = await list("--filter", "attributes.status = 'FAILED'");
    assert.equal(others.length, 0);
    assert.equal(run?.metrics.train_loss, "NaN");
  });

  it("writes tab-separated lines without colour when piped", async () => {
    const text = done(await ask("runs", "list", "--columns", "name,status,metrics.val_loss", "--limit", "2"));
    const [head, ...lines] = text.trimEnd().split("\n");
    assert.equal(head, "name\tstatus\tmetrics.val_loss");
    assert.equal(lines.length, 2);
    assert.ok(!text.includes("\u001b"));
  });

  it("compares two runs by what differs", async () => {
    const compared = JSON.parse(done(await ask("runs", "compare", "linear", "linear lr 0.05", "--json"))) as {
      differences: { kind: string; key: string; values: string[] }[];
    };
    const params = compared.differences.filter(({ kind }) => kind === "param");
    assert.deepEqual(params, [{ kind: "param", key: "learning_rate", values: ["0.02", "0.05"] }]);
  });

  it("deletes a run, lists it among the deleted, and brings it back", async () => {
    const [run] = await list("--filter", "attributes.run_name = 'seasonal'");
    const id = run?.run_id ?? assert.fail("no run is called seasonal");
    done(await ask("runs", "delete", id.slice(0, 10)));
    assert.deepEqual(await list("--filter", "attributes.run_name = 'seasonal'"), []);
    assert.deepEqual(
      (await list("--deleted")).map(({ run_id }) => run_id),
      [id],
    );
    done(await ask("runs", "restore", id));
    assert.equal((await list("--filter", "attributes.run_name = 'seasonal'")).length, 1);
  });

  it("deletes nothing when one of the names is a typo", async () => {
    const { code, stderr } = await ask("runs", "delete", "linear", "lienar");
    assert.equal(code, 2);
    assert.match(stderr, /'lienar'/);
    assert.equal((await list("--filter", "attributes.run_name = 'linear'")).length, 1);
  });

  it("shows the model with its stages and aliases", async () => {
    const model = JSON.parse(done(await ask("registry", "show", "customer-churn", "--json"))) as {
      aliases: Record<string, string>;
      versions: { version: string; current_stage: string }[];
    };
    assert.deepEqual(model.aliases, { champion: "2", challenger: "3" });
    assert.deepEqual(
      model.versions.map(({ version, current_stage }) => `${version} ${current_stage}`),
      ["3 Staging", "2 Production", "1 Archived"],
    );
  });

  it("answers SQL as a table, as JSON and as CSV", async () => {
    const query = "SELECT status, count(*) AS n FROM runs GROUP BY status ORDER BY status";
    assert.equal(done(await ask("sql", query)), "status\tn\nFAILED\t1\nFINISHED\t12\n");
    assert.deepEqual(JSON.parse(done(await ask("sql", query, "--json"))).rows, [
      ["FAILED", 1],
      ["FINISHED", 12],
    ]);
    assert.equal(done(await ask("sql", "SELECT 'a,\"b' AS x", "--format", "csv")), 'x\r\n"a,""b"\r\n');
  });

  it("refuses SQL that would write", async () => {
    const { code, stderr } = await ask("sql", "DELETE FROM runs");
    assert.equal(code, 2);
    assert.match(stderr, /DELETE/i);
    assert.equal((await list()).length, 13);
  });

  it("counts runs of each experiment", async () => {
    const lines = done(await ask("experiments", "list")).split("\n");
    assert.ok(
      lines.some((line) => line.split("\t").slice(1, 3).join(" ") === "customer-churn 11"),
      lines.join("\n"),
    );
  });

  it("exports to a file that is whole, and to stdout", async () => {
    const file = join(workspace.path, "points.csv");
    const said = JSON.parse(
      done(await ask("export", "runs", "--format", "csv", "--history", "--output", file, "--json")),
    );
    assert.equal(said.runs, 13);
    const lines = readFileSync(file, "utf8").trimEnd().split("\r\n");
    assert.equal(lines[0], "run_id,run_name,experiment_name,metric,step,timestamp,value");
    assert.ok(lines.length > 1000, String(lines.length));
    const streamed = done(await ask("export", "runs", "--experiment", "demand-forecast"));
    assert.equal(streamed.trimEnd().split("\n").length, 2);
  });

  it("passes the words of a refused filter on, with exit code 2", async () => {
    const { code, stdout, stderr } = await ask("runs", "list", "--filter", "metrics.loss >>> 1");
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^tidemark: filter, character 15/);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  });

  it("asks for one of several runs that share a name", async () => {
    const create = () =>
      fetch(`${runtime.url}/api/2.0/mlflow/runs/create`, {
        method: "POST",
        headers: { authorization: `Bearer ${runtime.token}`, "content-type": "application/json" },
        body: JSON.stringify({ experiment_id: "0", run_name: "twin", start_time: 1 }),
      });
    assert.ok((await create()).ok && (await create()).ok);
    const { code, stderr } = await ask("runs", "show", "twin");
    assert.equal(code, 2);
    assert.match(stderr, /^tidemark: 'twin' is several runs: [0-9a-f]{8}, [0-9a-f]{8}; name one by its id\n$/);
  });

  it("takes away for good only what was deleted, says what, and asks first", async () => {
    const [run] = await list("--filter", "attributes.run_name = 'boosted'");
    const id = run?.run_id ?? assert.fail("no run is called boosted");
    done(await ask("runs", "delete", id));
    const asked = await ask("gc", "--older-than", "0d");
    assert.equal(asked.code, 2, "nobody can answer, so nothing may go");
    assert.ok(asked.stderr.includes(`run boosted (${id})`), asked.stderr);
    assert.deepEqual(JSON.parse(done(await ask("gc", "--older-than", "1h", "--yes", "--json"))).runs, []);
    const gone = JSON.parse(done(await ask("gc", "--older-than", "0d", "--yes", "--json")));
    assert.deepEqual(gone.runs, [{ id, name: "boosted" }]);
    assert.deepEqual(await list("--deleted"), []);
  });

  it("finds the same runs when no runtime is up", async () => {
    const before = await list();
    await runtime.stop();
    assert.deepEqual(await list(), before);
    runtime = await up(workspace.path);
  });
});
