import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { killAll } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { type Answer, deployed, keepAsking, models } from "./deployed";

const ok = (answers: readonly (Answer | Error)[]) =>
  answers.filter((each): each is Answer => !(each instanceof Error) && each.status === 200);
const notOk = (answers: readonly (Answer | Error)[]) =>
  answers.filter((each) => each instanceof Error || each.status !== 200);
const canary = (steps: string) => `{canary: {stable: stable, canary: canary, steps: [${steps}]}}`;

describe("a deployment", function () {
  this.timeout(120_000);
  let workspace = "";
  let deployment: ReturnType<typeof deployed>;
  beforeEach(() => {
    workspace = temporaryFolder();
    deployment = deployed(workspace);
  });
  afterEach(async () => {
    await deployment.end();
    killAll();
  });

  it("keeps each user with a variant, though every process of it is killed", async () => {
    deployment.write("{ab: {weights: {a: 70, b: 30}}}", { a: "low", b: "high" });
    await deployment.apply();
    const users = Array.from({ length: 300 }, (_, i) => `user ${i}`);
    const assigned = async () => Promise.all(users.map(async (user) => (await deployment.ask(user)).variant));
    const before = await assigned();
    const share = before.filter((variant) => variant === "b").length / users.length;
    assert.ok(share > 0.2 && share < 0.4, `${share} of the users have b`);
    await deployment.post("/feedback", { user_id: "user 1", metric: "bought", value: 1 });

    const { pid, variants, url } = await deployment.status();
    const { pid: runtime } = JSON.parse(readFileSync(join(workspace, ".tidemark/lock"), "utf8")) as { pid: number };
    for (const each of [runtime, pid, ...variants.map((variant) => variant.pid ?? 0)]) process.kill(each, "SIGKILL");
    const again = await deployment.status(); // starts a runtime, which finds the deployment
    assert.equal(again.url, url);
    assert.notEqual(again.pid, pid);
    assert.deepEqual(await assigned(), before);
    const report = (await deployment.command("ab", "report", "churn", "--metric", "bought")) as unknown as {
      variants: Record<string, { n: number }>;
    };
    assert.equal((report.variants.a?.n ?? 0) + (report.variants.b?.n ?? 0), 1);
  });

  it("goes on when the runtime is killed, and a killed gateway is there again at its address", async () => {
    deployment.write("{ab: {weights: {a: 100}}}", { a: "low" });
    await deployment.apply();
    const { pid } = await deployment.status();
    const { pid: runtime } = JSON.parse(readFileSync(join(workspace, ".tidemark/lock"), "utf8")) as { pid: number };
    process.kill(runtime, "SIGKILL");
    assert.equal((await deployment.ask()).status, 200);
    assert.equal((await deployment.status()).pid, pid);
    process.kill(pid, "SIGKILL");
    const back = await until(async () => {
      const answer = await deployment.ask().catch(() => undefined);
      return answer?.status === 200 ? answer : undefined;
    }, "the gateway to be back");
    assert.equal(back.variant, "a");
  });

  it("loses next to no request when a model's process is killed under load", async () => {
    deployment.write("{ab: {weights: {a: 50, b: 50}}}", { a: "low", b: "high" });
    await deployment.apply();
    const stop = keepAsking((n) => deployment.ask(`user ${n}`), 16);
    const { variants } = await until(async () => deployment.status(), "a status");
    process.kill(variants[0]?.pid ?? 0, "SIGKILL");
    await until(async () => (await deployment.status()).variants[0]?.restarts === 1, "the model to be started again");
    await until(async () => (await deployment.ask("user 0")).status === 200, "an answer");
    const answers = await stop();
    const failed = notOk(answers);
    assert.ok(ok(answers).length > 50);
    assert.ok(failed.length <= 16, `${failed.length} of ${answers.length} failed`);
    for (const each of failed) {
      assert.ok(!(each instanceof Error), String(each));
      assert.deepEqual([each.status, each.retryAfter], [503, "1"]);
    }
  });

  it("is switched from blue to green and back under load without a failed request", async () => {
    deployment.write("{blueGreen: {active: blue, preview: green, autoPromotionEnabled: false}}", {
      blue: "low",
      green: "high",
    });
    await deployment.apply();
    const stop = keepAsking(() => deployment.ask(), 16);
    await deployment.command("deploy", "promote", "churn");
    assert.equal((await deployment.ask()).variant, "green");
    await deployment.command("deploy", "rollback", "churn");
    assert.equal((await deployment.ask()).variant, "blue");
    deployment.write("{ab: {weights: {only: 100}}}", { only: "high" });
    await deployment.apply();
    assert.equal((await deployment.ask()).variant, "only");
    const answers = await stop();
    assert.deepEqual(notOk(answers), []);
    assert.deepEqual(new Set(ok(answers).map(({ variant }) => variant)), new Set(["blue", "green", "only"]));
  });

  it("promotes a canary step by step as long as it does well", async () => {
    const analysis =
      "  analysis: {interval: 300ms, minRequests: 20, metrics: [{name: error-rate, thresholdRange: {max: 0.02}}]}\n";
    deployment.write(
      canary("{setWeight: 30}, {pause: {duration: 500ms}}, {setWeight: 60}, {pause: {duration: 500ms}}"),
      { stable: "low", canary: "low" },
      analysis,
    );
    await deployment.apply();
    const stop = keepAsking((n) => deployment.ask(`user ${n}`), 4);
    const end = await until(async () => {
      const status = await deployment.status();
      return status.phase === "Healthy" ? status : undefined;
    }, "the canary to be through");
    assert.deepEqual(end.weights, { stable: 0, canary: 100 });
    assert.deepEqual(notOk(await stop()), []);
  });

  for (const { what, model, gate, reason, features = [1, 2, 3, 4] } of [
    {
      what: "fails",
      model: "throwing",
      gate: "{name: error-rate, thresholdRange: {max: 0.1}}",
      reason: /error-rate/,
      features: [1, 2, 3, 200],
    },
    {
      what: "takes other columns",
      model: "wide",
      gate: "{name: error-rate, thresholdRange: {max: 0.1}}",
      reason: /error-rate/,
    },
    {
      what: "is slow",
      model: "slow",
      gate: "{name: latency-p95-ms, thresholdRange: {max: 100}}",
      reason: /latency-p95-ms/,
    },
    {
      what: "predicts otherwise",
      model: "high",
      gate: "{name: prediction-drift-psi, thresholdRange: {max: 0.25}}",
      reason: /prediction-drift-psi/,
    },
  ])
    it(`takes back a canary that ${what}, and says why`, async () => {
      const analysis = `  analysis: {interval: 300ms, failureLimit: 1, minRequests: 20, metrics: [${gate}]}\n`;
      deployment.write(canary("{setWeight: 50}, {pause: {}}"), { stable: "low", canary: model }, analysis);
      await deployment.apply();
      const stop = keepAsking(
        (n) =>
          deployment.ask(
            `user ${n}`,
            features.map((each) => each + (each < 100 ? n % 7 : 0)),
          ),
        4,
      );
      const end = await until(async () => {
        const status = await deployment.status();
        return status.phase === "Degraded" ? status : undefined;
      }, "the canary to be taken back");
      await stop();
      assert.deepEqual(end.weights, { stable: 100, canary: 0 });
      assert.match(end.reason, reason);
      assert.equal((await deployment.ask("user 1")).variant, "stable");
      const history = readFileSync(join(workspace, ".tidemark/serving/churn/history.jsonl"), "utf8");
      assert.match(history, /"act":"rollback"/);
    });

  it("tells who did what with it, when and why", async () => {
    const before = Date.now();
    deployment.write(canary("{setWeight: 10}, {pause: {}}"), { stable: "low", canary: "high" });
    await deployment.apply();
    await deployment.command("deploy", "rollback", "churn", "--comment", "complaints from support");
    const { history } = (await deployment.command("deploy", "history", "churn")) as unknown as {
      history: { at: number; by: string; act: string; reason: string }[];
    };
    assert.deepEqual(
      history.map(({ act }) => act),
      ["rollback", "pause", "start"],
    );
    assert.match(history[0]?.reason ?? "", /complaints from support/);
    assert.equal(history[0]?.by, userInfo().username);
    assert.ok(history.every(({ at }) => at >= before && at <= Date.now()));
    const { out } = await deployment.run("deploy", "history", "churn");
    const [head, newest] = out.split("\n").map((line) => line.split("\t"));
    assert.deepEqual(head, ["when", "who", "act", "weights", "why"]);
    assert.deepEqual(newest?.slice(1, 4), [userInfo().username, "rollback", "canary 0%, stable 100%"]);
    copyFileSync(join(models, "high.onnx"), join(workspace, "deploy/mine.onnx"));
    deployment.write("{ab: {weights: {a: 100}}}", { a: join(workspace, "deploy/mine") });
    await deployment.apply();
    copyFileSync(join(models, "low.onnx"), join(workspace, "deploy/mine.onnx"));
    await deployment.apply();
    const { out: later } = await deployment.run("deploy", "history", "churn");
    assert.match(later.split("\n")[1] ?? "", /\tmodels\ta 100%\ta is a version 1 now$/);
    const { code, err } = await deployment.run("deploy", "history", "nobody");
    assert.deepEqual([code, err.trim().split("\n").length], [2, 1]);
    assert.match(err, /Deployment 'nobody' does not exist/);
  });

  it("compares a shadow with what clients get, which never answers", async () => {
    deployment.write("{shadow: {active: live, mirror: dark, mirrorPercentage: 100}}", { live: "low", dark: "high" });
    await deployment.apply();
    for (let i = 0; i < 20; i++) assert.equal((await deployment.ask(`user ${i}`)).variant, "live");
    const seen = await until(async () => {
      const status = (await deployment.status()) as unknown as {
        requests: Record<string, number>;
        comparison?: { rows: number; agreed: number; differenceMax: number };
      };
      return status.requests.dark === 20 ? status : undefined;
    }, "20 copies");
    assert.equal(seen.requests.live, 20);
    assert.equal(seen.comparison?.rows, 20);
    assert.equal(seen.comparison?.agreed, 0);
    assert.ok(Math.abs((seen.comparison?.differenceMax ?? 0) - 5) < 1e-5);
  });

  for (const { what, change, says } of [
    {
      what: "an unknown key",
      change: (text: string) => text.replace("weights:", "wieghts:"),
      says: /churn\.yaml:\d+:\d+: .*wieghts/,
    },
    {
      what: "weights that do not add up",
      change: (text: string) => text.replace("a: 50", "a: 40"),
      says: /churn\.yaml:\d+.*100/,
    },
    {
      what: "a model that is not there",
      change: (text: string) => text.replace("high.onnx", "none.onnx"),
      says: /variant 'b'.*none\.onnx/,
    },
    {
      what: "a file that is no model",
      change: (text: string) => text.replace("high.onnx", "make.py"),
      says: /variant 'b'.*make\.py/,
    },
  ])
    it(`that is changed to ${what} goes on as it was`, async () => {
      deployment.write("{ab: {weights: {a: 50, b: 50}}}", { a: "low", b: "high" });
      await deployment.apply();
      const before = await deployment.status();
      writeFileSync(deployment.file, change(deployment.text()));
      const { code, err } = await deployment.run("deploy", "apply", deployment.file);
      assert.equal(code, 2);
      assert.match(err, says);
      assert.equal(err.trim().split("\n").length, 1);
      const after = await deployment.status();
      assert.deepEqual([after.pid, after.weights], [before.pid, before.weights]);
      assert.equal((await deployment.ask()).status, 200);
    });

  it("is gone for good when it is deleted", async () => {
    deployment.write("{ab: {weights: {a: 100}}}", { a: "low" });
    await deployment.apply();
    await deployment.run("deploy", "delete", "churn");
    await assert.rejects(deployment.ask());
    assert.ok(!existsSync(join(workspace, ".tidemark/serving/churn")));
    const { code, err } = await deployment.run("deploy", "status", "churn");
    assert.equal(code, 2);
    assert.match(err, /Deployment 'churn' does not exist/);
  });
});
