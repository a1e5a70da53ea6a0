import assert from "node:assert/strict";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { idOf, type Loose, list, span, trace, traceClient } from "./traceClient";

const ms = 1_000_000n;
const t0 = 1_700_000_000_000n * ms;

describe("spans over OTLP", () => {
  it("make a trace: its times, state, previews, session, user and tags", async () => {
    const client = traceClient();
    const status = await client.send(
      [
        {
          trace: trace(1),
          id: span(2),
          parent: span(1),
          name: "child",
          start: t0 + 5n * ms,
          end: t0 + 30n * ms,
          attributes: { "session.id": "s1", "user.id": "u1" },
        },
        {
          trace: trace(1),
          id: span(1),
          name: "root",
          start: t0,
          end: t0 + 20n * ms,
          code: 2,
          attributes: {
            "mlflow.spanInputs": { messages: [{ role: "user", content: "What is it?" }] },
            "mlflow.spanOutputs": { choices: [{ message: { role: "assistant", content: "A tide." } }] },
            "mlflow.traceTag.mlflow.traceName": "asked",
            "mlflow.traceTag.mine": "1",
          },
        },
      ],
      { "service.name": "svc", "telemetry.sdk.name": "x", "mlflow.trace.spansLocation": "ELSEWHERE", "../x": "bad" },
    );
    assert.equal(status, 200);
    const info = (await client.call("GET", idOf(1))).trace?.trace_info as Loose;
    assert.deepEqual(info.trace_metadata, { "mlflow.trace.session": "s1", "mlflow.trace.user": "u1" });
    assert.deepEqual(info.tags, {
      "mlflow.artifactLocation": `mlflow-artifacts:/0/traces/${idOf(1)}/artifacts`,
      "mlflow.trace.spansLocation": "TRACKING_STORE",
      "service.name": "svc",
      "mlflow.traceName": "asked",
      mine: "1",
    });
    assert.deepEqual(
      [info.state, info.request_preview, info.response_preview, info.request_time, info.execution_duration],
      ["ERROR", "What is it?", "A tide.", "2023-11-14T22:13:20Z", "0.030s"],
    );
  });

  it("come back digit for digit, floats as floats and whole numbers whole", async () => {
    const client = traceClient();
    await client.send([
      {
        trace: trace(1),
        id: span(1),
        start: t0 + 123n,
        end: t0 + 456n,
        attributes: { f: 1, i: 12345678901234567n, deep: { l: [1n, 0.5, null, true] }, nan: Number.NaN },
      },
    ]);
    const [found] = list((await client.call("GET", `get?trace_id=${idOf(1)}`)).trace?.spans);
    assert.equal(found?.start_time_unix_nano, String(t0 + 123n));
    const values = new Map(list(found?.attributes).map(({ key, value }) => [String(key), value]));
    assert.deepEqual(values.get("f"), { double_value: 1 });
    assert.deepEqual(values.get("i"), { int_value: "12345678901234567" });
    assert.deepEqual(values.get("nan"), { double_value: "NaN" });
    assert.deepEqual(values.get("deep"), {
      kvlist_value: {
        values: [
          {
            key: "l",
            value: { array_value: { values: [{ int_value: "1" }, { double_value: 0.5 }, {}, { bool_value: true }] } },
          },
        ],
      },
    });
  });

  it("arrive one by one, the root last, and are one document once the trace is whole", async () => {
    const client = traceClient();
    for (let n = 2; n <= 6; n++)
      await client.send([{ trace: trace(1), id: span(n), parent: span(1), end: t0 + BigInt(n) * ms, start: t0 + ms }]);
    const partial = (await client.call("GET", `get?trace_id=${idOf(1)}&allow_partial=True`)).trace as Loose;
    assert.deepEqual([partial.trace_info?.state, list(partial.spans).length], ["IN_PROGRESS", 5]);
    await client.send([{ trace: trace(1), id: span(1), name: "root", start: t0, end: t0 + 9n * ms }]);
    const whole = (await client.call("GET", `get?trace_id=${idOf(1)}`)).trace as Loose;
    assert.deepEqual(
      [whole.trace_info?.state, whole.trace_info?.execution_duration, list(whole.spans)[0]?.name],
      ["OK", "0.009s", "root"],
    );
    assert.equal(await client.kernel.store.cold("cold:spans", `${idOf(1)}/1`), undefined);
    await client.send([{ trace: trace(1), id: span(6), parent: span(1), name: "again", start: t0 + ms }]);
    const again = list((await client.call("GET", `get?trace_id=${idOf(1)}`)).trace?.spans);
    assert.deepEqual([again.length, again.filter(({ name }) => String(name) === "again").length], [6, 1]);
  });

  it("count tokens and cost once: what a parent reports holds what is below it", async () => {
    const client = traceClient();
    const usage = (input: bigint, output: bigint) => ({
      input_tokens: input,
      output_tokens: output,
      total_tokens: input + output,
    });
    await client.send([
      {
        trace: trace(1),
        id: span(3),
        parent: span(2),
        attributes: {
          "mlflow.chat.tokenUsage": usage(10n, 5n),
          "mlflow.llm.cost": { input_cost: 0.5, output_cost: 1, total_cost: 1.5 },
        },
      },
    ]);
    await client.send([
      { trace: trace(1), id: span(4), parent: span(2), attributes: { "mlflow.chat.tokenUsage": usage(1n, 1n) } },
    ]);
    const figures = async () => (await client.call("GET", idOf(1))).trace?.trace_info?.trace_metadata as Loose;
    assert.equal(
      (await figures())["mlflow.trace.tokenUsage"],
      '{"input_tokens": 11, "output_tokens": 6, "total_tokens": 17}',
    );
    await client.send([
      { trace: trace(1), id: span(2), parent: span(1), attributes: { "mlflow.chat.tokenUsage": usage(11n, 6n) } },
      {
        trace: trace(1),
        id: span(5),
        parent: span(1),
        attributes: { "mlflow.chat.tokenUsage": { ...usage(2n, 2n), cache_read_input_tokens: 1n } },
      },
    ]);
    assert.equal(
      (await figures())["mlflow.trace.tokenUsage"],
      '{"input_tokens": 13, "output_tokens": 8, "total_tokens": 21, "cache_read_input_tokens": 1}',
    );
    assert.equal((await figures())["mlflow.trace.cost"], '{"input_cost": 0.5, "output_cost": 1.0, "total_cost": 1.5}');
  });

  it("do not overwrite what the client declared at the end", async () => {
    const client = traceClient();
    await client.start({
      trace_id: idOf(1),
      execution_duration: "1.5s",
      request_preview: "mine",
      trace_metadata: { "mlflow.trace.tokenUsage": '{"input_tokens": 1}' },
    });
    await client.send([
      {
        trace: trace(1),
        id: span(1),
        code: 2,
        start: t0,
        end: t0 + ms,
        attributes: { "mlflow.spanInputs": "theirs", "mlflow.chat.tokenUsage": { input_tokens: 99n } },
      },
    ]);
    const info = (await client.call("GET", idOf(1))).trace?.trace_info as Loose;
    assert.deepEqual(
      [
        info.state,
        info.execution_duration,
        info.request_preview,
        info.trace_metadata?.["mlflow.trace.tokenUsage"],
        info.request_time,
      ],
      ["OK", "1.500s", "mine", '{"input_tokens": 1}', "2025-01-01T00:00:00Z"],
    );
  });

  it("of other conventions get MLflow's names beside their own", async () => {
    const client = traceClient();
    await client.send([
      {
        trace: trace(1),
        id: span(1),
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.usage.input_tokens": 7n,
          "gen_ai.usage.output_tokens": "3",
          "gen_ai.request.model": "m1",
          "gen_ai.input.messages": '[{"role":"user"}]',
        },
      },
    ]);
    const [found] = list((await client.call("GET", `get?trace_id=${idOf(1)}`)).trace?.spans);
    const values = new Map(list(found?.attributes).map(({ key, value }) => [String(key), JSON.stringify(value)]));
    assert.equal(values.get("mlflow.spanType"), '{"string_value":"CHAT_MODEL"}');
    assert.equal(values.get("mlflow.llm.model"), '{"string_value":"m1"}');
    assert.match(values.get("mlflow.chat.tokenUsage") ?? "", /"total_tokens","value":\{"int_value":"10"\}/);
    assert.match(values.get("mlflow.spanInputs") ?? "", /^\{"array_value"/);
  });

  it("of one request are taken all or none", async () => {
    const client = traceClient();
    const long = "x".repeat(300);
    const status = await client.send([
      { trace: trace(1), id: span(1) },
      { trace: trace(2), id: span(1), attributes: { "session.id": long } },
    ]);
    assert.equal(status, 400);
    assert.equal(client.kernel.store.docs("traces").size, 0);
    assert.equal(await client.kernel.store.cold("cold:spans", idOf(1)), undefined);
  });

  it("link their trace to the run in the header", async () => {
    const client = traceClient();
    await client.send([{ trace: trace(1), id: span(1) }], {}, { "x-mlflow-run-id": "r1" });
    assert.deepEqual(await client.find("run_id = 'r1'"), [idOf(1)]);
  });

  it("are refused without an experiment, for one that is not there, and in another form", async () => {
    const client = traceClient();
    const spans = [{ trace: trace(1), id: span(1) }];
    assert.equal(await client.send(spans, {}, { "x-mlflow-experiment-id": "" }), 400);
    assert.equal(await client.send(spans, {}, { "x-mlflow-experiment-id": "777" }), 404);
    assert.equal(await client.send(spans, {}, { "content-type": "text/plain" }), 400);
    const garbage = await inject(client.dispatch, {
      method: "POST",
      url: "/v1/traces",
      headers: { "content-type": "application/x-protobuf", "x-mlflow-experiment-id": "0" },
      body: Buffer.from("0affffffff0f", "hex"),
    });
    assert.equal(garbage.status, 400);
  });

  it("waits a moment for spans that were announced and are still on their way", async () => {
    const client = traceClient();
    await client.start({ trace_id: idOf(1), trace_metadata: { "mlflow.trace.sizeStats": '{"num_spans": 2}' } });
    await client.send([{ trace: trace(1), id: span(1) }]);
    const asked = client.call("GET", `get?trace_id=${idOf(1)}`);
    await client.send([{ trace: trace(1), id: span(2), parent: span(1) }]);
    assert.equal(list((await asked).trace?.spans).length, 2);
  });
});
