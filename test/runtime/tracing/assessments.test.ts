import assert from "node:assert/strict";
import { type Loose, list, type TraceClient, traceClient } from "./traceClient";

const source = { source_type: "HUMAN", source_id: "bob" };

async function withTrace(): Promise<TraceClient> {
  const client = traceClient();
  await client.start({ trace_id: "t1" });
  return client;
}

const give = async (client: TraceClient, assessment: object): Promise<Loose> =>
  (await client.call("POST", "t1/assessments", { assessment: { assessment_name: "a", source, ...assessment } }))
    .assessment as Loose;

describe("assessments", () => {
  it("come back as they were given, with an id, valid, and with times", async () => {
    const client = await withTrace();
    const given = await give(client, {
      feedback: { value: { a: 1, b: [0.5, "x", true] }, error: { error_code: "E", error_message: "m" } },
      rationale: "because",
      metadata: { k: "v" },
      span_id: "00ff",
      create_time: "2025-01-01T00:00:00.5Z",
      last_update_time: "2025-01-01T00:00:01Z",
    });
    assert.match(String(given.assessment_id), /^a-[0-9a-f]{32}$/);
    const expected = {
      assessment_id: given.assessment_id,
      assessment_name: "a",
      trace_id: "t1",
      span_id: "00ff",
      source,
      create_time: "2025-01-01T00:00:00.500Z",
      last_update_time: "2025-01-01T00:00:01Z",
      feedback: { value: { a: 1, b: [0.5, "x", true] }, error: { error_code: "E", error_message: "m" } },
      rationale: "because",
      metadata: { k: "v" },
      valid: true,
    };
    assert.deepEqual(given, expected);
    assert.deepEqual((await client.call("GET", `t1/assessments/${String(given.assessment_id)}`)).assessment, expected);
    assert.deepEqual(list((await client.call("GET", "t1")).trace?.trace_info?.assessments), [expected]);
  });

  it("keep structures that are expected, exactly", async () => {
    const client = await withTrace();
    const value = '{"a": [1, 2.0, {"b": null}], "é": "\\u00e9"}';
    const given = await give(client, {
      expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value } },
    });
    assert.deepEqual(given.expectation, {
      serialized_value: {
        serialization_format: "JSON_FORMAT",
        value: '{"a": [1, 2.0, {"b": null}], "\\u00e9": "\\u00e9"}',
      },
    });
    assert.deepEqual((await give(client, { expectation: { value: "Paris" } })).expectation, { value: "Paris" });
  });

  it("override one another, and hold again when the one above is deleted", async () => {
    const client = await withTrace();
    const valid = async () =>
      list((await client.call("GET", "t1")).trace?.trace_info?.assessments).map((each) => each.valid);
    const first = await give(client, { feedback: { value: 1 } });
    const second = await give(client, { feedback: { value: 2 }, overrides: first.assessment_id });
    assert.deepEqual(await valid(), [false, true]);
    await client.call("DELETE", `t1/assessments/${String(second.assessment_id)}`);
    assert.deepEqual(await valid(), [true]);
    await client.call("DELETE", `t1/assessments/${String(second.assessment_id)}`);
    assert.equal(
      (
        await client.refused("POST", "t1/assessments", {
          assessment: { source, feedback: { value: 1 }, overrides: "a-none" },
        })
      )[0],
      404,
    );
    assert.deepEqual(await valid(), [true]);
  });

  it("change only where the mask says so", async () => {
    const client = await withTrace();
    const given = await give(client, {
      feedback: { value: 1, error: { error_code: "E" } },
      metadata: { k: "v" },
      rationale: "r",
    });
    const at = `t1/assessments/${String(given.assessment_id)}`;
    const change = (update_mask: unknown, assessment: object) => client.call("PATCH", at, { update_mask, assessment });
    const renamed = (
      await change("assessmentName,metadata", { assessment_name: "b", metadata: { l: "w" }, rationale: "not this" })
    ).assessment;
    assert.deepEqual(
      [renamed?.assessment_name, renamed?.metadata, renamed?.rationale, renamed?.feedback],
      ["b", { k: "v", l: "w" }, "r", given.feedback],
    );
    const revalued = (await change({ paths: ["feedback"] }, { feedback: { value: "no" } })).assessment;
    assert.deepEqual(revalued?.feedback, { value: "no" });
    assert.ok(String(revalued?.last_update_time) >= String(given.last_update_time));
    assert.equal(
      (await client.refused("PATCH", at, { update_mask: "expectation", assessment: { expectation: { value: 1 } } }))[0],
      400,
    );
    assert.equal((await client.refused("PATCH", at, { update_mask: "feedback", assessment: {} }))[0], 400);
  });

  it("are refused where they make no sense", async () => {
    const client = await withTrace();
    const refused = async (assessment: object) =>
      (await client.refused("POST", "t1/assessments", { assessment: { source, ...assessment } })).slice(0, 2);
    const bad = [400, "INVALID_PARAMETER_VALUE"];
    assert.deepEqual(await refused({}), bad);
    assert.deepEqual(await refused({ expectation: {} }), bad);
    assert.deepEqual(
      await refused({ expectation: { serialized_value: { serialization_format: "PICKLE", value: "x" } } }),
      bad,
    );
    assert.deepEqual(
      await refused({ expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: "{" } } }),
      bad,
    );
    assert.deepEqual(await refused({ feedback: { value: JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`) } }), bad);
    assert.deepEqual(await refused({ feedback: { value: 1 }, source: { source_type: "ORACLE" } }), bad);
    assert.deepEqual(
      (await client.refused("POST", "none/assessments", { assessment: { source, feedback: { value: 1 } } })).slice(
        0,
        2,
      ),
      [404, "RESOURCE_DOES_NOT_EXIST"],
    );
    assert.equal((await client.refused("GET", "t1/assessments/none"))[0], 404);
  });
});
