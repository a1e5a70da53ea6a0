import assert from "node:assert/strict";
import { join } from "node:path";
import { type Client, memoryClient, pairs } from "./client";

describe("experiments", () => {
  let client: Client;
  beforeEach(() => {
    client = memoryClient();
  });
  const create = async (name: string, more: object = {}) =>
    String((await client.post("experiments/create", { name, ...more })).at("experiment_id"));
  const codeOf = async (path: string, body: unknown) => {
    const answer = await client.call("POST", path, body);
    return `${answer.status} ${answer.at("error_code")}`;
  };
  const search = async (body: object) =>
    (await client.post("experiments/search", { max_results: 100, ...body }))
      .list("experiments")
      .map(({ name }) => name);

  it("have names of their own, also after deletion", async () => {
    const id = await create("one");
    assert.equal(await codeOf("experiments/create", { name: "one" }), "400 RESOURCE_ALREADY_EXISTS");
    await client.post("experiments/delete", { experiment_id: id });
    assert.equal(await codeOf("experiments/create", { name: "one" }), "400 RESOURCE_ALREADY_EXISTS");
    const other = await create("two");
    assert.equal(
      await codeOf("experiments/update", { experiment_id: other, new_name: "one" }),
      "400 RESOURCE_ALREADY_EXISTS",
    );
  });

  it("of one name are made once, however many ask at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.call("POST", "experiments/create", { name: "same" })),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  it("take their runs along when they go and come back", async () => {
    const id = await create("one");
    const run = await client.createRun({ experiment_id: id });
    await client.post("experiments/delete", { experiment_id: id });
    assert.equal((await client.get(`runs/get?run_id=${run}`)).at("run.info.lifecycle_stage"), "deleted");
    assert.equal(await codeOf("runs/create", { experiment_id: id }), "400 INVALID_PARAMETER_VALUE");
    assert.equal(await codeOf("experiments/delete", { experiment_id: id }), "404 RESOURCE_DOES_NOT_EXIST");
    await client.post("experiments/restore", { experiment_id: id });
    assert.equal((await client.get(`runs/get?run_id=${run}`)).at("run.info.lifecycle_stage"), "active");
    assert.equal(await codeOf("experiments/restore", { experiment_id: id }), "404 RESOURCE_DOES_NOT_EXIST");
  });

  it("have tags", async () => {
    const id = await create("one", { tags: [{ key: "a", value: "1" }] });
    await client.post("experiments/set-experiment-tag", { experiment_id: id, key: "__proto__", value: "<i>" });
    await client.post("experiments/delete-experiment-tag", { experiment_id: id, key: "a" });
    const { list } = await client.get(`experiments/get?experiment_id=${id}`);
    assert.deepEqual(pairs(list("experiment.tags")), new Map([["__proto__", "<i>"]]));
    assert.equal(
      await codeOf("experiments/delete-experiment-tag", { experiment_id: id, key: "a" }),
      "404 RESOURCE_DOES_NOT_EXIST",
    );
    const long = { experiment_id: id, key: "k", value: "v".repeat(20_001) };
    assert.equal(await codeOf("experiments/set-experiment-tag", long), "400 INVALID_PARAMETER_VALUE");
  });

  it("are searched by name, tag and time, ordered and paged", async () => {
    const id = await create("alpha", { tags: [{ key: "team", value: "x" }] });
    await create("Beta");
    await create("gamma");
    assert.deepEqual(await search({ order_by: ["name DESC"] }), ["gamma", "alpha", "Default", "Beta"]);
    assert.deepEqual(await search({ filter: "name ILIKE 'b%'" }), ["Beta"]);
    assert.deepEqual(await search({ filter: "tags.team = 'x' AND creation_time > 5" }), ["alpha"]);
    assert.deepEqual(await search({ filter: "tags.team IS NULL", order_by: ["experiment_id"] }), [
      "Default",
      "Beta",
      "gamma",
    ]);
    assert.deepEqual(await search({ filter: `experiment_id IN ('${id}')` }), ["alpha"]);
    await client.post("experiments/delete", { experiment_id: id });
    assert.deepEqual(await search({ view_type: "DELETED_ONLY" }), ["alpha"]);
    const first = await client.post("experiments/search", { max_results: 2, order_by: ["name"] });
    assert.deepEqual(
      first.list("experiments").map(({ name }) => name),
      ["Beta", "Default"],
    );
    const next = { max_results: 2, order_by: ["name"], page_token: first.at("next_page_token") };
    assert.deepEqual(await search(next), ["gamma"]);
    assert.equal(await codeOf("experiments/search", { max_results: 0 }), "400 INVALID_PARAMETER_VALUE");
    assert.equal(await codeOf("experiments/search", { filter: "name > 'x'" }), "400 INVALID_PARAMETER_VALUE");
  });

  it("in a folder are named in full, as seen from the workspace", async () => {
    const id = await create("local", { artifact_location: "my_location" });
    const { at } = await client.get(`experiments/get?experiment_id=${id}`);
    assert.equal(at("experiment.artifact_location"), join(client.kernel.places.workspace, "my_location"));
  });

  it("may lie elsewhere, but not where a path climbs to", async () => {
    const id = await create("s3", { artifact_location: "s3://bucket/p?x=1" });
    const { at } = await client.post("runs/create", { experiment_id: id });
    assert.equal(at("run.info.artifact_uri"), `s3://bucket/p/${at("run.info.run_id")}/artifacts?x=1`);
    for (const artifact_location of [
      "mlflow-artifacts:/../../etc",
      "mlflow-artifacts:/%2e%2e/etc",
      "s3://b/%252e%252e/x",
      "s3://b/x#frag",
      "http://h/p?a=../..",
      "runs:/abc",
      `s3://${"x".repeat(3000)}`,
    ])
      assert.equal(
        await codeOf("experiments/create", { name: artifact_location.slice(0, 99), artifact_location }),
        "400 INVALID_PARAMETER_VALUE",
        artifact_location,
      );
  });

  it("keep their number to themselves after a purge", async () => {
    const id = await create("one");
    await client.post("experiments/delete", { experiment_id: id });
    await client.call("POST", "/api/tidemark/v1/gc", {});
    assert.equal((await client.call("GET", `experiments/get?experiment_id=${id}`)).status, 404);
    assert.notEqual(await create("one"), id);
  });
});
