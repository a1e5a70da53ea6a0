import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cli } from "./tidemark";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Asked {
  readonly workspace: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What the person who runs the tests has set must not send runs elsewhere. */
function environment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { MLFLOW_TRACKING_URI: _, MLFLOW_TRACKING_TOKEN: __, MLFLOW_RUN_CONTEXT: ___, ...rest } = process.env;
  return { ...rest, ...env };
}

export function start({ workspace, env }: Asked, ...words: string[]): ChildProcess {
  return spawn(process.execPath, [cli, ...words], {
    cwd: workspace,
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** One command from start to end, as a person in the workspace types it. */
export async function tidemark(asked: Asked | string, ...words: string[]): Promise<Ended> {
  return endOf(start(typeof asked === "string" ? { workspace: asked } : asked, ...words));
}

export function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  return new Promise((done) =>
    child.once("close", (code, signal) => done({ code: code ?? (signal ? -1 : 0), stdout, stderr })),
  );
}

export interface Up {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** `tidemark up` until it answers. */
export async function up(workspace: string): Promise<Up> {
  const child = start({ workspace }, "up", "--json");
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const line = await new Promise<string>((done, fail) => {
    if (child.stdout) createInterface({ input: child.stdout }).once("line", done);
    child.once("close", (code) => fail(new Error(`up ended with ${code}`)));
  });
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  return {
    url,
    token,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A folder that is gone when the suite is done. */
export function temporaryWorkspace(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "tidemark-cli-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
