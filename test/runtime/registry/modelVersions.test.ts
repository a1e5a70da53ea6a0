import assert from "node:assert/strict";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { readModels } from "../../../src/shared/models";
import { createRegistryRig } from "./registryRig";

type Version = Readonly<Record<string, unknown>>;

describe("model versions", () => {
  let rig: ReturnType<typeof createRegistryRig>;
  let run: string;
  let root: string;

  beforeEach(async () => {
    rig = createRegistryRig();
    const { json } = await rig.send("POST", "runs/create", { experiment_id: "0" });
    const { info } = json.run as { info: { run_id: string; artifact_uri: string } };
    run = info.run_id;
    root = info.artifact_uri;
    await rig.send("POST", "registered-models/create", { name: "m" });
  });
  afterEach(() => rig.close());

  const post = (path: string, body: Record<string, unknown>) => rig.send("POST", path, body);
  const add = (more: Record<string, unknown> = {}) =>
    post("model-versions/create", { name: "m", source: `runs:/${run}/model`, run_id: run, ...more });
  const get = async (version: string) =>
    (await rig.send("GET", "model-versions/get", { name: "m", version })).json.model_version as Version;
  const stage = (version: string, to: string, archive = false) =>
    post("model-versions/transition-stage", { name: "m", version, stage: to, archive_existing_versions: archive });
  const find = async (filter: string, order?: string) => {
    const { status, json } = await rig.send("GET", "model-versions/search", {
      filter,
      ...(order === undefined ? {} : { order_by: order }),
    });
    if (status !== 200) return status;
    return ((json.model_versions ?? []) as Version[]).map(({ version }) => version);
  };

  it("answers a new version field by field as MLflow does", async () => {
    const { json } = await add({ description: "first", tags: [{ key: "t", value: "1" }] });
    const made = json.model_version as Version;
    assert.deepEqual(made, {
      name: "m",
      version: "1",
      creation_timestamp: made.creation_timestamp,
      last_updated_timestamp: made.creation_timestamp,
      current_stage: "None",
      description: "first",
      source: `runs:/${run}/model`,
      run_id: run,
      status: "READY",
      tags: [{ key: "t", value: "1" }],
      run_link: "",
    });
  });

  it("numbers versions 1, 2, 3 however many ask at once, and never gives a number twice", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => add()));
    const numbers = made.map(({ json }) => Number((json.model_version as Version).version)).sort((a, b) => a - b);
    assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    await rig.send("DELETE", "model-versions/delete", { name: "m", version: "8" });
    assert.equal(((await add()).json.model_version as Version).version, "9");
  });

  it("moves through the stages, archiving the ones before when asked", async () => {
    for (let i = 0; i < 3; i++) await add();
    await stage("1", "production");
    await stage("2", "Staging");
    assert.equal((await stage("3", "Production", true)).status, 200);
    const stages = await Promise.all(["1", "2", "3"].map(async (each) => (await get(each)).current_stage));
    assert.deepEqual(stages, ["Archived", "Staging", "Production"]);
    assert.equal((await stage("3", "Nowhere")).status, 400);
    assert.equal((await stage("3", "Archived", true)).status, 400);
    assert.equal((await stage("9", "Staging")).status, 404);
    const latest = await rig.send("GET", "registered-models/get-latest-versions", {
      name: "m",
      stages: ["Production"],
    });
    assert.deepEqual(
      (latest.json.model_versions as Version[]).map(({ version }) => version),
      ["3"],
    );
    assert.equal(
      ((await post("registered-models/get-latest-versions", { name: "m" })).json.model_versions as Version[]).length,
      3,
    );
  });

  it("deletes a version with the aliases that point at it", async () => {
    await add();
    await add();
    await post("registered-models/alias", { name: "m", alias: "a", version: "1" });
    await post("registered-models/alias", { name: "m", alias: "b", version: "2" });
    await rig.send("DELETE", "model-versions/delete", { name: "m", version: "1" });
    const { json } = await rig.send("GET", "registered-models/get", { name: "m" });
    assert.deepEqual((json.registered_model as { aliases: unknown }).aliases, [{ alias: "b", version: "2" }]);
    assert.equal((await rig.send("DELETE", "model-versions/delete", { name: "m", version: "1" })).status, 404);
  });

  it("finds by name, run, number, source and tags", async () => {
    await add({ tags: [{ key: "i", value: "1" }] });
    await add({ source: "s3://bucket/x", run_id: "" });
    await add({ tags: [{ key: "i", value: "3" }] });
    assert.deepEqual(await find("name = 'm'"), ["3", "2", "1"]);
    assert.deepEqual(await find(`run_id = '${run}'`, "version_number ASC"), ["1", "3"]);
    assert.deepEqual(await find(`run_id IN ('${run}', 'x')`), ["3", "1"]);
    assert.deepEqual(await find("version_number >= 2 AND name LIKE 'm%'"), ["3", "2"]);
    assert.deepEqual(await find("source_path LIKE 's3%'"), ["2"]);
    assert.deepEqual(await find("tags.i != '1'"), ["3"]);
    for (const filter of ["stage = 'x'", "version_number = 1.5", "version_number LIKE '1'", "source_path IN ('a')"])
      assert.deepEqual([await find(filter), filter], [400, filter]);
  });

  it("sets, keeps and deletes tags and descriptions", async () => {
    await add();
    await post("model-versions/set-tag", { name: "m", version: "1", key: "a", value: "1" });
    await post("model-versions/set-tag", { name: "m", version: "1", key: "a", value: "2" });
    await rig.send("PATCH", "model-versions/update", { name: "m", version: "1", description: "new" });
    const changed = await get("1");
    assert.deepEqual([changed.tags, changed.description], [[{ key: "a", value: "2" }], "new"]);
    await rig.send("DELETE", "model-versions/delete-tag", { name: "m", version: "1", key: "a" });
    assert.equal((await get("1")).tags, undefined);
    for (const [key, value] of [
      ["a?b", "1"],
      ["x".repeat(251), "1"],
      ["k", "x".repeat(100_001)],
      ["../k", "1"],
    ])
      assert.equal((await post("model-versions/set-tag", { name: "m", version: "1", key, value })).status, 400);
    assert.equal(
      (await post("model-versions/set-tag", { name: "m", version: "abc", key: "k", value: "" })).status,
      400,
    );
  });

  const inside = ["/model", "/a/b c/%41", ""];
  for (const path of inside)
    it(`takes a source inside the run's artifacts: '${path}'`, async () => {
      assert.equal((await add({ source: root + path })).status, 200);
    });

  const elsewhere = [
    "/etc/passwd",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "file://host/share/x",
    "\\\\host\\share",
    "//host/share",
    "C:\\models\\x",
    "C:/models/x",
    "c:x",
    "./model",
    "model",
    "~/model",
    "mlflow-artifacts:/0/other/artifacts/x",
    "mlflow-artifacts:/",
    "mlflow-artifacts://host/0/x",
    "$root/../../other",
    "$root/%2e%2e/%2e%2e/other",
    "$root/%252e%252e/other",
    "$root/..%2f..%2fother",
    "$root/..\\other",
    "$root/%00",
    "$roots/x",
    "http://10.0.0.1/x",
    "https://host/api/2.0/mlflow-artifacts/artifacts/x",
    "ftp://host/x",
    "hdfs://host/x",
    "s3://bucket/a/../../b",
    "s3://bucket/a%2f..%2fb",
    "s3://bucket/x?y=/../z",
    "gs://bucket/./x",
    "dbfs:x",
    "runs:/other/model",
    "runs://host/$run/model",
    "models:/m-123",
    "models:/",
    "models://host/m/1",
    " file:///etc/passwd",
    "FILE:///etc/passwd",
  ];
  for (const source of elsewhere)
    it(`refuses ${source}, for a version and for a prompt`, async () => {
      const real = source.replace("$root", root).replace("$run", run);
      const reply = await add({ source: real });
      assert.deepEqual([reply.status, reply.json.error_code], [400, "INVALID_PARAMETER_VALUE"]);
      const tags = [{ key: "mlflow.prompt.is_prompt", value: "true" }];
      assert.equal((await add({ source: real, tags })).status, 400);
      assert.deepEqual(await find("name = 'm'"), []);
    });

  it("takes a place in somebody's cloud as text", async () => {
    for (const source of ["s3://bucket/model", "gs://b/m", "dbfs:/m", "wasbs://c@a.blob.core.windows.net/m"])
      assert.deepEqual([(await add({ source, run_id: "" })).status, source], [200, source]);
  });

  it("copies another version with its run", async () => {
    await add();
    await rig.send("POST", "registered-models/create", { name: "copy" });
    await post("registered-models/alias", { name: "m", alias: "best", version: "1" });
    for (const source of ["models:/m/1", "models:/m@best", "models:/m/latest", "models:/m/None"]) {
      const { json } = await post("model-versions/create", { name: "copy", source });
      const made = json.model_version as Version;
      assert.deepEqual([made.source, made.run_id], ["models:/m/1", run], source);
      const uri = await rig.send("GET", "model-versions/get-download-uri", {
        name: "copy",
        version: String(made.version),
      });
      assert.equal(uri.json.artifact_uri, `runs:/${run}/model`);
    }
    assert.equal((await post("model-versions/create", { name: "copy", source: "models:/none/1" })).status, 404);
    assert.equal(
      (await post("model-versions/create", { name: "copy", source: "models:/m/1", run_id: "x" })).status,
      400,
    );
  });

  it("notes on a logged model which versions were made of it, and takes its run along", async () => {
    const logged = await post("logged-models", { experiment_id: "0", name: "net", source_run_id: run });
    const { info } = logged.json.model as { info: { model_id: string; artifact_uri: string } };
    const model_id = info.model_id;
    const { json } = await add({ source: `models:/${model_id}`, model_id, run_id: undefined });
    assert.equal((json.model_version as Version).run_id, run);
    const uri = await rig.send("GET", "model-versions/get-download-uri", { name: "m", version: "1" });
    assert.equal(uri.json.artifact_uri, info.artifact_uri);
    await add({ source: info.artifact_uri, model_id });
    const after = await rig.send("GET", `logged-models/${model_id}`, {});
    const { tags } = (after.json.model as { info: { tags: unknown } }).info;
    assert.deepEqual(tags, [
      { key: "mlflow.modelVersions", value: '[{"name": "m", "version": 1}, {"name": "m", "version": 2}]' },
    ]);
    assert.equal((await add({ source: `models:/${model_id}`, model_id: "" })).status, 400);
    assert.equal((await add({ source: `runs:/${run}/model`, model_id })).status, 400);
  });

  it("serves the files of a version, and nothing beside them", async () => {
    await inject(rig.dispatch, {
      method: "PUT",
      url: `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/model/MLmodel`,
      body: "flavors: {}",
    });
    await add();
    const file = (path: string) =>
      inject(rig.dispatch, { method: "GET", url: `/model-versions/get-artifact?name=m&version=1&path=${path}` });
    const reply = await file("MLmodel");
    assert.equal(reply.body.toString(), "flavors: {}");
    assert.equal(reply.headers["content-disposition"], "attachment; filename=MLmodel");
    assert.equal((await file("..%2Fx")).status, 400);
    assert.equal((await file("nothing")).status, 404);
  });

  it("shows windows every model with its versions, newest first", async () => {
    await add({ description: "first" });
    await add();
    await stage("1", "Staging");
    await post("registered-models/alias", { name: "m", alias: "a", version: "2" });
    const { json } = await rig.send("GET", "/api/tidemark/v1/models", {});
    const [model] = readModels(json, "reply").models;
    assert.deepEqual([model?.name, model?.kind], ["m", "model"]);
    assert.deepEqual(
      model?.versions.map(({ version, stage: at, aliases, run: of }) => ({ version, at, aliases, of })),
      [
        { version: 2, at: "None", aliases: ["a"], of: run },
        { version: 1, at: "Staging", aliases: [], of: run },
      ],
    );
  });

  it("tells windows what changed", async () => {
    const seen: string[] = [];
    rig.kernel.events.listen(({ kind, id }) => seen.push(`${kind} ${id}`));
    await add();
    await stage("1", "Staging");
    assert.deepEqual(seen, ["model-version m/1", "model-version m/1"]);
  });
});
