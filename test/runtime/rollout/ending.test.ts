import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { killAll } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { deployed, keepAsking } from "./deployed";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the processes of a deployment", function () {
  this.timeout(120_000);
  let workspace = "";
  let deployment: ReturnType<typeof deployed>;
  beforeEach(async () => {
    workspace = temporaryFolder();
    deployment = deployed(workspace);
    deployment.write("{ab: {weights: {a: 50, b: 50}}}", { a: "low", b: "wide" });
    await deployment.apply();
  });
  afterEach(async () => {
    await deployment.end();
    killAll();
  });

  async function pids(): Promise<number[]> {
    const { pid, variants } = await deployment.status();
    return [pid, ...variants.flatMap((each) => each.pid ?? [])];
  }

  it("have ended when it is deleted, though clients go on asking over the connections that they keep", async () => {
    const all = await pids();
    const stop = keepAsking(async (n) => {
      const answer = await deployment.ask(`user ${n}`).catch(() => undefined);
      return answer ?? { status: 0, variant: undefined, retryAfter: undefined, body: undefined };
    }, 8);
    await deployment.run("deploy", "delete", "churn");
    const left = all.filter(isAlive);
    await stop();
    assert.deepEqual(left, []);
  });

  it("end when its workspace is gone, and leave nothing in its place", async () => {
    const all = await pids();
    await deployment.run("stop");
    rmSync(join(workspace, ".tidemark"), { recursive: true });
    await deployment.ask("somebody").catch(() => undefined);
    await until(() => (all.some(isAlive) ? undefined : true), "its processes end");
    assert.ok(!existsSync(join(workspace, ".tidemark")));
  });
});
