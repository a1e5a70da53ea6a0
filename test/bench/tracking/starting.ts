import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { request } from "node:http";
import { join, resolve } from "node:path";
import { freePort } from "../../interop/freePort";

const cli = process.env.TIDEMARK_CLI ?? join(resolve(__dirname, "../../.."), "dist/cli.js");

/** A runtime that was started with a stopwatch. */
export interface Started {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** From spawning the process to the first 200 of /health, in milliseconds. */
  readonly took: number;
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export async function startTimed(workspace: string): Promise<Started> {
  mkdirSync(workspace, { recursive: true });
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [cli, "up", "--json", "--workspace", workspace, "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const first = firstLine(child);
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null) throw new Error(`the runtime ended with ${child.exitCode}`);
    await new Promise((wake) => setTimeout(wake, 2));
  }
  const took = performance.now() - began;
  const { url, token } = JSON.parse(await first) as { url: string; token: string };
  return {
    url,
    token,
    pid: child.pid ?? 0,
    took,
    async end(signal) {
      const ended = new Promise((done) => child.once("close", done));
      child.kill(signal);
      await ended;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  return new Promise((done) =>
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString();
      if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
    }),
  );
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((done) => {
    const asked = request({ port, host: "127.0.0.1", path: "/health", agent: false }, (reply) => {
      reply.resume();
      done(reply.statusCode === 200);
    });
    asked.once("error", () => done(false)).end();
  });
}
