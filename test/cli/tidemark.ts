import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The built command line, as users start it. */
export const cli = process.env.TIDEMARK_CLI ?? join(rootAbove(__dirname), "dist/cli.js");
export const daemon = join(dirname(cli), "runtime.js");

/** This file is bundled into tests that lie at different depths. */
export function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const started = new Set<ChildProcess>();

export function start(program: string, args: readonly string[], workspace: string): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { cwd: workspace, stdio: ["ignore", "pipe", "pipe"] });
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

/** `tidemark …` to its end. */
export function tidemark(workspace: string, ...args: string[]): Promise<Ended> {
  return ended(start(cli, args, workspace));
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    out += part;
  });
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    err += part;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err };
}

export interface Up {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly already?: boolean;
}

export interface UpProcess extends Up {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** `tidemark up --json` until it has said where it is. */
export async function up(workspace: string, ...args: string[]): Promise<UpProcess> {
  return answering(start(cli, ["up", "--json", ...args], workspace));
}

/** The first line of a runtime's stdout is where it is. */
export async function answering(child: ChildProcess): Promise<UpProcess> {
  const line = await new Promise<string>((resolve, reject) => {
    let text = "";
    let err = "";
    child.stderr?.on("data", (part) => {
      err += part;
    });
    child.stdout?.on("data", (part) => {
      text += part;
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.once("close", (code) => reject(new Error(`ended with ${code} before it answered: ${text}${err}`)));
  });
  const said = JSON.parse(line) as Up;
  return {
    ...said,
    child,
    end: ended(child),
    async ask(method, path, body) {
      const reply = await fetch(said.url + path, {
        method,
        headers: { authorization: `Bearer ${said.token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      return { status: reply.status, body: text.startsWith("{") ? (JSON.parse(text) as unknown) : text };
    },
  };
}

/** Whatever a failed test left running. */
export function killAll(): void {
  for (const child of started) child.kill("SIGKILL");
}
