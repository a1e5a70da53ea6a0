import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../runtime/kernel/temporary";
import { answering, cli, daemon, ended, killAll, start, tidemark, up } from "./tidemark";

describe("tidemark up, status, stop, env", function () {
  this.timeout(60_000);
  let workspace: string;
  beforeEach(() => {
    workspace = temporaryFolder();
  });
  afterEach(killAll);

  const lock = () => join(workspace, ".tidemark", "lock");

  it("runs until SIGTERM, then ends with 0 and leaves the workspace to others", async () => {
    const runtime = await up(workspace);
    assert.equal(runtime.child.pid, runtime.pid);
    assert.ok(runtime.token.length >= 40);
    assert.equal(readFileSync(join(workspace, ".tidemark", "token"), "utf8"), runtime.token);
    assert.equal(statSync(join(workspace, ".tidemark", "token")).mode & 0o777, 0o600);
    assert.equal(readFileSync(join(workspace, ".tidemark", ".gitignore"), "utf8").trim(), "*");
    assert.deepEqual(await runtime.ask("GET", "/health"), { status: 200, body: "OK" });
    runtime.child.kill("SIGTERM");
    assert.equal((await runtime.end).code, 0);
    assert.equal(existsSync(lock()), false);
  });

  it("says to people what it says to programs", async () => {
    const child = start(cli, ["up"], workspace);
    const end = ended(child);
    while (!(await tidemark(workspace, "status", "--json")).out.includes('"running":true'));
    const second = await tidemark(workspace, "up");
    child.kill("SIGINT");
    const { code, out } = await end;
    assert.equal(code, 0);
    assert.match(out, /^up: http:\/\/127\.0\.0\.1:\d+ .*\ntoken: [\w-]{40,}\n/);
    assert.match(second.out, /^already up: http:\/\/127\.0\.0\.1:\d+ .*\ntoken: [\w-]{40,}\n/);
    assert.equal(second.code, 0);
  });

  it("points to the one that is up, instead of a second", async () => {
    const { url, token, pid, child, end } = await up(workspace);
    const second = await tidemark(workspace, "up", "--json");
    assert.equal(second.code, 0);
    assert.deepEqual(JSON.parse(second.out), { url, token, pid, already: true });
    child.kill("SIGTERM");
    await end;
  });

  it("is one, when six start at once, on a fresh folder and after kill -9", async () => {
    for (const round of ["fresh", "after kill -9", "and again"]) {
      const starts = Array.from({ length: 6 }, () => start(cli, ["up", "--json"], workspace));
      const said = await Promise.all(starts.map(answering));
      assert.equal(new Set(said.map(({ pid }) => pid)).size, 1, round);
      assert.equal(said.filter(({ already }) => !already).length, 1, round);
      const owner = said.find(({ already }) => !already);
      assert.deepEqual(await owner?.ask("GET", "/health"), { status: 200, body: "OK" }, round);
      owner?.child.kill("SIGKILL");
      await owner?.end;
    }
  });

  it("keeps what was acknowledged when it is told to end under load", async () => {
    const first = await up(workspace);
    let acknowledged = 0;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; ; i++) {
        try {
          const { status } = await first.ask("POST", "/api/2.0/mlflow/experiments/create", {
            name: `e ${writer} ${i}`,
          });
          if (status !== 200) return;
          acknowledged++;
        } catch {
          return;
        }
      }
    });
    while (acknowledged < 100) await new Promise((resolve) => setTimeout(resolve, 10));
    first.child.kill("SIGTERM");
    assert.equal((await first.end).code, 0);
    await Promise.all(writers);
    const second = await up(workspace);
    const { body } = await second.ask("POST", "/api/2.0/mlflow/experiments/search", { max_results: 50_000 });
    const found = (body as { experiments: { name: string }[] }).experiments.filter(({ name }) => name.startsWith("e "));
    assert.ok(found.length >= acknowledged, `${found.length} of ${acknowledged}`);
    second.child.kill("SIGTERM");
    await second.end;
  });

  it("tells its status, and that there is none", async () => {
    const none = await tidemark(workspace, "status", "--json");
    assert.equal(none.code, 1);
    assert.equal((JSON.parse(none.out) as { running: boolean }).running, false);
    assert.equal(existsSync(join(workspace, ".tidemark")), false, "asking leaves nothing behind");
    const runtime = await up(workspace);
    const some = await tidemark(workspace, "status", "--json");
    assert.equal(some.code, 0);
    const facts = JSON.parse(some.out) as Record<string, unknown>;
    assert.equal(facts.pid, runtime.pid);
    assert.equal(facts.url, runtime.url);
    assert.equal(facts.running, true);
    assert.equal(facts.runs, 0);
    assert.equal(typeof facts.longest_pause_ms, "number");
    runtime.child.kill("SIGTERM");
    await runtime.end;
  });

  it("stops on request, and does not mind when there is nothing to stop", async () => {
    const runtime = await up(workspace);
    const stopped = await tidemark(workspace, "stop", "--json");
    assert.deepEqual([stopped.code, JSON.parse(stopped.out)], [0, { stopped: true, pid: runtime.pid }]);
    assert.equal(existsSync(lock()), false);
    assert.equal((await runtime.end).code, 0);
    const again = await tidemark(workspace, "stop", "--json");
    assert.deepEqual([again.code, JSON.parse(again.out)], [0, { stopped: false }]);
  });

  it("gives scripts their environment, and starts what it names", async () => {
    const first = await tidemark(workspace, "env", "--json");
    assert.equal(first.code, 0, first.err);
    const env = JSON.parse(first.out) as { MLFLOW_TRACKING_URI: string; MLFLOW_TRACKING_TOKEN: string };
    const reply = await fetch(`${env.MLFLOW_TRACKING_URI}/api/2.0/mlflow/experiments/search?max_results=1`, {
      headers: { authorization: `Bearer ${env.MLFLOW_TRACKING_TOKEN}` },
    });
    assert.equal(reply.status, 200);
    const second = await tidemark(workspace, "env");
    assert.match(
      second.out,
      /^export MLFLOW_TRACKING_URI='http:\/\/127\.0\.0\.1:\d+'\nexport MLFLOW_TRACKING_TOKEN='[\w-]+'\n$/,
    );
    assert.ok(second.out.includes(env.MLFLOW_TRACKING_URI));
    assert.match((await tidemark(workspace, "env", "--shell", "powershell")).out, /^\$env:MLFLOW_TRACKING_URI = '/);
    assert.equal((await tidemark(workspace, "stop")).code, 0);
  });

  it("asks for no token with --no-auth, and still refuses pages of elsewhere", async () => {
    const runtime = await up(workspace, "--no-auth");
    const search = `${runtime.url}/api/2.0/mlflow/experiments/search?max_results=1`;
    assert.equal((await fetch(search)).status, 200);
    assert.equal((await fetch(search, { headers: { origin: "http://evil.example" } })).status, 403);
    runtime.child.kill("SIGTERM");
    await runtime.end;
  });

  it("says in one line why it cannot start", async () => {
    const runtime = await up(workspace);
    const taken = await tidemark(temporaryFolder(), "up", "--port", new URL(runtime.url).port);
    assert.equal(taken.code, 2);
    assert.match(taken.err, /^tidemark: Port \d+ of 127\.0\.0\.1 is taken: [^\n]+\n$/);
    for (const args of [
      ["up", "--port", "x"],
      ["up", "--port", "70000"],
      ["up", "now"],
      ["up", "--nonsense"],
      ["upp"],
    ]) {
      const wrong = await tidemark(workspace, ...args);
      assert.equal(wrong.code, 2, args.join(" "));
      assert.match(wrong.err, /^tidemark: [^\n]+\n$/, args.join(" "));
      assert.equal(wrong.out, "");
    }
    const nowhere = await tidemark(workspace, "up", "--workspace", join(workspace, "missing"));
    assert.deepEqual([nowhere.code, nowhere.out], [2, ""]);
    runtime.child.kill("SIGTERM");
    await runtime.end;
  });

  it("ends by itself when it was started to and nobody needs it, but not under a listener", async () => {
    const runtime = await answering(start(daemon, ["--workspace", workspace, "--idle", "1"], workspace));
    const listening = new AbortController();
    const events = await fetch(`${runtime.url}/api/tidemark/v1/events`, {
      headers: { authorization: `Bearer ${runtime.token}` },
      signal: listening.signal,
    });
    assert.equal(events.headers.get("content-type"), "text/event-stream; charset=utf-8");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.deepEqual(await runtime.ask("GET", "/health"), { status: 200, body: "OK" });
    listening.abort();
    assert.equal((await runtime.end).code, 0);
  });

  it("does not end by itself while a run goes on, however long it says nothing", async () => {
    const runtime = await answering(start(daemon, ["--workspace", workspace, "--idle", "1"], workspace));
    const made = await runtime.ask("POST", "/api/2.0/mlflow/runs/create", { experiment_id: "0" });
    const { run_id } = (made.body as { run: { info: { run_id: string } } }).run.info;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const ended = { run_id, status: "FINISHED", end_time: 1 };
    assert.equal((await runtime.ask("POST", "/api/2.0/mlflow/runs/update", ended)).status, 200);
    assert.equal((await runtime.end).code, 0);
  });

  it("answers at a second port when it is free, and starts without it when it is not", async () => {
    const other = await up(temporaryFolder());
    const taken = new URL(other.url).port;
    const runtime = await answering(start(daemon, ["--workspace", workspace, "--also-port", taken], workspace));
    assert.deepEqual(await runtime.ask("GET", "/health"), { status: 200, body: "OK" });
    other.child.kill("SIGTERM");
    await other.end;
    runtime.child.kill("SIGTERM");
    await runtime.end;
    const again = await answering(start(daemon, ["--workspace", workspace, "--also-port", taken], workspace));
    const search = (token: string) =>
      fetch(`http://127.0.0.1:${taken}/api/2.0/mlflow/experiments/search?max_results=1`, {
        headers: { authorization: `Bearer ${token}` },
      });
    for (let tries = 0; tries < 100; tries++) {
      if (await search("").catch(() => undefined)) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal((await search("wrong")).status, 401);
    assert.equal((await search(again.token)).status, 200);
    again.child.kill("SIGTERM");
    await again.end;
  });
});
