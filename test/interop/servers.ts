import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./freePort";

const root = resolve(__dirname, "../../..");
const cli = process.env.TIDEMARK_CLI ?? join(root, "dist/cli.js");

/** A server that MLflow's client can be pointed at. */
export interface TrackingServer {
  readonly url: string;
  /** What a script needs in its environment to log here. */
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Our runtime, as `tidemark up` starts it. A `workspace` that is given is kept. */
export async function startOurs(workspace?: string, more: readonly string[] = []): Promise<TrackingServer> {
  const folder = workspace ?? mkdtempSync(join(tmpdir(), "tidemark-"));
  const child = spawn(process.execPath, [cli, "up", "--json", "--workspace", folder, "--port", "0", ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const complaints = keepTail(child);
  const first = await firstLine(child);
  if (first === undefined) throw new Error(`the runtime did not start: ${complaints()}`);
  const { url, token } = JSON.parse(first) as { url: string; token: string };
  return {
    url,
    env: { MLFLOW_TRACKING_URI: url, MLFLOW_TRACKING_TOKEN: token },
    workspace: folder,
    pid: child.pid ?? 0,
    async stop() {
      await end(child);
      if (workspace === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `mlflow server`: one worker, SQLite, its job runner off. Takes some ten seconds. */
export async function startPeer(python: string, folder?: string): Promise<TrackingServer> {
  const home = folder ?? mkdtempSync(join(tmpdir(), "mlflow-"));
  const port = await freePort();
  const options = ["--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  const stores = ["--backend-store-uri", `sqlite:///${home}/mlflow.db`, "--artifacts-destination", `${home}/artifacts`];
  const child = spawn(python, ["-m", "mlflow", "server", ...options, ...stores], {
    cwd: home,
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false", MLFLOW_DISABLE_TELEMETRY: "true" },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true, // its worker is a child of its own; the group is ended together
  });
  const complaints = keepTail(child);
  const url = `http://127.0.0.1:${port}`;
  while (!(await healthy(url))) {
    if (child.exitCode !== null) throw new Error(`mlflow server did not start: ${complaints()}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
  return {
    url,
    env: { MLFLOW_TRACKING_URI: url },
    workspace: home,
    pid: child.pid ?? 0,
    async stop() {
      process.kill(-(child.pid ?? 0), "SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once("close", done));
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

async function healthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).then(
    (reply) => reply.ok,
    () => false,
  );
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    lines.close();
    child.stdout.resume();
    return line;
  }
  return undefined;
}

function keepTail(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.on("data", (part: Buffer) => {
    tail = (tail + part.toString()).slice(-4000);
  });
  return () => tail;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("close", done));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(late);
}
