import assert from "node:assert/strict";
import { idOf, list, span, type TraceClient, trace, traceClient } from "./traceClient";

async function filled(): Promise<TraceClient> {
  const client = traceClient();
  const cost = (total: number) => ({
    "mlflow.llm.cost": { total_cost: total },
    "mlflow.spanType": "LLM",
    "mlflow.llm.model": "m",
  });
  const t0 = BigInt(Date.parse("2025-01-01T00:10:00Z")) * 1_000_000n;
  await client.send([
    { trace: trace(1), id: span(1), name: "a", start: t0, end: t0 + 3_500_000n, attributes: cost(1) },
    { trace: trace(1), id: span(2), parent: span(1), name: "b", start: t0, attributes: cost(3) },
  ]);
  const info = (n: number, time: string, seconds: number, name: string, metadata: object) => ({
    trace_id: idOf(n),
    request_time: time,
    execution_duration: `${seconds}s`,
    tags: { "mlflow.traceName": name },
    trace_metadata: metadata,
  });
  await client.start(
    info(1, "2025-01-01T00:10:00Z", 1, "x", {
      "mlflow.trace.session": "s",
      "mlflow.trace.tokenUsage": '{"total_tokens": 10}',
    }),
  );
  await client.start(
    info(2, "2025-01-01T00:50:00Z", 2, "x", {
      "mlflow.trace.session": "s",
      "mlflow.trace.tokenUsage": '{"total_tokens": 20}',
    }),
  );
  await client.start({ ...info(3, "2025-01-01T01:10:00Z", 6, "y", { "mlflow.sourceRun": "r" }), state: "ERROR" });
  for (const [n, value] of [
    [1, "yes"],
    [2, "no"],
    [3, 0.25],
  ] as const)
    await client.call("POST", `${idOf(n)}/assessments`, {
      assessment: { assessment_name: "q", source: { source_type: "CODE" }, feedback: { value } },
    });
  return client;
}

type Aggregation = string | readonly [string, number];

describe("metrics of traces", () => {
  let client: TraceClient;
  const query = (view_type: string, metric_name: string, aggregations: readonly Aggregation[], more: object = {}) => ({
    experiment_ids: ["0"],
    view_type,
    metric_name,
    aggregations: aggregations.map((each) =>
      typeof each === "string" ? { aggregation_type: each } : { aggregation_type: each[0], percentile_value: each[1] },
    ),
    ...more,
  });
  const points = async (...asked: Parameters<typeof query>) =>
    list((await client.call("POST", "metrics", query(...asked))).data_points).map((point) => [
      point.dimensions,
      point.values,
    ]);
  before(async () => {
    client = await filled();
  });

  it("count, and split what they count", async () => {
    assert.deepEqual(await points("TRACES", "trace_count", ["COUNT"]), [[{}, { COUNT: 3 }]]);
    assert.deepEqual(await points("TRACES", "trace_count", ["COUNT"], { dimensions: ["trace_name", "trace_status"] }), [
      [{ trace_name: "x", trace_status: "OK" }, { COUNT: 2 }],
      [{ trace_name: "y", trace_status: "ERROR" }, { COUNT: 1 }],
    ]);
    assert.deepEqual(await points("TRACES", "session_count", ["COUNT"]), [[{}, { COUNT: 1 }]]);
    assert.deepEqual(
      await points("SPANS", "span_count", ["COUNT"], { dimensions: ["span_type"], filters: ["span.name = 'b'"] }),
      [[{ span_type: "LLM" }, { COUNT: 1 }]],
    );
    assert.deepEqual(await points("ASSESSMENTS", "assessment_count", ["COUNT"], { dimensions: ["assessment_value"] }), [
      [{ assessment_value: '"no"' }, { COUNT: 1 }],
      [{ assessment_value: '"yes"' }, { COUNT: 1 }],
      [{ assessment_value: "0.25" }, { COUNT: 1 }],
    ]);
  });

  it("measure, with percentiles between neighbours", async () => {
    assert.deepEqual(await points("TRACES", "latency", ["AVG", "MIN", "MAX", ["PERCENTILE", 50], ["PERCENTILE", 75]]), [
      [{}, { AVG: 3000, MIN: 1000, MAX: 6000, "P50.0": 2000, "P75.0": 4000 }],
    ]);
    assert.deepEqual(await points("TRACES", "total_tokens", ["SUM"], { dimensions: ["trace_name"] }), [
      [{ trace_name: "x" }, { SUM: 30 }],
    ]);
    assert.deepEqual(await points("SPANS", "latency", ["MAX"]), [[{}, { MAX: 3 }]]);
    assert.deepEqual(await points("SPANS", "total_cost", ["SUM"], { dimensions: ["span_model_name"] }), [
      [{ span_model_name: "m" }, { SUM: 4 }],
    ]);
    assert.deepEqual(await points("ASSESSMENTS", "assessment_value", ["AVG"], { filters: ["assessment.name = 'q'"] }), [
      [{}, { AVG: 1.25 / 3 }],
    ]);
  });

  it("fall into buckets of time", async () => {
    const range = {
      start_time_ms: Date.parse("2025-01-01T00:00:00Z"),
      end_time_ms: Date.parse("2025-01-02T00:00:00Z"),
    };
    assert.deepEqual(await points("TRACES", "trace_count", ["COUNT"], { time_interval_seconds: 3600, ...range }), [
      [{ time_bucket: "2025-01-01T00:00:00+00:00" }, { COUNT: 2 }],
      [{ time_bucket: "2025-01-01T01:00:00+00:00" }, { COUNT: 1 }],
    ]);
    assert.deepEqual(
      await points("TRACES", "trace_count", ["COUNT"], { end_time_ms: Date.parse("2025-01-01T00:30:00Z") }),
      [[{}, { COUNT: 1 }]],
    );
  });

  it("of traces filtered by status, tag, metadata and run", async () => {
    const counted = async (filter: string) =>
      (await points("TRACES", "trace_count", ["COUNT"], { filters: [filter] }))[0]?.[1];
    assert.deepEqual(await counted("trace.status = 'ERROR'"), { COUNT: 1 });
    assert.deepEqual(await counted("trace.tag.`mlflow.traceName` = 'x'"), { COUNT: 2 });
    assert.deepEqual(await counted("trace.metadata.`mlflow.sourceRun` = 'r'"), { COUNT: 1 });
  });

  it("are refused where they make no sense", async () => {
    const bad: Parameters<typeof query>[] = [
      ["PLANETS", "trace_count", ["COUNT"]],
      ["TRACES", "nothing", ["COUNT"]],
      ["TRACES", "trace_count", ["SUM"]],
      ["TRACES", "trace_count", ["COUNT"], { dimensions: ["span_name"] }],
      ["TRACES", "latency", ["PERCENTILE"]],
      ["TRACES", "latency", [["PERCENTILE", 101]]],
      ["TRACES", "trace_count", ["COUNT"], { time_interval_seconds: 60 }],
      ["TRACES", "trace_count", ["COUNT"], { filters: ["status = 'OK'"] }],
      ["TRACES", "trace_count", ["COUNT"], { filters: ["span.name = 'a'"] }],
      ["TRACES", "trace_count", ["COUNT"], { filters: ["trace.status = 'a' AND trace.status = 'b'"] }],
    ];
    for (const asked of bad)
      assert.equal((await client.refused("POST", "metrics", query(...asked)))[0], 400, JSON.stringify(asked));
  });
});
