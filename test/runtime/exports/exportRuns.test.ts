import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { createMemoryKernel, createRuntime } from "../../../src/runtime/main";

const api = "/api/2.0/mlflow";

function openRuntime() {
  const dispatch = createRuntime(createMemoryKernel(tmpdir()));
  const post = async (path: string, body: unknown) => {
    const reply = await inject(dispatch, { method: "POST", url: `${api}/${path}`, body });
    assert.equal(reply.status, 200, reply.body.toString());
    return JSON.parse(reply.body.toString()) as { experiment_id: string; run: { info: { run_id: string } } };
  };
  return {
    post,
    async run(experiment: string, name: string, start: number, data: object): Promise<string> {
      const made = await post("runs/create", { experiment_id: experiment, run_name: name, start_time: start });
      const id = made.run.info.run_id;
      await post("runs/log-batch", { run_id: id, ...data });
      return id;
    },
    async get(query: string) {
      const reply = await inject(dispatch, { method: "GET", url: `/api/tidemark/v1/export/runs?${query}` });
      return { status: reply.status, text: reply.body.toString() };
    },
  };
}

async function twoRuns() {
  const runtime = openRuntime();
  const { experiment_id } = await runtime.post("experiments/create", { name: "churn" });
  const later = await runtime.run(experiment_id, "later", 2000, {
    params: [{ key: "note", value: 'says "hi",\ntwice' }],
    metrics: [
      { key: "loss", value: "NaN", step: 1, timestamp: 11 },
      { key: "loss", value: 0.5, step: 0, timestamp: 10 },
    ],
  });
  const earlier = await runtime.run(experiment_id, "earlier", 1000, {
    params: [{ key: "__proto__", value: "kept" }],
    metrics: [{ key: "auc", value: 0.75, step: 0, timestamp: 5 }],
  });
  return { ...runtime, earlier, later };
}

describe("GET export/runs", () => {
  it("writes a line of JSON a run, oldest first, whatever its params are called", async () => {
    const { get, earlier, later } = await twoRuns();
    const { text } = await get("format=jsonl");
    const runs = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      runs.map((run) => run.run_id),
      [earlier, later],
    );
    assert.deepEqual(Object.entries(runs[0]?.params ?? {}), [["__proto__", "kept"]]);
    assert.deepEqual(runs[1]?.metrics, { loss: "NaN" });
    assert.equal(runs[1]?.experiment_name, "churn");
  });

  it("writes one table of all keys as CSV, quoted where it must be", async () => {
    const { get, earlier } = await twoRuns();
    const { text } = await get("format=csv");
    const [head = "", first = ""] = text.split("\r\n");
    assert.match(
      head,
      /^run_id,run_name,.*,params\.__proto__,params\.note,metrics\.auc,metrics\.loss,tags\.mlflow\.runName$/,
    );
    assert.ok(first.startsWith(`${earlier},earlier,`) && first.endsWith(",kept,,0.75,,earlier"), first);
    assert.ok(text.includes('"says ""hi"",\ntwice"'));
  });

  it("writes every point with history, in the order of time", async () => {
    const { get, earlier, later } = await twoRuns();
    const { text } = await get("format=csv&history=true");
    assert.deepEqual(text.split("\r\n"), [
      "run_id,run_name,experiment_name,metric,step,timestamp,value",
      `${earlier},earlier,churn,auc,0,5,0.75`,
      `${later},later,churn,loss,0,10,0.5`,
      `${later},later,churn,loss,1,11,NaN`,
      "",
    ]);
  });

  it("takes a filter and experiments, and answers a mistake in them before it writes", async () => {
    const { get, earlier } = await twoRuns();
    const filtered = await get(`filter=${encodeURIComponent("metrics.auc > 0.5")}&experiment=churn`);
    assert.equal(JSON.parse(filtered.text).run_id, earlier);
    assert.equal((await get("filter=metrics.auc%20%3E%3E%201")).status, 400);
    assert.match((await get("experiment=nosuch")).text, /no experiment is called 'nosuch'/);
    assert.match((await get("format=xlsx")).text, /expected one of jsonl, csv, parquet/);
  });

  it("lets others have their turn while it writes a long history", async () => {
    const { get, post, later } = await twoRuns();
    for (let from = 0; from < 40_000; from += 1000) {
      const metrics = Array.from({ length: 1000 }, (_, i) => ({ key: "long", value: i, step: from + i, timestamp: 1 }));
      await post("runs/log-batch", { run_id: later, metrics });
    }
    let turns = 0;
    const timer = setInterval(() => turns++);
    const { text } = await get("format=csv&history=true");
    clearInterval(timer);
    assert.equal(text.trimEnd().split("\r\n").length, 40_000 + 3 + 1);
    assert.ok(turns >= 5, `${turns} turns`);
  });

  it("gives the same bytes for the same runs, and nothing for none", async () => {
    const { get } = await twoRuns();
    assert.equal((await get("format=csv")).text, (await get("format=csv")).text);
    assert.equal((await openRuntime().get("format=jsonl")).text, "");
  });
});
