import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployed } from "./deployed";

const half = "{ab: {weights: {a: 50, b: 50}}}";
interface Reported {
  readonly variants: Readonly<Record<string, { readonly n: number }>>;
  readonly since: number;
}

describe("what a deployment compares", function () {
  this.timeout(120_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-experiments-"));
  const deployment = deployed(workspace);
  const users = Array.from({ length: 20 }, (_, i) => `user ${i}`);

  after(async () => {
    await deployment.end();
    rmSync(workspace, { recursive: true, force: true });
  });

  const report = async () =>
    (await deployment.command("ab", "report", "churn", "--metric", "bought")) as unknown as Reported;
  const counted = async () =>
    Object.values((await report()).variants)
      .map(({ n }) => n)
      .reduce((sum, n) => sum + n, 0);
  const ask = async (user: string) => {
    const { request_id } = (await deployment.ask(user)).body as { readonly request_id: string };
    return request_id;
  };
  const tell = (outcome: Readonly<Record<string, unknown>>) =>
    deployment.post("/feedback", { metric: "bought", value: 1, ...outcome });

  it("counts what came of these models alone; later news of others is kept, and counts for nothing", async () => {
    deployment.write(half, { a: "low", b: "high" });
    await deployment.apply();
    const asked = new Map<string, string>();
    for (const user of users) asked.set(user, await ask(user));
    for (const user of users) assert.equal((await tell({ user_id: user })).status, 200);
    assert.equal(await counted(), 20);

    deployment.write(half, { a: "high", b: "low" });
    await deployment.apply();
    assert.equal(await counted(), 0);
    assert.deepEqual((await tell({ request_id: asked.get("user 1") })).body, { stored: 1 });
    assert.deepEqual((await tell({ user_id: "user 2" })).body, { stored: 1 });
    assert.equal(await counted(), 0);
    await ask("user 2");
    assert.deepEqual((await tell({ user_id: "user 2" })).body, { stored: 1 });
    assert.equal(await counted(), 1);
  });

  it("is still the same after its process was killed, and where the file changed in other things", async () => {
    const { since } = await report();
    process.kill((await deployment.status()).pid, "SIGKILL");
    assert.equal(await counted(), 1);
    deployment.write(half, { a: "high", b: "low" }, "  logging: {predictions: 1}\n");
    await deployment.apply();
    assert.equal(await counted(), 1);
    assert.equal((await report()).since, since);
  });

  it("stands in the metrics", async () => {
    const text = await (await fetch(`${deployment.url}/metrics`)).text();
    assert.match(text, /^tidemark_deployment_weight\{model="churn",variant="a"\} 50$/m);
    assert.match(text, /^tidemark_deployment_phase\{model="churn",phase="Healthy"\} 1$/m);
  });

  it("begins again when a file is applied whose canary was taken back", async () => {
    const canary = "{canary: {stable: a, canary: b, steps: [{setWeight: 10}, {pause: {}}]}}";
    deployment.write(canary, { a: "low", b: "high" });
    await deployment.apply();
    await deployment.command("deploy", "rollback", "churn");
    assert.equal((await deployment.status()).phase, "Degraded");
    await deployment.apply();
    const { phase, weights } = await deployment.status();
    assert.deepEqual([phase, weights], ["Paused", { a: 90, b: 10 }]);
  });

  it("leaves its history and outcomes behind when it is deleted", async () => {
    await deployment.command("deploy", "delete", "churn");
    const { history } = (await deployment.command("deploy", "history", "churn")) as unknown as {
      readonly history: readonly { readonly act: string }[];
    };
    assert.ok(history.some(({ act }) => act === "rollback"));
    const { code, err } = await deployment.run("deploy", "history", "nobody");
    assert.deepEqual([code, /nobody/.test(err)], [2, true]);
    const { out } = await deployment.run("deploy", "status", "--json");
    assert.deepEqual(JSON.parse(out), { deployments: [] });
    assert.ok(readFileSync(deployment.file, "utf8").includes("canary"));
  });
});
