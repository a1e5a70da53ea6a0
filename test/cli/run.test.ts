import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { endOf, start, temporaryWorkspace, tidemark, up } from "./command";

/** Logs as MLflow's client does with the same environment: address, token, tags of the context. */
const training = `
const { MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: token, MLFLOW_RUN_CONTEXT: context } = process.env;
const tags = Object.entries(JSON.parse(context)).map(([key, value]) => ({ key, value }));
fetch(uri + "/api/2.0/mlflow/runs/create", {
  method: "POST",
  headers: { authorization: "Bearer " + token, "content-type": "application/json" },
  body: JSON.stringify({ experiment_id: "0", run_name: "from-script", start_time: Date.now(), tags }),
}).then((reply) => process.exit(reply.ok ? 7 : 1));
`;

describe("tidemark run", () => {
  const workspace = temporaryWorkspace();
  const script = join(workspace.path, "train.js");
  writeFileSync(script, training);
  const command = (...words: string[]) => ["run", "--", process.execPath, ...words];
  after(async () => {
    await tidemark(workspace.path, "stop");
    workspace.remove();
  });

  it("catches what the command logs, says so on stderr, and ends with the command's exit code", async () => {
    const { code, stdout, stderr } = await tidemark(workspace.path, ...command(script));
    assert.equal(code, 7, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /recorded run from-script in Default; look with: tidemark runs show [0-9a-f]{8}\n$/);
  });

  it("says that nothing was recorded", async () => {
    const { code, stderr } = await tidemark(workspace.path, ...command("-e", "0"));
    assert.equal(code, 0);
    assert.match(stderr, /no run was recorded/);
  });

  it("keeps the tags that the user gives to every run", async () => {
    const env = { MLFLOW_RUN_CONTEXT: '{"team":"north"}' };
    const show = "process.stdout.write(process.env.MLFLOW_RUN_CONTEXT)";
    const { stdout } = await tidemark({ workspace: workspace.path, env }, ...command("-e", show));
    assert.equal((JSON.parse(stdout) as Record<string, string>).team, "north");
  });

  it("never overrides an address that the user set, and starts nothing for it", async () => {
    const other = temporaryWorkspace();
    const env = { MLFLOW_TRACKING_URI: "http://tracking.example:5000" };
    const show = "process.stdout.write(process.env.MLFLOW_TRACKING_URI)";
    const { stdout, stderr } = await tidemark({ workspace: other.path, env }, ...command("-e", show));
    assert.equal(stdout, env.MLFLOW_TRACKING_URI);
    assert.match(stderr, /MLFLOW_TRACKING_URI is set, so runs go to http:\/\/tracking\.example:5000/);
    assert.equal((await tidemark(other.path, "status")).code, 1);
    other.remove();
  });

  it("passes signals on, and tells of them in its exit code", async () => {
    const child = start(
      { workspace: workspace.path },
      ...command("-e", "console.log('here'); setInterval(() => 0, 1000)"),
    );
    const ended = endOf(child);
    await new Promise((here) => child.stdout?.once("data", here));
    child.kill("SIGTERM");
    assert.equal((await ended).code, 128 + 15);
  });

  it("says which command cannot be found", async () => {
    const { code, stderr } = await tidemark(workspace.path, "run", "--", "no-such-command-here");
    assert.equal(code, 2);
    assert.match(stderr, /no-such-command-here: no such command/);
  });

  it("joins the runtime that is up", async () => {
    const shared = temporaryWorkspace();
    const runtime = await up(shared.path);
    const show = "process.stdout.write(process.env.MLFLOW_TRACKING_URI)";
    const { stdout } = await tidemark(shared.path, ...command("-e", show));
    assert.equal(stdout, runtime.url);
    await runtime.stop();
    shared.remove();
  });
});
