import assert from "node:assert/strict";
import { createRegistryRig } from "./registryRig";

describe("registered models", () => {
  let rig: ReturnType<typeof createRegistryRig>;
  beforeEach(() => {
    rig = createRegistryRig();
  });
  afterEach(() => rig.close());

  const post = (path: string, body: Record<string, unknown>) => rig.send("POST", path, body);
  const create = (name: string, more: Record<string, unknown> = {}) =>
    post("registered-models/create", { name, ...more });
  const addVersion = (name: string, more: Record<string, unknown> = {}) =>
    post("model-versions/create", { name, source: "s3://bucket/path", ...more });
  const model = async (name: string) =>
    (await rig.send("GET", "registered-models/get", { name })).json.registered_model as Record<string, unknown>;
  const names = async (body: Record<string, unknown>) => {
    const { status, json } = await rig.send("GET", "registered-models/search", body);
    if (status !== 200) return status;
    return ((json.registered_models ?? []) as { name: string }[]).map(({ name }) => name);
  };

  it("answers a new model field by field as MLflow does", async () => {
    const { status, json } = await create("churn", { description: "who leaves", tags: [{ key: "team", value: "a" }] });
    const made = json.registered_model as { creation_timestamp: number };
    assert.equal(status, 200);
    assert.ok(made.creation_timestamp >= 1_700_000_000_000);
    assert.deepEqual(json, {
      registered_model: {
        name: "churn",
        creation_timestamp: made.creation_timestamp,
        last_updated_timestamp: made.creation_timestamp,
        description: "who leaves",
        tags: [{ key: "team", value: "a" }],
      },
    });
  });

  it("refuses a name that is taken, missing or climbs", async () => {
    await create("churn");
    assert.equal((await create("churn")).json.error_code, "RESOURCE_ALREADY_EXISTS");
    for (const name of ["", " ", "a/b", "a:b", ".", "..", "..a", "x".repeat(257)])
      assert.deepEqual([(await create(name)).status, name], [400, name]);
    assert.equal((await post("registered-models/create", { name: 5 })).status, 400);
    assert.deepEqual(await names({}), ["churn"]);
  });

  it("keeps any name that MLflow takes as text", async () => {
    for (const name of ["<b>x", "__proto__", "constructor", "\u202eabc", "naïve model @ 1.0 %41"]) {
      assert.equal((await create(name, { tags: [{ key: "__proto__", value: "1" }] })).status, 200);
      assert.equal((await model(name)).name, name);
    }
  });

  it("gives one of two that ask at once for the same name", async () => {
    const answers = await Promise.all([create("race"), create("race"), create("race")]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400]);
  });

  it("renames with its versions, aliases and tags; a taken name stays", async () => {
    await create("old", { tags: [{ key: "k", value: "v" }] });
    await addVersion("old");
    await post("registered-models/alias", { name: "old", alias: "champion", version: "1" });
    await create("taken");
    assert.equal(
      (await post("registered-models/rename", { name: "old", new_name: "taken" })).json.error_code,
      "RESOURCE_ALREADY_EXISTS",
    );
    assert.equal((await post("registered-models/rename", { name: "old", new_name: "new" })).status, 200);
    assert.equal((await rig.send("GET", "registered-models/get", { name: "old" })).status, 404);
    assert.deepEqual((await model("new")).aliases, [{ alias: "champion", version: "1" }]);
    assert.deepEqual((await model("new")).tags, [{ key: "k", value: "v" }]);
    const version = await rig.send("GET", "registered-models/alias", { name: "new", alias: "champion" });
    assert.equal((version.json.model_version as { name: string }).name, "new");
  });

  it("deletes with all versions; a model of the same name starts at 1 again", async () => {
    await create("m");
    await addVersion("m");
    await addVersion("m");
    assert.equal((await rig.send("DELETE", "registered-models/delete", { name: "m" })).status, 200);
    assert.equal((await rig.send("DELETE", "registered-models/delete", { name: "m" })).status, 404);
    assert.equal((await rig.send("GET", "model-versions/get", { name: "m", version: "1" })).status, 404);
    await create("m");
    assert.equal(((await addVersion("m")).json.model_version as { version: string }).version, "1");
  });

  it("sets, moves and deletes aliases, and knows the reserved ones", async () => {
    await create("m");
    await addVersion("m");
    await addVersion("m");
    const set = (alias: string, version: string) => post("registered-models/alias", { name: "m", alias, version });
    for (const [alias, version] of [
      ["b", "1"],
      ["a", "1"],
      ["b", "2"],
    ] as const)
      await set(alias, version);
    assert.deepEqual((await model("m")).aliases, [
      { alias: "a", version: "1" },
      { alias: "b", version: "2" },
    ]);
    const get = await rig.send("GET", "model-versions/get", { name: "m", version: "2" });
    assert.deepEqual((get.json.model_version as { aliases: string[] }).aliases, ["b"]);
    for (const alias of ["latest", "LATEST", "v1", "a b", "", "x".repeat(256)])
      assert.deepEqual([(await set(alias, "1")).status, alias], [400, alias]);
    assert.equal((await set("c", "9")).status, 404);
    await rig.send("DELETE", "registered-models/alias", { name: "m", alias: "b" });
    const gone = await rig.send("GET", "registered-models/alias", { name: "m", alias: "b" });
    assert.deepEqual([gone.status, gone.json.error_code], [400, "INVALID_PARAMETER_VALUE"]);
  });

  it("finds by name, LIKE, lists and tags, in any order, a page at a time", async () => {
    for (const name of ["alpha", "Alphabet", "beta_1", "beta%"])
      await create(name, { tags: [{ key: "team", value: name.slice(0, 2) }] });
    assert.deepEqual(await names({ filter: "name LIKE 'al%'" }), ["alpha"]);
    assert.deepEqual(await names({ filter: "name ILIKE 'AL%'" }), ["Alphabet", "alpha"]);
    assert.deepEqual(await names({ filter: "name IN ('alpha', 'x')" }), ["alpha"]);
    assert.deepEqual(await names({ filter: "tags.team = 'be' AND name != 'beta%'" }), ["beta_1"]);
    assert.deepEqual(await names({ filter: "tags.none != 'x'" }), []);
    assert.deepEqual(await names({ order_by: "last_updated_timestamp DESC" }), [
      "beta%",
      "beta_1",
      "Alphabet",
      "alpha",
    ]);
    assert.deepEqual(await names({ order_by: "name DESC" }), ["beta_1", "beta%", "alpha", "Alphabet"]);
    const first = await rig.send("GET", "registered-models/search", { max_results: 3 });
    const { next_page_token } = first.json as { next_page_token: string };
    assert.deepEqual(await names({ max_results: 3, page_token: next_page_token }), ["beta_1"]);
    for (const filter of ["name > 'a'", "bad = 'x'", "name = 'a' OR name = 'b'", "run_id = 'x'", "name = a"])
      assert.deepEqual([await names({ filter }), filter], [400, filter]);
    for (const body of [{ order_by: "creation_timestamp" }, { max_results: 1001 }, { page_token: "x" }])
      assert.equal(await names(body), 400);
  });

  it("keeps prompts apart: in nobody's way until they are asked for", async () => {
    const tags = [{ key: "mlflow.prompt.is_prompt", value: "true" }];
    await create("greeting", { tags });
    await create("churn");
    const prompt = await addVersion("greeting", { source: "dummy-source", tags });
    assert.equal(prompt.status, 200);
    assert.equal((await addVersion("greeting", { source: "/etc/passwd", tags })).status, 400);
    assert.equal((await addVersion("churn", { source: "models:/greeting/1" })).status, 400);
    assert.deepEqual(await names({}), ["churn"]);
    assert.deepEqual(await names({ filter: "tags.`mlflow.prompt.is_prompt` = 'true'" }), ["greeting"]);
    const versions = await rig.send("GET", "model-versions/search", { filter: "name = 'greeting'" });
    assert.deepEqual(versions.json, {});
    assert.match(String((await create("greeting")).json.message), /already taken by a prompt/);
  });

  it("says in the audit trail who changed what, newest first", async () => {
    await create("m", { description: "first" });
    await addVersion("m");
    await post("model-versions/transition-stage", { name: "m", version: "1", stage: "production" });
    await create("other");
    await post("registered-models/set-tag", { name: "m", key: "k", value: "v" });
    const { json } = await rig.send("GET", "/api/tidemark/v1/registry/audit", { model: "m", limit: 2 });
    const entries = json.entries as Record<string, unknown>[];
    assert.deepEqual(
      entries.map(({ act, version, before, after, client }) => ({ act, version, before, after, client })),
      [
        { act: "set-model-tag", version: undefined, before: { k: null }, after: { k: "v" }, client: "a-test/1" },
        {
          act: "transition-stage",
          version: 1,
          before: { stage: "None" },
          after: { stage: "Production" },
          client: "a-test/1",
        },
      ],
    );
    assert.ok(entries.every(({ actor }) => typeof actor === "string" && actor !== ""));
    const rest = await rig.send("GET", "/api/tidemark/v1/registry/audit", {
      model: "m",
      page_token: String(json.next_page_token),
    });
    assert.deepEqual(
      (rest.json.entries as { act: string }[]).map(({ act }) => act),
      ["create-version", "create-model"],
    );
  });

  it("writes the trail in the same commit as the change", async () => {
    const { store } = rig.kernel;
    const commits: string[][] = [];
    const { commit } = store;
    store.commit = (ops) => {
      commits.push(ops.map((op) => `${op.do} ${"in" in op ? op.in : op.table}`));
      return commit(ops);
    };
    await create("m");
    await addVersion("m");
    await post("registered-models/alias", { name: "m", alias: "a", version: "1" });
    await rig.send("DELETE", "model-versions/delete", { name: "m", version: "1" });
    assert.equal(commits.length, 4);
    for (const ops of commits) assert.equal(ops.filter((op) => op === "put audit").length, 1, ops.join());
  });

  it("refuses webhooks politely, and addresses that no server should call with 400", async () => {
    const hook = (url: string) => post("webhooks", { name: "w", url, events: [] });
    assert.equal((await hook("https://hooks.example.com/x")).status, 501);
    for (const url of [
      "http://hooks.example.com",
      "https://localhost/x",
      "https://127.0.0.1/x",
      "https://2130706433/x",
      "https://[::1]/",
      "https://10.0.0.1",
      "https://metadata.google.internal/",
      "file:///etc/passwd",
      "nonsense",
    ])
      assert.deepEqual([(await hook(url)).status, url], [400, url]);
    assert.deepEqual(await rig.send("GET", "webhooks", {}), { status: 200, json: {} });
    assert.equal((await rig.send("GET", "webhooks/1", {})).status, 404);
  });
});
