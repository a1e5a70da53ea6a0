import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";

const cli = process.env.TIDEMARK_CLI ?? join(resolve(__dirname, "../../.."), "dist/cli.js");

/** A runtime in a process of its own, so that it can be killed. */
export interface Process {
  readonly url: string;
  readonly token: string;
  readonly already: boolean;
  readonly pid: number;
  /** What it said on stderr so far. */
  complaints(): string;
  kill(): Promise<void>;
  end(): Promise<number>;
}

/** Starts `tidemark up`; undefined when it ended without saying where it is. */
export async function up(workspace: string, env: Readonly<Record<string, string>> = {}): Promise<Process> {
  const child = spawn(process.execPath, [cli, "up", "--json", "--workspace", workspace, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let said = "";
  let complained = "";
  child.stderr.on("data", (part: Buffer) => {
    complained += part.toString();
  });
  const first = await new Promise<string | undefined>((done) => {
    child.stdout.on("data", (part: Buffer) => {
      said += part.toString();
      if (said.includes("\n")) done(said.slice(0, said.indexOf("\n")));
    });
    child.once("close", () => done(undefined));
  });
  if (first === undefined) throw new Refused(child.exitCode ?? -1, complained);
  const { url, token, already = false } = JSON.parse(first) as { url: string; token: string; already?: boolean };
  return {
    url,
    token,
    already,
    pid: child.pid ?? 0,
    complaints: () => complained,
    async kill() {
      await ended(child, "SIGKILL");
    },
    end: () => ended(child, "SIGTERM"),
  };
}

/** `up` ended without a runtime: its exit code and what it said. */
class Refused extends Error {
  constructor(
    readonly code: number,
    readonly complaint: string,
  ) {
    super(`up ended with ${code}: ${complaint}`);
  }
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done(child.exitCode ?? -1);
    child.once("close", (code) => done(code ?? -1));
    child.kill(signal);
  });
}

/** One request; a refusal comes back as its status. A connection that breaks rejects. */
export async function ask<T>(to: Process, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const reply = await fetch(to.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${to.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as T };
}

export const mlflow = "/api/2.0/mlflow";

export async function createRun(to: Process, name: string): Promise<string> {
  const { status, body } = await ask<{ run: { info: { run_id: string } } }>(to, `${mlflow}/runs/create`, {
    experiment_id: "0",
    run_name: name,
    start_time: Date.now(),
  });
  if (status !== 200) throw new Error(`runs/create answered ${status}: ${JSON.stringify(body)}`);
  return body.run.info.run_id;
}

export interface RunBody {
  readonly info: { readonly run_id: string; readonly run_name: string };
  readonly data: {
    readonly metrics?: readonly { readonly key: string; readonly value: number; readonly step: number }[];
    readonly params?: readonly { readonly key: string; readonly value: string }[];
    readonly tags?: readonly { readonly key: string; readonly value: string }[];
  };
}

export async function getRun(to: Process, id: string): Promise<RunBody> {
  const { status, body } = await ask<{ run: RunBody }>(to, `${mlflow}/runs/get?run_id=${id}`);
  if (status !== 200) throw new Error(`run ${id} is lost: ${JSON.stringify(body)}`);
  return body.run;
}

/** Steps of a series. */
export async function stepsOf(to: Process, run: string, key: string): Promise<Set<number>> {
  const { body } = await ask<{ metrics?: { step?: number | string }[] }>(
    to,
    `${mlflow}/metrics/get-history?run_id=${run}&metric_key=${key}`,
  );
  return new Set((body.metrics ?? []).map((point) => Number(point.step ?? 0)));
}
