import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readMonitorDocument } from "../../../src/shared/monitorDocument";
import { readAlerts, readMonitored, type WindowResult } from "../../../src/shared/monitors";
import { killAll, tidemark } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { deployed } from "../rollout/deployed";

/** The same each time; the second has mean `shift`. */
function rows(count: number, shift: number, seed: number): number[][] {
  let state = seed;
  const uniform = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (state + 0.5) / 2147483648;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: count }, () => [normal(), normal() + shift, normal(), normal()]);
}

describe("a deployment that is watched", function () {
  this.timeout(120_000);
  let workspace = "";
  let deployment: ReturnType<typeof deployed>;
  let hook: Server;
  let told: { monitor: string; text: string }[] = [];

  before(async () => {
    hook = createServer((incoming, response) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      incoming.on("end", () => {
        told.push(JSON.parse(text));
        response.end();
      });
    });
    await new Promise<void>((done) => hook.listen(0, "127.0.0.1", done));
  });
  after(() => hook.close());
  beforeEach(() => {
    told = [];
    workspace = temporaryFolder();
    deployment = deployed(workspace);
    const lines = rows(3000, 0, 7).map((row) => row.join(","));
    writeFileSync(join(workspace, "train.csv"), `f0,f1,f2,f3\n${lines.join("\n")}\n`);
  });
  afterEach(async () => {
    await deployment.end();
    killAll();
  });

  const write = (more: string) => {
    const { port } = hook.address() as AddressInfo;
    const alert = `alert: {drifted: 1, webhook: "http://127.0.0.1:${port}/"}`;
    writeFileSync(
      join(workspace, "tidemark.yaml"),
      `monitors:\n  churn: {deployment: churn, reference: train.csv, window: 1h, every: 1h, ${more}, ${alert}}\n`,
    );
  };
  const monitor = async (...args: string[]) => {
    const { code, out, err } = await tidemark(workspace, "monitor", ...args, "--json");
    return { code, err, said: out === "" ? undefined : (JSON.parse(out) as unknown) };
  };
  const check = async () => (await monitor("check", "churn")).said as WindowResult;
  const traffic = async (shift: number, seed: number) => {
    const features = rows(600, shift, seed);
    for (let i = 0; i < features.length; i += 50) {
      const { status } = await deployment.post("/predict", { instances: features.slice(i, i + 50) });
      assert.equal(status, 200);
    }
    await new Promise((done) => setTimeout(done, 400)); // the log is written some times a second
  };
  const counted = () =>
    until(
      async () => {
        try {
          return readFileSync(join(workspace, ".tidemark/serving/churn/watched.json"));
        } catch {
          return undefined;
        }
      },
      "the deployment to count",
      20_000,
    );

  it("whose traffic shifts drifts, as `tidemark drift` finds it; an alert is raised, and all of it is kept when the runtime is killed", async () => {
    write("health: {p95-ms: {max: 10000}, error-rate: {max: 0.5}}");
    deployment.write("{ab: {weights: {a: 100}}}", { a: "low" }, "  logging: {predictions: 100}\n");
    await deployment.apply();
    await counted();
    await traffic(0, 11);
    const calm = await check();
    assert.equal(calm.says.split(";")[0], "no drift in 4 columns");
    assert.equal(calm.rows, 600);
    assert.ok((calm.figures["p95-ms"] ?? 0) > 0 && (calm.figures["memory-mb"] ?? 0) > 0);
    assert.equal(calm.figures.approximate, undefined);

    await traffic(6, 12);
    const shifted = await check();
    assert.deepEqual([shifted.health, shifted.rows, shifted.drifted, shifted.tested], ["failing", 1200, 1, 4]);
    assert.equal(shifted.says, "1 of 4 columns drifted");
    await until(async () => (told.length > 0 ? told : undefined), "the webhook to be told", 10_000);
    assert.deepEqual(
      told.map(({ text }) => text),
      ["churn: 1 of 4 columns drifted"],
    );
    assert.equal((await monitor("check", "churn", "--fail-on-alert")).code, 1);

    // the same rows as a file, in the order of the log
    const asked = [...rows(600, 0, 11), ...rows(600, 6, 12)].map((row) => row.map(Math.fround));
    const lines = asked.map((row) => row.map((value) => Number(value.toPrecision(9))).join(","));
    writeFileSync(join(workspace, "asked.csv"), `f0,f1,f2,f3\n${lines.join("\n")}\n`);
    const { out } = await tidemark(workspace, "drift", "--reference", "train.csv", "--current", "asked.csv", "--json");
    const report = JSON.parse(out) as { columns: Record<string, { score: number }> };
    for (const [name, { score }] of Object.entries(report.columns)) assert.equal(shifted.scores[name], score, name);

    const before = readMonitorDocument((await monitor("status", "churn")).said, "status");
    const { pid } = JSON.parse(readFileSync(join(workspace, ".tidemark/lock"), "utf8")) as { pid: number };
    process.kill(pid, "SIGKILL");
    const after = readMonitorDocument((await monitor("status", "churn")).said, "status");
    assert.deepEqual(after.windows, before.windows);
    assert.deepEqual(after.alerts, before.alerts);
    assert.deepEqual(after.drift, before.drift);
    assert.equal(after.drift?.report.drifted, 1);
    assert.equal(after.state.open, 1);
  });

  it("is judged by what was counted where no predictions are kept, and says so", async () => {
    write("health: {requests: {min: 1}}");
    deployment.write("{ab: {weights: {a: 100}}}", { a: "low" });
    await deployment.apply();
    await counted();
    await traffic(6, 13);
    const shifted = await check();
    assert.deepEqual([shifted.rows, shifted.drifted, shifted.figures.approximate], [600, 1, 1]);
    assert.ok((shifted.scores.f1 ?? 0) > 4);
  });

  it("is measured by what came of its predictions", async () => {
    write("quality: {actual: churned, metrics: {mae: {max: 0.25}, accuracy: {min: 0.9}}}");
    deployment.write("{ab: {weights: {a: 100}}}", { a: "low" }, "  logging: {predictions: 100}\n");
    await deployment.apply();
    await counted();
    await traffic(0, 14);
    const { said } = await monitor("check", "churn");
    const list = readMonitored((await monitor("list")).said, "list");
    assert.equal((said as WindowResult).health, "healthy");
    assert.match(list.monitors[0]?.fault ?? "", /no outcome 'churned' of a prediction of the window has come yet/);
    assert.deepEqual(readAlerts({ alerts: [] }, "alerts").alerts, []);
  });
});
