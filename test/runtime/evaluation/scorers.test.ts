import assert from "node:assert/strict";
import { list, type TraceClient, traceClient } from "../tracing/traceClient";

const at = "/api/3.0/mlflow/scorers";
const judge = (words: string) =>
  JSON.stringify({ name: "j", instructions_judge_pydantic_data: { instructions: words } });
const register = (client: TraceClient, name: string, serialized_scorer: string) =>
  client.call("POST", `${at}/register`, { experiment_id: "0", name, serialized_scorer });
const versions = async (client: TraceClient, path: string) =>
  list((await client.call("GET", `${at}/${path}`)).scorers).map(
    (each) => `${String(each.scorer_name)} ${String(each.scorer_version)}`,
  );

describe("scorers", () => {
  it("get a new version each time, under one id", async () => {
    const client = traceClient();
    const first = await register(client, "tone", judge("one"));
    const second = await register(client, "tone", judge("two"));
    assert.deepEqual([first.version, second.version, second.scorer_id], [1, 2, first.scorer_id]);
    await register(client, "also", judge("x"));
    assert.deepEqual(await versions(client, "list?experiment_id=0"), ["also 1", "tone 2"]);
    assert.deepEqual(await versions(client, "list"), ["also 1", "tone 2"]);
    assert.deepEqual(await versions(client, "list?experiment_ids=5&experiment_ids=6"), []);
    assert.deepEqual(await versions(client, "versions?experiment_id=0&name=tone"), ["tone 1", "tone 2"]);
    const got = (await client.call("GET", `${at}/get?experiment_id=0&name=tone&version=1`)).scorer;
    assert.deepEqual([got?.serialized_scorer, got?.experiment_id, got?.scorer_id], [judge("one"), 0, first.scorer_id]);
    assert.equal(
      (await client.call("GET", `${at}/get?experiment_id=0&name=tone`)).scorer?.scorer_version as unknown,
      2,
    );
  });

  it("are deleted a version at a time, or whole", async () => {
    const client = traceClient();
    for (const words of ["1", "2", "3"]) await register(client, "tone", judge(words));
    const remove = (more: object) =>
      client.call("DELETE", `${at}/delete`, { experiment_id: "0", name: "tone", ...more });
    await remove({ version: 2 });
    assert.deepEqual(await versions(client, "versions?experiment_id=0&name=tone"), ["tone 1", "tone 3"]);
    await remove({});
    const refused = [404, "RESOURCE_DOES_NOT_EXIST"];
    for (const [method, path, body] of [
      ["GET", "get?experiment_id=0&name=tone", undefined],
      ["GET", "versions?experiment_id=0&name=tone", undefined],
      ["DELETE", "delete", { experiment_id: "0", name: "tone" }],
    ] as const)
      assert.deepEqual((await client.refused(method, `${at}/${path}`, body)).slice(0, 2), refused);
    assert.deepEqual(await versions(client, "list?experiment_id=0"), []);
  });

  it("with code in them, at any depth, are not taken", async () => {
    const client = traceClient();
    const refuse = async (serialized_scorer: string, name = "n") =>
      (await client.refused("POST", `${at}/register`, { experiment_id: "0", name, serialized_scorer }))[0];
    const code = { name: "x", call_source: "import os" };
    assert.equal(await refuse(JSON.stringify(code)), 400);
    assert.equal(await refuse(JSON.stringify({ ensemble_scorer_data: { scorers: [{ a: code }] } })), 400);
    assert.equal(await refuse("not json"), 400);
    assert.equal(await refuse("[]"), 400);
    assert.equal(await refuse(judge("x"), "  "), 400);
    assert.equal(
      (
        await client.refused("POST", `${at}/register`, { experiment_id: "9", name: "n", serialized_scorer: judge("x") })
      )[0],
      404,
    );
  });

  it("judge nothing by themselves here, and say so", async () => {
    const client = traceClient();
    const { scorer_id: id } = await register(client, "tone", judge("one"));
    const configure = (sample_rate: number) => ({ experiment_id: "0", name: "tone", sample_rate });
    assert.equal((await client.refused("PUT", `${at}/online-config`, configure(0.5)))[0], 400);
    assert.equal((await client.refused("PUT", `${at}/online-config`, configure(2)))[0], 400);
    await client.call("PUT", `${at}/online-config`, configure(0));
    assert.deepEqual(
      list((await client.call("GET", `${at}/online-configs?scorer_ids=${String(id)}`)).configs).map(
        (each) => each.sample_rate,
      ),
      [0],
    );
  });
});
