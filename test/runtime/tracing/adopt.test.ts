import assert from "node:assert/strict";
import { createTracing } from "../../../src/runtime/tracing/tracing";
import { createTracking } from "../../../src/runtime/tracking/tracking";
import { idOf, list, span, trace, traceClient } from "./traceClient";

/** A span as MLflow 3 keeps it in its database and in traces.json. */
const written = `{"trace_id": "${Buffer.from(trace(1), "hex").toString("base64")}", "span_id": "${Buffer.from(span(2), "hex").toString("base64")}", "parent_span_id": null, "name": "root", "start_time_unix_nano": 1700000000123456789, "end_time_unix_nano": 1700000001123456789, "events": [{"name": "exception", "time_unix_nano": 1700000000500000001, "attributes": {"exception.message": "no", "n": 1.0}}], "status": {"code": "STATUS_CODE_ERROR", "message": "no"}, "attributes": {"mlflow.traceRequestId": "\\"${idOf(1)}\\"", "mlflow.spanInputs": "{\\"x\\": 1.0}", "plain": "not json"}, "links": [{"trace_id": "${idOf(9)}", "span_id": "${span(7)}", "attributes": null}]}`;

const info = {
  trace_id: idOf(1),
  request_time: "2025-04-15T08:49:18.699Z",
  execution_duration_ms: 1000,
  state: "ERROR",
  trace_metadata: { "mlflow.sourceRun": "r1" },
  tags: { "mlflow.traceName": "root", "mlflow.artifactLocation": "elsewhere" },
  assessments: [
    {
      assessment_id: "a-1",
      assessment_name: "q",
      source: { source_type: "HUMAN" },
      create_time: "2025-04-15T08:50:00Z",
      last_update_time: "2025-04-15T08:50:00Z",
      feedback: { value: 1 },
      valid: false,
    },
  ],
};

describe("traces of another store", () => {
  const setUp = () => {
    const client = traceClient();
    return { client, tracing: createTracing(client.kernel, createTracking(client.kernel)) };
  };

  it("come in under their own ids, every digit of their spans kept", async () => {
    const { client, tracing } = setUp();
    await client.kernel.store.commit(tracing.adopt({ id: idOf(1), info, spans: [written] }, "0"));
    const { trace_info: found, spans } = (await client.call("GET", `get?trace_id=${idOf(1)}`)).trace ?? {};
    assert.deepEqual(
      [found?.state, found?.execution_duration, found?.trace_metadata],
      ["ERROR", "1s", { "mlflow.sourceRun": "r1" }],
    );
    assert.equal(found?.tags?.["mlflow.artifactLocation"], `mlflow-artifacts:/0/traces/${idOf(1)}/artifacts`);
    assert.deepEqual(
      list(found?.assessments).map((each) => each.valid),
      [false],
    );
    const [root] = list(spans);
    assert.equal(root?.start_time_unix_nano, "1700000000123456789");
    assert.equal(list(root?.events)[0]?.time_unix_nano, "1700000000500000001");
    assert.deepEqual(list(list(root?.events)[0]?.attributes)[1], { key: "n", value: { double_value: 1 } });
    assert.deepEqual(root?.status, { message: "no", code: "STATUS_CODE_ERROR" });
    assert.deepEqual(list(root?.attributes).slice(1), [
      { key: "mlflow.spanInputs", value: { kvlist_value: { values: [{ key: "x", value: { double_value: 1 } }] } } },
      { key: "plain", value: { string_value: "not json" } },
    ]);
    assert.equal(list(root?.links)[0]?.trace_id, Buffer.from(trace(9), "hex").toString("base64"));
  });

  it("taken in twice change nothing, and what was said of them here stays", async () => {
    const { client, tracing } = setUp();
    const adopt = () => tracing.adopt({ id: idOf(1), info, spans: [written] }, "0");
    await client.kernel.store.commit(adopt());
    assert.deepEqual(adopt(), []);
    await client.call("PATCH", `${idOf(1)}/tags`, { key: "mine", value: "1" });
    const later = tracing.adopt({ id: idOf(1), info: { ...info, state: "OK" }, spans: [written] }, "0");
    await client.kernel.store.commit(later);
    const found = (await client.call("GET", idOf(1))).trace?.trace_info;
    assert.deepEqual([found?.state, found?.tags?.mine, list(found?.assessments).length], ["OK", "1", 1]);
  });

  it("from a server come as protobuf prints them", async () => {
    const { client, tracing } = setUp();
    const served = {
      trace_id: Buffer.from(trace(1), "hex").toString("base64"),
      span_id: Buffer.from(span(2), "hex").toString("base64"),
      parent_span_id: Buffer.from(span(1), "hex").toString("base64"),
      name: "child",
      start_time_unix_nano: "1700000000123456789",
      attributes: [
        { key: "i", value: { int_value: "12345678901234567" } },
        { key: "mlflow.spanType", value: { string_value: "TOOL" } },
      ],
      status: { code: "STATUS_CODE_OK" },
    };
    await client.kernel.store.commit(tracing.adopt({ id: idOf(1), info, spans: [served] }, "0"));
    const [found] = list((await client.call("GET", `get?trace_id=${idOf(1)}`)).trace?.spans);
    assert.deepEqual({ ...found }, { ...served });
  });
});
