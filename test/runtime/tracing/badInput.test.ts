import assert from "node:assert/strict";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { idOf, span, trace, traceClient } from "./traceClient";

/** A good body for each route that takes one; each of its fields is then replaced by what does not belong there. */
const t = "/api/3.0/mlflow/traces";
const old = "/api/2.0/mlflow/traces";
const d = "/api/3.0/mlflow/datasets";
const s = "/api/3.0/mlflow/scorers";
const info = {
  trace_id: "t2",
  trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "0" } },
  request_time: "2025-01-01T00:00:00Z",
  execution_duration: "1s",
  state: "OK",
  request_preview: "x",
  trace_metadata: { "mlflow.trace.tokenUsage": '{"input_tokens": 1}', "mlflow.trace.sizeStats": "{}" },
  tags: { a: "b" },
  assessments: [{ assessment_name: "n", source: { source_type: "HUMAN" }, feedback: { value: 1 } }],
};
const good: readonly (readonly [method: string, url: string, body: unknown])[] = [
  ["POST", t, { trace: { trace_info: info } }],
  [
    "POST",
    `${t}/search`,
    {
      locations: [{ mlflow_experiment: { experiment_id: "0" } }],
      filter: "status = 'OK'",
      max_results: 5,
      order_by: ["name"],
      page_token: "",
    },
  ],
  ["POST", `${t}/batchGetInfos`, { trace_ids: ["a"], experiment_ids: ["0"] }],
  ["POST", `${t}/delete-traces`, { experiment_id: "0", request_ids: ["a"] }],
  ["POST", `${t}/link-to-run`, { trace_ids: ["a"], run_id: "r" }],
  ["POST", `${t}/link-prompts`, { trace_id: idOf(1), prompt_versions: [{ name: "p", version: 1 }] }],
  ["PATCH", `${t}/${idOf(1)}/tags`, { key: "k", value: "v" }],
  ["DELETE", `${t}/${idOf(1)}/tags`, { key: "k" }],
  [
    "POST",
    `${t}/${idOf(1)}/assessments`,
    {
      assessment: {
        assessment_id: "a-1",
        assessment_name: "n",
        source: { source_type: "CODE" },
        create_time: "2025-01-01T00:00:00Z",
        expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: "[1]" } },
        metadata: { k: "v" },
      },
    },
  ],
  [
    "PATCH",
    `${t}/${idOf(1)}/assessments/a-1`,
    { assessment: { expectation: { value: 2 } }, update_mask: "expectation" },
  ],
  [
    "POST",
    `${t}/calculate-filter-correlation`,
    {
      experiment_ids: ["0"],
      filter_string1: "status = 'OK'",
      filter_string2: "name = 'x'",
      base_filter: "timestamp > 0",
    },
  ],
  [
    "POST",
    `${t}/metrics`,
    {
      experiment_ids: ["0"],
      view_type: "SPANS",
      metric_name: "latency",
      aggregations: [{ aggregation_type: "PERCENTILE", percentile_value: 50 }],
      dimensions: ["span_name"],
      filters: ["span.name = 'a'"],
      time_interval_seconds: 60,
      start_time_ms: 0,
      end_time_ms: 9e15,
      max_results: 3,
    },
  ],
  ["POST", old, { experiment_id: "0", timestamp_ms: 1, request_metadata: [{ key: "a", value: "b" }], tags: [] }],
  [
    "PATCH",
    `${old}/${idOf(1)}`,
    { timestamp_ms: 1, status: "OK", request_metadata: [{ key: "a", value: "b" }], tags: [] },
  ],
  ["POST", `${d}/create`, { name: "n", experiment_ids: ["0"], tags: '{"a": "b"}' }],
  [
    "POST",
    `${d}/search`,
    { experiment_ids: ["0"], filter_string: "name = 'x'", max_results: 1, order_by: ["name"], page_token: "" },
  ],
  ["POST", `${d}/none/records`, { records: '[{"inputs": {}}]' }],
  ["DELETE", `${d}/none/records`, { dataset_record_ids: ["a"] }],
  ["POST", `${d}/none/add-experiments`, { experiment_ids: ["0"] }],
  ["POST", `${s}/register`, { experiment_id: "0", name: "n", serialized_scorer: "{}" }],
  ["DELETE", `${s}/delete`, { experiment_id: "0", name: "n", version: 1 }],
  ["PUT", `${s}/online-config`, { experiment_id: "0", name: "n", sample_rate: 0, filter_string: "x" }],
];

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  "",
  "\u0000\u202e<b>",
  "__proto__",
  "../..",
  "x".repeat(100_000),
  [],
  [[]],
  [null],
  {},
  { __proto__x: { a: 1 } },
  { toString: 1, constructor: 2 },
  nested(2000),
];

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

/** Every way to put `value` in one place of `body`. */
function* replaced(body: unknown, value: unknown): Iterable<unknown> {
  yield value;
  if (Array.isArray(body))
    for (const [i, each] of body.entries()) for (const inner of replaced(each, value)) yield body.with(i, inner);
  else if (typeof body === "object" && body !== null)
    for (const [key, each] of Object.entries(body))
      for (const inner of replaced(each, value)) yield { ...body, [key]: inner };
}

describe("bad input to traces, datasets and scorers", () => {
  it("is never taken for a fault of ours, wherever it stands", async function () {
    this.timeout(60_000);
    const client = traceClient();
    await client.send([{ trace: trace(1), id: span(1) }]);
    let tried = 0;
    for (const [method, url, body] of good)
      for (const value of odd)
        for (const wrong of replaced(body, value)) {
          const reply = await inject(client.dispatch, { method, url, body: JSON.stringify(wrong) });
          tried++;
          assert.ok(
            reply.status < 500,
            `${method} ${url} ${JSON.stringify(wrong).slice(0, 300)}: ${reply.status} ${reply.body.toString().slice(0, 300)}`,
          );
        }
    assert.ok(tried > 2000, `${tried} bodies`);
    // and what was taken can be read back
    await client.find("");
    assert.equal((await inject(client.dispatch, { method: "GET", url: "/api/tidemark/v1/traces" })).status, 200);
    for (const id of client.kernel.store.docs("traces").keys())
      for (const url of [
        `${t}/get?allow_partial=true&trace_id=${encodeURIComponent(id)}`,
        `${old}/${encodeURIComponent(id)}/info`,
      ])
        assert.ok((await inject(client.dispatch, { method: "GET", url })).status < 500, id);
  });

  it("in queries is refused, too", async () => {
    const client = traceClient();
    for (const url of [
      `${t}/get`,
      `${t}/get?trace_id=a&trace_id=b`,
      `${t}/get?trace_id=a&allow_partial=maybe`,
      `${t}/batchGet`,
      `${old}?max_results=x&experiment_ids=0`,
      `${s}/get?experiment_id=0&name=a&version=x`,
      `${s}/list?experiment_id=0&experiment_ids=0`,
      "/api/tidemark/v1/traces?limit=x",
      "/api/2.0/mlflow/get-trace-artifact",
    ]) {
      const { status } = await inject(client.dispatch, { method: "GET", url });
      assert.equal(status, 400, url);
    }
  });
});
