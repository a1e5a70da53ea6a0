import assert from "node:assert/strict";
import { type Client, memoryClient, pairs } from "./client";

describe("what is logged to a run", () => {
  let client: Client;
  let run: string;
  beforeEach(async () => {
    client = memoryClient();
    run = await client.createRun();
  });
  const metric = { key: "a", value: 1, timestamp: 1 };
  const refused = async (path: string, body: Record<string, unknown>, words: RegExp) => {
    const answer = await client.call("POST", path, { run_id: run, ...body });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.at("error_code"), "INVALID_PARAMETER_VALUE");
    assert.match(String(answer.at("message")), words);
  };
  const dataOf = async () => client.get(`runs/get?run_id=${run}`);

  it("is refused with the words that clients look for", async () => {
    const log = "runs/log-metric";
    await refused(log, { ...metric, run_id: 31 }, /Invalid value 31 for parameter 'run_id' supplied/);
    await refused(log, { ...metric, key: 41 }, /Invalid value 41 for parameter 'key' supplied/);
    await refused(log, { ...metric, value: "foo" }, /Invalid value "foo" for parameter 'value' supplied/);
    await refused(log, { ...metric, timestamp: "foo" }, /Invalid value "foo" for parameter 'timestamp' supplied/);
    await refused(log, { ...metric, timestamp: -1 }, /Timestamp must be a nonnegative long/);
    await refused(log, { ...metric, value: null }, /Missing value for required parameter 'value'/);
    await refused(log, { ...metric, key: "a/../b" }, /Invalid value "a\/..\/b" for parameter 'name'/);
    await refused("runs/log-batch", { metrics: [{ value: 1, timestamp: 1 }] }, /parameter 'metrics\[0\].key'/);
    await refused("runs/log-batch", { metrics: [metric, { ...metric, value: "x" }] }, /'metrics\[1\].value'/);
    await refused("runs/log-batch", { params: [{ value: "x" }] }, /parameter 'params\[0\].key'/);
    await refused("runs/log-batch", { metrics: 5 }, /Invalid value 5 for parameter 'metrics'/);
    await refused("runs/set-tag", { key: "" }, /Missing value for required parameter 'key'/);
  });

  it("may have keys of any script, but none that would be another file", async () => {
    for (const key of ["ключ", "a b", "x:y", "a/b", "__proto__", "constructor", "toString"])
      await client.post("runs/log-metric", { run_id: run, ...metric, key });
    const { list } = await dataOf();
    assert.equal(list("run.data.metrics").length, 7);
    for (const key of [".", "..", "..a", "/a", "a//b", "a/", "a\\b", "a;b", "<b>", "x".repeat(251)])
      await refused("runs/log-metric", { ...metric, key }, /name/);
  });

  it("reaches a run by the old name of its id too", async () => {
    await client.post("runs/set-tag", { run_uuid: run, key: "t", value: "x" });
    assert.equal(pairs((await dataOf()).list("run.data.tags")).get("t"), "x");
  });

  it("holds each kind to its number", async () => {
    const batch = "runs/log-batch";
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: "v" }));
    await refused(batch, { metrics: Array(1001).fill(metric) }, /at most 1000 metrics. Got 1001/);
    await refused(batch, { params: many(101) }, /at most 100 params/);
    await refused(batch, { tags: many(101) }, /at most 100 tags/);
    await refused(batch, { metrics: Array(950).fill(metric), tags: many(60) }, /metrics, params, and tags/);
    const long = Array.from({ length: 100 }, (_, i) => ({ key: `k${i}`, value: "v".repeat(20_000) }));
    await refused(batch, { params: long }, /at most 1000000 bytes/);
    await client.post(batch, { run_id: run, metrics: Array(1000).fill(metric) });
  });

  it("cuts long params and tags", async () => {
    await client.post("runs/log-parameter", { run_id: run, key: "p", value: "x".repeat(7000) });
    await client.post("runs/set-tag", { run_id: run, key: "t", value: `${"x".repeat(7999)}😀` });
    const { list } = await dataOf();
    assert.equal(String(list("run.data.params")[0]?.value).length, 6000);
    assert.equal(pairs(list("run.data.tags")).get("t"), "x".repeat(7999));
  });

  it("keeps a param as it was first logged, and nothing of a batch that would change it", async () => {
    await client.post("runs/log-parameter", { run_id: run, key: "lr", value: "1" });
    await client.post("runs/log-parameter", { run_id: run, key: "lr", value: "1" });
    await refused("runs/log-parameter", { key: "lr", value: "2" }, /already logged with value='1'/);
    await refused(
      "runs/log-batch",
      {
        params: [
          { key: "new", value: "x" },
          { key: "lr", value: "2" },
        ],
        metrics: [metric],
        tags: [{ key: "t", value: "x" }],
      },
      /Changing param values is not allowed/,
    );
    const { list } = await dataOf();
    assert.deepEqual(list("run.data.params"), [{ key: "lr", value: "1" }]);
    assert.deepEqual(list("run.data.metrics"), []);
    assert.equal(pairs(list("run.data.tags")).has("t"), false);
  });

  it("lets one of two clients that log a param at once win, and tells the other", async () => {
    const answers = await Promise.all(
      ["1", "2"].map((value) => client.call("POST", "runs/log-batch", { run_id: run, params: [{ key: "p", value }] })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  });

  it("refuses a param twice in a batch", async () => {
    const params = [
      { key: "d", value: "1" },
      { key: "d", value: "1" },
    ];
    await refused("runs/log-batch", { params }, /Duplicate parameter keys have been submitted: \["d"\]/);
  });

  it("renames the run with its name tag, and the tag with the run", async () => {
    await client.post("runs/log-batch", { run_id: run, tags: [{ key: "mlflow.runName", value: "by tag" }] });
    assert.equal((await dataOf()).at("run.info.run_name"), "by tag");
    await client.post("runs/update", { run_id: run, run_name: "by update" });
    assert.equal(pairs((await dataOf()).list("run.data.tags")).get("mlflow.runName"), "by update");
  });

  it("does not reach a deleted run", async () => {
    await client.post("runs/delete", { run_id: run });
    await refused("runs/set-tag", { key: "a", value: "b" }, /must be in the 'active' state/);
    await refused("runs/log-batch", { metrics: [metric] }, /must be in the 'active' state/);
    await client.post("runs/restore", { run_id: run });
    await client.post("runs/log-metric", { run_id: run, ...metric });
  });

  it("takes numbers as text, and truth values as Python counts them", async () => {
    await client.post("runs/log-metric", { run_id: run, key: "a", value: "1.5", timestamp: "7", step: "-3" });
    await client.post("runs/log-metric", { run_id: run, key: "b", value: true, timestamp: 1 });
    const { list } = await dataOf();
    assert.deepEqual(list("run.data.metrics"), [
      { key: "a", value: 1.5, timestamp: 7, step: -3 },
      { key: "b", value: 1, timestamp: 1, step: 0 },
    ]);
  });

  it("tells windows of each run once a request", async () => {
    const seen: string[] = [];
    client.kernel.events.listen(({ kind }) => seen.push(kind));
    await client.post("runs/log-batch", { run_id: run, metrics: [metric, metric], tags: [{ key: "t", value: "x" }] });
    assert.deepEqual(seen, ["metrics", "run"]);
  });
});
