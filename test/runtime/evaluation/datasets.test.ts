import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Loose, list, type TraceClient, traceClient } from "../tracing/traceClient";

const at = "/api/3.0/mlflow/datasets";

async function made(client: TraceClient, fields: object = {}): Promise<string> {
  const answer = await client.call("POST", `${at}/create`, { name: "d", experiment_ids: ["0"], ...fields });
  return String(answer.dataset?.dataset_id);
}

const put = (client: TraceClient, id: string, records: string) =>
  client.call("POST", `${at}/${id}/records`, { records });
const records = async (client: TraceClient, id: string, query = "") =>
  JSON.parse(String((await client.call("GET", `${at}/${id}/records${query}`)).records)) as readonly Loose[];

describe("evaluation datasets", () => {
  it("are made with a digest of name and time, and tags in a text", async () => {
    const client = traceClient();
    const id = await made(client, { name: "ä", tags: '{"mlflow.user": "ann", "n": 1, "t": true}' });
    const dataset = (await client.call("GET", `${at}/${id}`)).dataset;
    assert.match(id, /^d-[0-9a-f]{32}$/);
    const digest = createHash("sha256")
      .update(`ä:${String(dataset?.created_time)}`)
      .digest("hex")
      .slice(0, 8);
    assert.deepEqual(
      [dataset?.name, dataset?.digest, dataset?.created_by, JSON.parse(String(dataset?.tags))],
      ["ä", digest, "ann", { "mlflow.user": "ann", n: "1", t: "True" }],
    );
    assert.deepEqual((await client.call("GET", `${at}/${id}/experiment-ids`)).experiment_ids, ["0"]);
  });

  it("hold one record for the same inputs, and merge what is said anew", async () => {
    const client = traceClient();
    const id = await made(client);
    const first = await put(
      client,
      id,
      '[{"inputs": {"q": "a", "n": 1.0}, "outputs": {"x": 1}, "expectations": {"e": 1}, "tags": {"t": "1"}}, {"inputs": {"q": "b"}}]',
    );
    assert.deepEqual([first.inserted_count, first.updated_count], [2, 0]);
    const second = await put(
      client,
      id,
      '[{"inputs": {"n": 1.0, "q": "a"}, "expectations": {"f": 2}, "tags": {"mlflow.user": "bob"}}, {"inputs": {"q": "a", "n": 1}}]',
    );
    assert.deepEqual([second.inserted_count, second.updated_count], [1, 1]);
    const [merged] = await records(client, id);
    assert.deepEqual(
      [merged?.expectations, merged?.tags, merged?.outputs, merged?.last_updated_by],
      [{ e: 1, f: 2 }, { t: "1", "mlflow.user": "bob" }, { x: 1 }, "bob"],
    );
  });

  it("give back what was put in to the letter", async () => {
    const client = traceClient();
    const id = await made(client);
    await put(
      client,
      id,
      '[{"inputs": {"f": 1.0, "big": 12345678901234567890, "__proto__": {"x": null}}, "source": {"source_type": "trace", "source_data": {"trace_id": "t1"}}}]',
    );
    const text = String((await client.call("GET", `${at}/${id}/records`)).records);
    assert.ok(text.includes('"inputs": {"f": 1.0, "big": 12345678901234567890, "__proto__": {"x": null}}'), text);
    assert.ok(
      text.includes(
        '"source": {"source_type": "TRACE", "source_data": {"trace_id": "t1"}}, "source_id": "t1", "source_type": "TRACE"',
      ),
      text,
    );
  });

  it("know the kinds of their fields and how many records they have", async () => {
    const client = traceClient();
    const id = await made(client);
    await put(
      client,
      id,
      '[{"inputs": {"a": 1, "b": 1.0, "c": [], "d": {}, "e": null, "f": true, "g": "x"}, "outputs": "bare"}]',
    );
    await put(client, id, '[{"inputs": {"a": "now a text", "h": 1}, "expectations": {"z": 0}}]');
    const dataset = (await client.call("GET", `${at}/${id}`)).dataset;
    assert.equal(
      dataset?.schema as unknown,
      '{"inputs": {"a": "integer", "b": "float", "c": "array", "d": "object", "e": "null", "f": "boolean", "g": "string", "h": "integer"}, "outputs": "string", "expectations": {"z": "integer"}, "version": "1.0"}',
    );
    assert.equal(dataset?.profile as unknown, '{"num_records": 2}');
  });

  it("hand out records in pages, and lose those that are deleted", async () => {
    const client = traceClient();
    const id = await made(client);
    await put(client, id, JSON.stringify(Array.from({ length: 5 }, (_, n) => ({ inputs: { n } }))));
    const first = await client.call("GET", `${at}/${id}/records?max_results=2`);
    const rest = await records(client, id, `?max_results=9&page_token=${String(first.next_page_token)}`);
    assert.deepEqual(
      rest.map((each) => each.inputs),
      [{ n: 2 }, { n: 3 }, { n: 4 }],
    );
    const doomed = rest.map((each) => each.dataset_record_id);
    assert.equal(
      (await client.call("DELETE", `${at}/${id}/records`, { dataset_record_ids: [...doomed, "dr-none"] }))
        .deleted_count as unknown,
      3,
    );
    assert.equal((await records(client, id)).length, 2);
    assert.equal((await client.call("GET", `${at}/${id}`)).dataset?.profile as unknown, '{"num_records": 2}');
  });

  it("are found by name, times, tags and experiment, in order and in pages", async () => {
    const client = traceClient();
    for (const [name, tags] of [
      ["alpha", '{"env": "prod"}'],
      ["beta", "{}"],
      ["gamma", '{"env": "test"}'],
    ] as const)
      await made(client, { name, tags });
    await made(client, { name: "elsewhere", experiment_ids: ["7"] });
    const found = async (filter_string: string, more: object = {}) =>
      list(
        (
          await client.call("POST", `${at}/search`, {
            experiment_ids: ["0"],
            filter_string,
            order_by: ["name"],
            ...more,
          })
        ).datasets,
      ).map((each) => String(each.name));
    assert.deepEqual(await found(""), ["alpha", "beta", "gamma"]);
    assert.deepEqual(await found("name LIKE '%a' AND tags.env = 'prod'"), ["alpha"]);
    assert.deepEqual(await found("tags.env != 'prod'"), ["gamma"]);
    assert.deepEqual(await found("name IN ('beta', 'x')"), ["beta"]);
    assert.deepEqual(await found("created_time > 0 AND last_update_time >= 1", { order_by: ["name DESC"] }), [
      "gamma",
      "beta",
      "alpha",
    ]);
    assert.deepEqual(await found("", { experiment_ids: [] }), ["alpha", "beta", "elsewhere", "gamma"]);
    const page = await client.call("POST", `${at}/search`, { order_by: ["name"], max_results: 3 });
    assert.deepEqual(await found("", { experiment_ids: [], max_results: 3, page_token: page.next_page_token }), [
      "gamma",
    ]);
    for (const body of [
      { filter_string: "foo = 'x'" },
      { filter_string: "name > 'x'" },
      { filter_string: "created_time = 1.5" },
      { order_by: ["foo"] },
      { order_by: ["created_by"] },
      { max_results: 0 },
      { page_token: "x" },
    ])
      assert.equal((await client.refused("POST", `${at}/search`, body))[0], 400, JSON.stringify(body));
  });

  it("belong to experiments, of which some may go", async () => {
    const client = traceClient();
    const id = await made(client);
    const other = String(
      (await client.call("POST", "/api/2.0/mlflow/experiments/create", { name: "other" })).experiment_id,
    );
    await client.call("POST", `${at}/${id}/add-experiments`, { experiment_ids: [other, "0"] });
    assert.deepEqual((await client.call("GET", `${at}/${id}/experiment-ids`)).experiment_ids, ["0", other]);
    assert.equal((await client.refused("POST", `${at}/${id}/add-experiments`, { experiment_ids: ["99"] }))[0], 404);
    await client.call("POST", `${at}/${id}/remove-experiments`, { experiment_ids: ["0", "5"] });
    await client.call("POST", "/api/2.0/mlflow/experiments/delete", { experiment_id: other });
    await client.call("POST", "/api/tidemark/v1/gc", {});
    assert.deepEqual((await client.call("GET", `${at}/${id}/experiment-ids`)).experiment_ids, []);
  });

  it("have tags that change one by one, also with a slash in the key", async () => {
    const client = traceClient();
    const id = await made(client, { tags: '{"a/b": "1", "c": "2"}' });
    await client.call("PATCH", `${at}/${id}/tags`, { tags: '{"c": "3", "d": null}' });
    await client.call("DELETE", `${at}/${id}/tags/a/b`);
    await client.call("DELETE", `${at}/${id}/tags/none`);
    assert.equal((await client.call("GET", `${at}/${id}`)).dataset?.tags as unknown, '{"c":"3"}');
  });

  it("go with all their records; what is not there is said to be so", async () => {
    const client = traceClient();
    const id = await made(client);
    await put(client, id, '[{"inputs": {"q": 1}}]');
    await client.call("DELETE", `${at}/${id}`);
    await client.call("DELETE", `${at}/${id}`);
    assert.equal(client.kernel.store.docs("evaluation-records").size, 0);
    assert.deepEqual((await client.refused("GET", `${at}/${id}`)).slice(0, 2), [404, "RESOURCE_DOES_NOT_EXIST"]);
    assert.equal((await client.refused("POST", `${at}/${id}/records`, { records: "[]" }))[0], 404);
  });

  it("take all records of a request or none", async () => {
    const client = traceClient();
    const id = await made(client);
    for (const records of [
      "{}",
      "[1]",
      "nope",
      '[{"inputs": {"a": 1}}, {"inputs": "text"}]',
      '[{"inputs": {}, "source": {"source_type": "MAGIC"}}]',
      "[".repeat(100_000),
    ])
      assert.equal((await client.refused("POST", `${at}/${id}/records`, { records }))[0], 400, records.slice(0, 50));
    assert.equal(client.kernel.store.docs("evaluation-records").size, 0);
    assert.equal((await client.refused("POST", `${at}/create`, { name: "x", tags: "[1]" }))[0], 400);
    assert.equal((await client.refused("POST", `${at}/create`, {}))[0], 400);
  });
});
