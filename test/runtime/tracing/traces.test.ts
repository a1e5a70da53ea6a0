import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { idOf, type Loose, list, place, span, trace, traceClient } from "./traceClient";

describe("traces", () => {
  it("are declared, and read back as they were", async () => {
    const client = traceClient();
    const said = {
      trace_id: idOf(1),
      ...place("0"),
      client_request_id: "c1",
      request_preview: "in",
      response_preview: "out",
      request_time: "2025-04-15T08:49:18.699Z",
      execution_duration: "0.129s",
      state: "ERROR",
      trace_metadata: { "mlflow.trace.session": "s", __proto__x: "1" },
      tags: { constructor: "c", "mlflow.traceName": "named" },
    };
    const info = await client.start(said);
    assert.deepEqual(info, {
      ...said,
      trace_metadata: { ...said.trace_metadata, "mlflow.trace.infoFinalized": "true" },
      tags: { ...said.tags, "mlflow.artifactLocation": `mlflow-artifacts:/0/traces/${idOf(1)}/artifacts` },
      assessments: [],
    });
    assert.deepEqual((await client.call("GET", idOf(1))).trace?.trace_info, info);
  });

  it("say what is wrong with a declaration, and where", async () => {
    const client = traceClient();
    const declared = (info: object) =>
      client.refused("POST", "", { trace: { trace_info: { trace_id: "t", ...place("0"), ...info } } });
    assert.match(
      (await declared({ request_time: "yesterday" }))[2],
      /trace\.trace_info\.request_time: expected a time/,
    );
    assert.match((await declared({ execution_duration: "1m" }))[2], /execution_duration/);
    assert.match((await declared({ state: "FINE" }))[2], /state/);
    assert.match((await declared({ tags: [1] }))[2], /tags: expected an object/);
    assert.match((await declared({ trace_id: "" }))[2], /trace_id/);
    assert.deepEqual((await declared(place("404"))).slice(0, 2), [404, "RESOURCE_DOES_NOT_EXIST"]);
    assert.deepEqual((await client.refused("POST", "", {})).slice(0, 2), [400, "INVALID_PARAMETER_VALUE"]);
    assert.deepEqual((await client.refused("GET", "tr-none")).slice(0, 2), [404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  it("carry tags that can be set and deleted, but not those that say where its spans are", async () => {
    const client = traceClient();
    await client.start({ trace_id: "t1" });
    const at = "t1/tags";
    await client.call("PATCH", at, { key: "a", value: "x".repeat(9000) });
    await client.call("PATCH", "/api/2.0/mlflow/traces/t1/tags", { key: "b" });
    const tags = (await client.call("GET", "t1")).trace?.trace_info?.tags as Loose;
    assert.deepEqual([String(tags.a).length, tags.b], [4096, ""]);
    await client.call("DELETE", at, { key: "a" });
    assert.equal((await client.refused("DELETE", at, { key: "a" }))[0], 404);
    assert.equal((await client.refused("PATCH", at, { key: "mlflow.trace.spansLocation", value: "x" }))[0], 400);
    for (const key of ["../a", "/a", "a//b", ".", "", "k".repeat(251)])
      assert.equal((await client.refused("PATCH", at, { key, value: "x" }))[0], 400, key);
    assert.equal((await client.refused("PATCH", "t2/tags", { key: "a", value: "b" }))[0], 404);
  });

  it("are deleted by id, or by age with the oldest first, with their spans and files", async () => {
    const client = traceClient();
    for (let n = 1; n <= 5; n++) {
      await client.start({ trace_id: idOf(n), request_time: `2025-01-0${n}T00:00:00Z` });
      await client.send([{ trace: trace(n), id: span(1) }]);
    }
    const folder = join(client.kernel.places.artifacts, "0/traces", idOf(1), "artifacts");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "attachment"), "x");
    const remove = async (body: object) =>
      (await client.call("POST", "delete-traces", { experiment_id: "0", ...body })).traces_deleted;
    assert.equal(await remove({ request_ids: [idOf(5), "tr-none"] }), 1);
    assert.equal(await remove({ max_timestamp_millis: Date.parse("2025-01-03T00:00:00Z"), max_traces: 2 }), 2);
    assert.equal(existsSync(folder), false);
    assert.deepEqual(await client.find(""), [idOf(4), idOf(3)]);
    assert.equal(await client.kernel.store.cold("cold:spans", idOf(1)), undefined);
    assert.notEqual(await client.kernel.store.cold("cold:spans", idOf(3)), undefined);
    assert.equal(await remove({ max_timestamp_millis: Date.parse("2025-02-01T00:00:00Z") }), 2);
    for (const body of [
      {},
      { max_timestamp_millis: 1, request_ids: ["a"] },
      { request_ids: ["a"], max_traces: 1 },
      { max_timestamp_millis: 1, max_traces: 0 },
    ])
      assert.equal((await client.refused("POST", "delete-traces", { experiment_id: "0", ...body }))[0], 400);
  });

  it("belong to the run they were made in and to runs they are linked to", async () => {
    const client = traceClient();
    await client.start({ trace_id: "t1", trace_metadata: { "mlflow.sourceRun": "r1" } });
    await client.start({ trace_id: "t2" });
    await client.call("POST", "link-to-run", { trace_ids: ["t1", "t2", "none"], run_id: "r2" });
    await client.call("POST", "/api/2.0/mlflow/traces/link-prompts", {
      trace_id: "t2",
      prompt_versions: [{ name: "p", version: "3" }],
    });
    assert.deepEqual(await client.find("run_id = 'r1'"), ["t1"]);
    assert.deepEqual(await client.find("run_id = 'r2'"), ["t1", "t2"]);
    assert.deepEqual(await client.find("prompt = 'p/3'"), ["t2"]);
    const many = Array.from({ length: 101 }, (_, n) => `t${n}`);
    assert.equal((await client.refused("POST", "link-to-run", { trace_ids: many, run_id: "r" }))[0], 400);
  });

  it("are read in bulk, only those that are there and whole", async () => {
    const client = traceClient();
    await client.send([{ trace: trace(1), id: span(1) }]);
    await client.start({ trace_id: "bare" });
    const whole = await client.call("GET", `batchGet?trace_ids=${idOf(1)}&trace_ids=bare&trace_ids=none`);
    assert.deepEqual(
      list(whole.traces).map((each) => each.trace_info?.trace_id),
      [idOf(1)],
    );
    const infos = await client.call("POST", "batchGetInfos", { trace_ids: ["none", "bare", idOf(1)] });
    assert.deepEqual(
      list(infos.trace_infos).map((each) => each.trace_id),
      ["bare", idOf(1)],
    );
    assert.deepEqual((await client.call("GET", `batchGet?trace_ids=${idOf(1)}&experiment_ids=9`)).traces, []);
  });

  it("whose client put the spans into traces.json show them all the same", async () => {
    const client = traceClient();
    await client.start({ trace_id: idOf(1) });
    const folder = join(client.kernel.places.artifacts, "0/traces", idOf(1), "artifacts");
    mkdirSync(folder, { recursive: true });
    const file = {
      spans: [
        {
          name: "old",
          context: { span_id: "0x00000000000000ff", trace_id: `0x${trace(1)}` },
          parent_id: null,
          start_time: 5000,
          end_time: 9000,
          status_code: "OK",
          status_message: "",
          attributes: { "mlflow.spanInputs": '{"x": 1.0}', "mlflow.spanType": '"TOOL"' },
          events: [],
        },
      ],
    };
    writeFileSync(join(folder, "traces.json"), JSON.stringify(file));
    const detail = await client.call("GET", `/api/tidemark/v1/traces/${idOf(1)}`);
    const [found] = list(detail.tree);
    assert.deepEqual(
      [found?.id, found?.name, found?.type, found?.inputs, found?.duration],
      ["00000000000000ff", "old", "TOOL", '{"x": 1.0}', 4],
    );
  });

  it("give out what was attached to their spans, and nothing else", async () => {
    const client = traceClient();
    await client.start({ trace_id: idOf(1) });
    const folder = join(client.kernel.places.artifacts, "0/traces", idOf(1), "artifacts/attachments");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "one"), "bytes");
    writeFileSync(join(client.kernel.places.artifacts, "secret"), "x");
    const get = (path: string) =>
      inject(client.dispatch, {
        method: "GET",
        url: `/ajax-api/2.0/mlflow/get-trace-artifact?request_id=${idOf(1)}&path=${encodeURIComponent(path)}`,
      });
    const found = await get("one");
    assert.deepEqual(
      [found.status, found.body.toString(), found.headers["x-content-type-options"]],
      [200, "bytes", "nosniff"],
    );
    for (const path of ["../../../../secret", "..", "%2e%2e/secret", "..\\..\\secret", "none", "a\0b", "/etc/passwd"]) {
      const refused = await get(path);
      assert.ok(refused.status >= 400 && refused.status < 500, `${path}: ${refused.status}`);
    }
  });

  it("never lead to a file outside, whatever their id", async () => {
    const client = traceClient();
    const id = "../../../../etc";
    await client.start({ trace_id: id, tags: { "mlflow.artifactLocation": "mlflow-artifacts:/../../etc/passwd" } });
    const location = (await client.call("GET", encodeURIComponent(id))).trace?.trace_info?.tags?.[
      "mlflow.artifactLocation"
    ];
    assert.equal(location, `mlflow-artifacts:/0/traces/${id}/artifacts`);
    assert.deepEqual((await client.call("GET", `/api/tidemark/v1/traces/${encodeURIComponent(id)}`)).tree, []);
    assert.equal(
      (await client.call("POST", "delete-traces", { experiment_id: "0", request_ids: [id] })).traces_deleted,
      1,
    );
  });

  it("of the 2.0 protocol begin and end", async () => {
    const client = traceClient();
    const old = "/api/2.0/mlflow/traces";
    const pair = (key: string, value: string) => [{ key, value }];
    const begun = await client.call("POST", old, {
      experiment_id: "0",
      timestamp_ms: "1000",
      request_metadata: pair("m", "1"),
      tags: pair("t", "1"),
    });
    const id = String(begun.trace_info?.request_id);
    assert.deepEqual([begun.trace_info?.status, begun.trace_info?.execution_time_ms], ["IN_PROGRESS", 0]);
    const ended = await client.call("PATCH", `${old}/${id}`, {
      timestamp_ms: 1500,
      status: "OK",
      request_metadata: pair("n", "2"),
      tags: pair("t", "2"),
    });
    assert.deepEqual(
      [ended.trace_info?.execution_time_ms, ended.trace_info?.request_metadata, ended.trace_info?.status],
      [500, [...pair("m", "1"), ...pair("n", "2")], "OK"],
    );
    assert.deepEqual((await client.call("GET", `${old}/${id}/info`)).trace_info, ended.trace_info);
    const found = await client.call(
      "GET",
      `${old}?experiment_ids=0&filter=${encodeURIComponent("tag.t = '2'")}&max_results=5`,
    );
    assert.deepEqual(
      list(found.traces).map(({ request_id }) => request_id),
      [id],
    );
  });

  it("go with the experiment or the runs they belong to", async () => {
    const client = traceClient();
    const made = await client.call("POST", "/api/2.0/mlflow/experiments/create", { name: "gone" });
    const experiment = String(made.experiment_id);
    await client.start({ trace_id: "kept" });
    await client.start({ trace_id: "doomed", ...place(experiment) });
    await client.call("POST", "/api/2.0/mlflow/experiments/delete", { experiment_id: experiment });
    await client.call("POST", "/api/tidemark/v1/gc", {});
    assert.deepEqual([...client.kernel.store.docs("traces").keys()], ["kept"]);
  });

  it("tell the windows when they change", async () => {
    const client = traceClient();
    const heard: string[] = [];
    client.kernel.events.listen(({ kind, id }) => heard.push(`${kind} ${id}`));
    await client.start({ trace_id: "t1" });
    assert.deepEqual(
      heard.filter((each) => each.startsWith("trace")),
      ["trace t1"],
    );
  });
});
