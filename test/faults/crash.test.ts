import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answering, cli, killAll, start } from "../cli/tidemark";
import { temporaryFolder } from "../runtime/kernel/temporary";

/** A fault of the given kind in the middle of the running program, at SIGUSR2. */
function withFault(body: string): string {
  const path = join(temporaryFolder(), "fault.cjs");
  writeFileSync(path, `process.on("SIGUSR2", () => { ${body} });`);
  return path;
}

describe("a fault inside the runtime", function () {
  this.timeout(60_000);
  afterEach(killAll);

  async function faulty(body: string) {
    const workspace = temporaryFolder();
    const before = process.env.NODE_OPTIONS;
    process.env.NODE_OPTIONS = `--require ${withFault(body)}`;
    try {
      return { workspace, runtime: await answering(start(cli, ["up", "--json"], workspace)) };
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = before;
    }
  }
  const logOf = (workspace: string) => readFileSync(join(workspace, ".tidemark", "logs", "runtime.log"), "utf8");

  it("that touches one promise or one connection is logged, and the rest is answered", async () => {
    const reset = 'throw Object.assign(new Error("gone"), { code: "ECONNRESET" })';
    for (const body of ['Promise.reject(new Error("nobody waits"))', reset]) {
      const { workspace, runtime } = await faulty(body);
      process.kill(runtime.pid, "SIGUSR2");
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual(await runtime.ask("GET", "/health"), { status: 200, body: "OK" });
      assert.match(logOf(workspace), /"level":"error".*(nobody waits|gone)/);
      runtime.child.kill("SIGTERM");
      assert.equal((await runtime.end).code, 0);
    }
  });

  it("that leaves its memory in doubt ends it, said in the log and on stderr, and nothing acknowledged is lost", async () => {
    const { workspace, runtime } = await faulty('throw new TypeError("no such thing")');
    const created = await runtime.ask("POST", "/api/2.0/mlflow/experiments/create", { name: "kept" });
    assert.equal(created.status, 200);
    process.kill(runtime.pid, "SIGUSR2");
    const { code, err } = await runtime.end;
    assert.equal(code, 1);
    assert.match(err, /the runtime failed.*no such thing/);
    assert.match(logOf(workspace), /uncaught exception.*no such thing/);
    const next = await answering(start(cli, ["up", "--json"], workspace));
    const found = await next.ask("GET", "/api/2.0/mlflow/experiments/get-by-name?experiment_name=kept");
    assert.equal(found.status, 200);
    next.child.kill("SIGTERM");
    await next.end;
  });

  it("is none when its folder is taken away: it ends by itself", async () => {
    const workspace = temporaryFolder();
    const runtime = await answering(start(cli, ["up", "--json"], workspace));
    rmSync(join(workspace, ".tidemark"), { recursive: true, force: true });
    await runtime.end;
    assert.notEqual(runtime.child.exitCode, null);
  });
});
