import assert from "node:assert/strict";
import { artifacts, mlflow, refuses, useVictim } from "./victim";

describe("what was published against MLflow's server: what is sent", () => {
  const victim = useVictim();

  it("CVE-2023-6568, -6709, CVE-2026-33865: what was sent never comes back as a page", async () => {
    const { runtime, experimentId, runId } = victim();
    const script = "<script>alert(1)</script>";
    for (const [path, type] of [
      [`${mlflow}/users/create`, script],
      [`${mlflow}/experiments/create`, `text/html${script}`],
      [`/${script}`, "text/html"],
    ] as const) {
      const asked = await runtime.ask("POST", path, "x", { "content-type": type });
      assert.equal(asked.headers["content-type"], "application/json", path);
      assert.equal(asked.headers["x-content-type-options"], "nosniff");
    }
    const files = ["page.html", "picture.svg", "page.xhtml", "MLmodel", "plain.txt", "script.js", 'a"b\r\nx-y: z.html'];
    for (const name of files) {
      const path = encodeURIComponent(name);
      const put = await runtime.ask("PUT", `${artifacts}/${experimentId}/${runId}/artifacts/${path}`, script);
      if (put.status >= 400) continue;
      for (const address of [
        `/get-artifact?run_uuid=${runId}&path=${path}`,
        `${artifacts}/${experimentId}/${runId}/artifacts/${path}`,
      ]) {
        const got = await runtime.ask("GET", address);
        assert.equal(got.text, script, address);
        assert.match(got.headers["content-disposition"] ?? "", /^attachment/, address);
        assert.equal(got.headers["x-content-type-options"], "nosniff", address);
        assert.equal(got.headers["x-y"], undefined, "no header comes out of a name");
      }
    }
  });

  it("CVE-2024-6838: names and locations have a length", async () => {
    const { runtime } = victim();
    const create = (fields: object) => runtime.ask("POST", `${mlflow}/experiments/create`, fields);
    for (const length of [501, 50_000, 5_000_000]) {
      refuses(await create({ name: "n".repeat(length) }), `a name of ${length}`);
      refuses(
        await runtime.ask("POST", `${mlflow}/registered-models/create`, { name: "n".repeat(length) }),
        `a model's name of ${length}`,
      );
    }
    refuses(
      await create({ name: "long location", artifact_location: `s3://b/${"l".repeat(3000)}` }),
      "a location of 3000",
    );
    refuses(await create({ name: 12_345 }), "a number for a name");
    refuses(await create({ name: "numbered", artifact_location: 5 }), "a number for a location");
    refuses(await create({ name: "" }), "no name");
  });

  it("CVE-2025-0453: a batch of queries for everything holds nobody up", async () => {
    const { runtime } = victim();
    const query = Array.from(
      { length: 2000 },
      (_, i) => `q${i}: mlflowSearchRuns(input: {experimentIds: ["0"]}) { runs { info { runId } } }`,
    ).join("\n");
    const batches = Array.from({ length: 8 }, () => runtime.ask("POST", "/graphql", { query: `query { ${query} }` }));
    const health = await runtime.ask("GET", "/health");
    assert.equal(health.text, "OK");
    for (const asked of await Promise.all(batches))
      assert.ok(asked.status < 500 && asked.text.length < 10_000, `${asked.status}`);
  });

  it("filters that take other engines for ever are answered", async () => {
    const { runtime, experimentId, runId } = victim();
    await runtime.ask("POST", `${mlflow}/runs/set-tag`, { run_id: runId, key: "long", value: "a".repeat(5000) });
    const began = performance.now();
    for (const filter of [
      `tags.long LIKE '${"%a".repeat(500)}%b'`,
      `tags.long ILIKE '${"%_".repeat(500)}b'`,
      `tags.long LIKE '${"(a+)+$".repeat(100)}'`,
      Array.from({ length: 5000 }, (_, i) => `metrics.m${i} > ${i}`).join(" AND "),
      `${"(".repeat(50_000)}metrics.a > 1`,
      `attributes.run_id IN (${Array.from({ length: 50_000 }, () => "'x'").join(",")})`,
      `params.\`${"`".repeat(10_000)} = 'x'`,
      `tags.x = '${"\\'".repeat(20_000)}`,
    ]) {
      const asked = await runtime.ask("POST", `${mlflow}/runs/search`, { experiment_ids: [experimentId], filter });
      assert.ok(asked.status < 500, `${filter.slice(0, 40)} → ${asked.status}`);
    }
    assert.ok(performance.now() - began < 20_000, "all of them within seconds");
  });
});
