import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { startOurs, startPeer, type TrackingServer } from "./servers";
import { pythonOrSkip } from "./venv";

const execute = promisify(execFile);
const root = resolve(__dirname, "../../..");
const scripts = join(root, "test/interop/scripts");
const cli = process.env.TIDEMARK_CLI ?? join(root, "dist/cli.js");

const quiet = {
  MLFLOW_DISABLE_TELEMETRY: "true",
  MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: "false",
  MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1",
  GIT_PYTHON_REFRESH: "quiet",
  OMP_NUM_THREADS: "1",
};
const fileStore = { MLFLOW_ALLOW_FILE_STORE: "true" };

type Found = Record<string, unknown>;

interface Import {
  readonly runs: number;
  readonly points: number;
  readonly unreadable: readonly { what: string; why: string }[];
}

describe("what MLflow wrote elsewhere", () => {
  let python: string;
  const folders: string[] = [];
  const running: TrackingServer[] = [];

  before(async function () {
    python = await pythonOrSkip(this);
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-import-"));
    folders.push(folder);
    return folder;
  };
  const python3 = async (script: string, cwd: string, env: Readonly<Record<string, string>>) => {
    const options = { cwd, env: { ...process.env, ...quiet, ...env }, maxBuffer: 64 * 1024 * 1024 };
    return (await execute(python, [join(scripts, script)], options)).stdout;
  };
  const read = async (cwd: string, env: Readonly<Record<string, string>>) =>
    JSON.parse((await python3("reading.py", cwd, env)).trim().split("\n").at(-1) ?? "") as Found;
  const ours = async (workspace: string) => {
    const server = await startOurs(workspace);
    running.push(server);
    return server;
  };
  const importInto = async (workspace: string, source: string) => {
    const { stdout } = await execute(process.execPath, [
      cli,
      "import",
      "mlflow",
      source,
      "--workspace",
      workspace,
      "--json",
    ]);
    return JSON.parse(stdout) as Import;
  };

  for (const [kind, env] of [
    ["mlflow.db", {}],
    ["mlruns", { ...fileStore, MLFLOW_TRACKING_URI: "mlruns" }],
  ] as const)
    it(`imports ${kind} once, equal to what MLflow itself reads there`, async function () {
      this.timeout(5 * 60_000);
      const theirs = newFolder();
      await python3("filling.py", theirs, env);
      const expected = await read(theirs, env);
      assert.ok(Object.keys(expected).length > 12);

      const workspace = newFolder();
      const server = await ours(workspace);
      const first = await importInto(workspace, join(theirs, kind));
      assert.deepEqual(first.unreadable, []);
      assert.deepEqual(await read(workspace, server.env), expected);

      const again = await importInto(workspace, join(theirs, kind));
      assert.equal(again.points, 0);
      assert.deepEqual(await read(workspace, server.env), expected);
    });

  it("imports from a server by its address", async function () {
    this.timeout(5 * 60_000);
    const peer = await startPeer(python);
    running.push(peer);
    const elsewhere = newFolder();
    await python3("filling.py", elsewhere, peer.env);
    const expected = await read(elsewhere, peer.env);
    const workspace = newFolder();
    const server = await ours(workspace);
    const result = await importInto(workspace, peer.url);
    assert.deepEqual(result.unreadable, []);
    assert.deepEqual(await read(workspace, server.env), expected);
  });

  for (const [kind, env] of [
    ["mlflow.db", {}],
    ["mlruns", { ...fileStore, MLFLOW_TRACKING_URI: "mlruns" }],
  ] as const)
    it(`follows ${kind} in the workspace while a script writes it`, async function () {
      this.timeout(5 * 60_000);
      const workspace = newFolder();
      const server = await ours(workspace);
      const script = join(workspace, "slow.py");
      writeFileSync(
        script,
        `import mlflow, sys, time
with mlflow.start_run(run_name="slow"):
    for step in range(400):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
        if step == 20:
            print("twenty", flush=True)
            sys.stdin.readline()
`,
      );
      const child = spawn(python, [script], {
        cwd: workspace,
        env: { ...process.env, ...quiet, ...env },
        stdio: ["pipe", "pipe", "inherit"],
      });
      const ended = new Promise((done) => child.once("close", done));
      await new Promise((seen) => child.stdout.once("data", seen));
      // the script waits now, in the middle of its run
      const while_ = await until(
        () => slowRun(server),
        (run) => run?.points === 21,
      );
      assert.equal(while_?.status, "RUNNING");
      child.stdin.end("\n");
      await ended;
      const after = await until(
        () => slowRun(server),
        (run) => run?.status === "FINISHED" && run.points === 400,
      );
      assert.equal(after?.points, 400);
      assert.equal((await runsOf(server)).length, 1);
    });

  it("catches a script with http://localhost:5000 written into it", async function () {
    this.timeout(2 * 60_000);
    const holder = await fetch("http://localhost:5000/version").then(
      (reply) => reply.status,
      () => undefined,
    );
    if (holder !== undefined && !process.env.CI) {
      process.stdout.write("    skipped: port 5000 is somebody else's on this machine\n");
      this.skip();
    }
    const workspace = newFolder();
    const script = join(workspace, "old.py");
    writeFileSync(
      script,
      `import mlflow
mlflow.set_tracking_uri("http://localhost:5000")
with mlflow.start_run(run_name="old habits"):
    mlflow.log_metric("loss", 0.5)
`,
    );
    const env = { ...process.env, ...quiet };
    await execute(process.execPath, [cli, "run", "--workspace", workspace, "--", python, script], {
      cwd: workspace,
      env,
    });
    const { stdout } = await execute(process.execPath, [cli, "runs", "list", "--workspace", workspace, "--json"]);
    assert.match(stdout, /old habits/);
    await execute(process.execPath, [cli, "stop", "--workspace", workspace]);
  });
});

interface SlowRun {
  readonly status: string;
  readonly points: number;
}

async function post(server: TrackingServer, path: string, body: unknown): Promise<Record<string, unknown>> {
  const reply = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.env.MLFLOW_TRACKING_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await reply.json()) as Record<string, unknown>;
}

async function runsOf(
  server: TrackingServer,
): Promise<{ info: { run_id: string; run_name: string; status: string } }[]> {
  const { experiments = [] } = (await post(server, "/api/2.0/mlflow/experiments/search", { max_results: 100 })) as {
    experiments?: { experiment_id: string }[];
  };
  const ids = experiments.map((each) => each.experiment_id);
  const { runs = [] } = await post(server, "/api/2.0/mlflow/runs/search", { experiment_ids: ids });
  return runs as { info: { run_id: string; run_name: string; status: string } }[];
}

async function slowRun(server: TrackingServer): Promise<SlowRun | undefined> {
  const run = (await runsOf(server)).find((each) => each.info.run_name === "slow");
  if (!run) return undefined;
  const reply = await fetch(
    `${server.url}/api/2.0/mlflow/metrics/get-history?run_id=${run.info.run_id}&metric_key=loss`,
    {
      headers: { authorization: `Bearer ${server.env.MLFLOW_TRACKING_TOKEN}` },
    },
  );
  const { metrics = [] } = (await reply.json()) as { metrics?: unknown[] };
  return { status: run.info.status, points: metrics.length };
}

/** The last answer, whether it came to hold or not. */
async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, withinMs = 30_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer) || Date.now() > end) return answer;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
