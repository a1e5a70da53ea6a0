import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { killAll, up } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { deployed, keepAsking, models } from "./deployed";

describe("a deployment, when things go wrong", function () {
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
  const back = (variant: string) =>
    until(
      async () => (await deployment.ask("ann").catch(() => undefined))?.variant === variant,
      `${variant} to answer`,
    );
  const history = () => readFileSync(join(workspace, ".tidemark/serving/churn/history.jsonl"), "utf8");

  it("keeps its phase, step, weights and history when its gateway is killed, and loses nothing when that is told to end", async () => {
    const steps = "[{setWeight: 20}, {pause: {}}, {setWeight: 60}, {pause: {}}]";
    deployment.write(`{canary: {stable: stable, canary: canary, steps: ${steps}}}`, { stable: "low", canary: "high" });
    await deployment.apply();
    await deployment.command("deploy", "promote", "churn");
    const whole = async () => {
      const { phase, reason, weights, url, ...rest } = await deployment.status();
      return { phase, reason, weights, url, step: (rest as unknown as { step: number }).step };
    };
    const before = await whole();
    assert.deepEqual([before.phase, before.weights], ["Paused", { stable: 40, canary: 60 }]);
    const [told, variant] = [history(), (await deployment.ask("ann")).variant ?? ""];
    process.kill((await deployment.status()).pid, "SIGKILL");
    await back(variant);
    assert.deepEqual(await whole(), before);
    assert.ok(history().startsWith(told));

    const stop = keepAsking((n) => deployment.ask(`user ${n}`), 8);
    process.kill((await deployment.status()).pid, "SIGTERM");
    await back(variant);
    const failed = (await stop()).filter((each) => each instanceof Error || each.status !== 200);
    // nobody listens for a moment: no request was taken
    assert.deepEqual(
      failed.filter((each) => !(each instanceof Error && "code" in each && each.code === "ECONNREFUSED")),
      [],
    );
    assert.deepEqual(await whole(), before);
  });

  it("refuses files and outcomes that are wrong by name, and goes on", async () => {
    deployment.write("{ab: {weights: {a: 50, b: 50}}}", { a: "low", b: "high" });
    await deployment.apply();
    const [text, { pid }] = [deployment.text(), await deployment.status()];
    for (const [changed, says] of [
      [text.replace("name: b,", "name: a,"), /spec\.variants\[1\]\.name: 'a' is the name of variant 1 already/],
      [text.replace(/model: "[^"]*high.onnx"/, "model: models:/nobody/7"), /variant 'b': .*nobody/],
      [text.replace("a: 50, b: 50", "a: 150, b: -50"), /weights\.[ab]: /],
      [text.replace("a: 50, b: 50", "a: 50, c: 50"), /weights\.c: no variant is named 'c'/],
      [text.replace("spec:", "spek:"), /spek/],
      [`${text}\n  - [`, /churn\.yaml:\d+/],
      ["", /churn\.yaml/],
    ] as const) {
      assert.notEqual(changed, text);
      writeFileSync(deployment.file, changed);
      const { code, err } = await deployment.run("deploy", "apply", deployment.file);
      assert.equal(code, 2, err);
      assert.ok(err.trim().split("\n").length <= 2, err); // a line for each thing that is wrong
      assert.match(err, says);
    }
    const said = { metric: "bought", value: 1 };
    for (const [body, status, says] of [
      [{ ...said, user_id: "nobody" }, 404, /user_id 'nobody'/],
      [{ ...said, request_id: "nothing" }, 404, /request_id 'nothing'/],
      [said, 400, /user_id or a request_id/],
      [{ ...said, user_id: "ann", value: "much" }, 400, /value: expected a number/],
      [{ ...said, user_id: "ann", metric: "" }, 400, /metric: expected a name/],
      [[said, 7], 400, /\[0\]: .*user_id/],
      ["text", 400, /expected an object/],
    ] as const) {
      const answer = await deployment.post("/feedback", body);
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.match((answer.body as { error: string }).error, says);
    }
    assert.equal((await deployment.ask()).status, 200);
    assert.equal((await deployment.status()).pid, pid);
  });

  it("follows an alias, and only to what is approved where the workspace wants that", async () => {
    writeFileSync(join(workspace, "tidemark.yaml"), "registry:\n  serve: approved\n");
    const runtime = await up(workspace);
    const post = async (path: string, body: unknown) => {
      const answer = await runtime.ask("POST", `/api/2.0/mlflow/${path}`, body);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body as Record<string, Record<string, Record<string, string>>>;
    };
    await post("registered-models/create", { name: "churn" });
    for (const model of ["low", "high"]) {
      const { run } = await post("runs/create", { experiment_id: "0" });
      const { run_id = "", artifact_uri = "" } = run?.info ?? {};
      const below = artifact_uri.replace("mlflow-artifacts:/", "");
      const folder = join(workspace, ".tidemark/artifacts", below, "model");
      mkdirSync(folder, { recursive: true });
      copyFileSync(join(models, `${model}.onnx`), join(folder, "model.onnx"));
      await post("model-versions/create", { name: "churn", source: `runs:/${run_id}/model`, run_id });
    }
    const point = (version: string) => post("registered-models/alias", { name: "churn", alias: "champion", version });
    await point("1");
    deployment.write("{ab: {weights: {only: 100}}}", { only: "low" });
    writeFileSync(deployment.file, deployment.text().replace(/model: "[^"]*"/, '"model": "models:/churn@champion"'));
    const refused = await deployment.run("deploy", "apply", deployment.file);
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      /^[^\n]*churn version 1 may not be served yet: nobody has approved it; `tidemark registry approve churn 1` does\n$/,
    );
    assert.equal((await deployment.run("registry", "approve", "churn", "1")).code, 0);
    await deployment.apply();
    const version = async () => ((await deployment.ask()).body as { model_version: string }).model_version;
    assert.equal(await version(), "1");
    assert.equal((await deployment.run("registry", "approve", "churn", "2")).code, 0);
    const stop = keepAsking(() => deployment.ask(), 4);
    await point("2");
    await until(async () => (await version()) === "2", "the traffic to move");
    const failed = (await stop()).filter((each) => each instanceof Error || each.status !== 200);
    assert.deepEqual(failed, []);
    await until(() => /"act":"models".*version 2/.test(history()), "a line in the history");
  });
});
