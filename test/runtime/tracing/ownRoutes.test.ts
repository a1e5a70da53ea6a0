import assert from "node:assert/strict";
import { readTraceDetail, readTraceSummary } from "../../../src/shared/traces";
import { idOf, list, span, trace, traceClient } from "./traceClient";

const at = "/api/tidemark/v1/traces";
const us = 1000n;

describe("traces for the editor", () => {
  it("are listed as the editor reads them: the newest first, of an experiment or a run, so many", async () => {
    const client = traceClient();
    for (let n = 1; n <= 3; n++)
      await client.start({
        trace_id: idOf(n),
        request_time: `2025-01-0${n}T00:00:00Z`,
        trace_metadata: { "mlflow.sourceRun": n === 1 ? "r1" : "r2" },
      });
    const ids = async (query: string) =>
      list((await client.call("GET", at + query)).traces).map((each, i) => readTraceSummary(each, `traces[${i}]`).id);
    assert.deepEqual(await ids(""), [3, 2, 1].map(idOf));
    assert.deepEqual(await ids("?run_id=r2&limit=1"), [idOf(3)]);
    assert.deepEqual(await ids("?experiment_id=7"), []);
  });

  it("show their spans by the microsecond, with what went in and came out", async () => {
    const client = traceClient();
    const start = 1_700_000_000_000_000_000n;
    await client.send([
      {
        trace: trace(1),
        id: span(2),
        parent: span(1),
        name: "child",
        start: start + 7n * us,
        end: start + 19n * us,
        code: 2,
        message: "no",
        attributes: { "mlflow.spanType": "TOOL", "mlflow.spanInputs": { q: 1 }, k: [true] },
      },
      {
        trace: trace(1),
        id: span(1),
        name: "root",
        start,
        end: start + 2_000_000n,
        attributes: { "mlflow.chat.tokenUsage": { total_tokens: 5n }, "mlflow.llm.cost": { total_cost: 0.25 } },
      },
    ]);
    await client.call("POST", `${idOf(1)}/assessments`, {
      assessment: {
        assessment_name: "ok",
        source: { source_type: "HUMAN", source_id: "bob" },
        feedback: { value: true },
      },
    });
    const detail = readTraceDetail(await client.call("GET", `${at}/${idOf(1)}`), "");
    const [root, child] = detail.tree;
    assert.deepEqual([detail.name, detail.spans, detail.tokens, detail.cost, detail.duration], ["root", 2, 5, 0.25, 2]);
    assert.deepEqual([root?.name, root?.start, root?.duration], ["root", 0, 2000]);
    assert.deepEqual(child, {
      id: span(2),
      parent: span(1),
      name: "child",
      type: "TOOL",
      status: "ERROR",
      message: "no",
      start: 7,
      duration: 12,
      inputs: '{"q": 1.0}',
      attributes: [{ key: "k", value: "[true]" }],
      events: [],
    });
    assert.deepEqual(
      detail.assessments.map(({ name, value, source, valid }) => [name, value, source, valid]),
      [["ok", "true", "bob", true]],
    );
  });
});
