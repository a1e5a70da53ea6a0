import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { freePort } from "../../interop/freePort";
import type { Request } from "./requests";

/** How a contender is started, and what it is asked to see whether it is there. */
export interface Program {
  readonly name: string;
  command(port: number): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly probe: Request;
  /** Throws if this is not the right answer to `probe`. */
  check(reply: string): void;
  /** Where its output goes, the log of its requests with it. */
  readonly log: string;
}

export interface Server {
  readonly port: number;
  readonly pid: number;
  /** From spawning it to the first right answer, in milliseconds. */
  readonly took: number;
  ask(what: Request): Promise<string>;
  stop(): Promise<void>;
}

const patience = 120_000;

/** Of those that were started and not stopped: they shall not outlive a benchmark that is broken off. */
const alive = new Set<number>();
process.once("exit", () => {
  for (const pid of alive) endGroup(pid);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

export async function startServer(program: Program): Promise<Server> {
  const { name, env, probe, log } = program;
  const port = await freePort();
  const [file = "", ...args] = program.command(port);
  const output = openSync(log, "w");
  const began = performance.now();
  // a group of its own: some leave children behind when they are told to end
  const child = spawn(file, args, {
    stdio: ["ignore", output, output],
    env: { ...process.env, ...env },
    detached: true,
  });
  closeSync(output);
  const pid = child.pid ?? 0;
  alive.add(pid);
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => endGroup(pid), 5000);
    await ended;
    clearTimeout(late);
    endGroup(pid);
    alive.delete(pid);
  };
  try {
    for (;;) {
      const reply = await post(port, probe).catch(() => undefined);
      if (reply?.status === 200) {
        const took = performance.now() - began;
        program.check(reply.body);
        return { port, pid, took, ask: (what) => askRight(name, port, what), stop };
      }
      if (child.exitCode !== null || child.signalCode !== null || performance.now() - began > patience)
        throw new Error(`${name} does not answer (${reply?.body ?? "no connection"}):\n${tail(log)}`);
      await new Promise((wake) => setTimeout(wake, 4));
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // nobody is left
  }
}

function tail(log: string): string {
  return readFileSync(log, "utf8").slice(-2000);
}

async function askRight(name: string, port: number, what: Request): Promise<string> {
  const { status, body } = await post(port, what);
  if (status !== 200) throw new Error(`${name}: ${what.path} answered ${status}: ${body.slice(0, 500)}`);
  return body;
}

/** `body` as latin1, so that nothing of binary answers is lost. */
export function post(
  port: number,
  { path, headers, body }: Request,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((done, fail) => {
    const options = { port, host: "127.0.0.1", path, method: "POST", agent: false } as const;
    const asked = request({ ...options, headers: { ...headers, "content-length": body.length } }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.once("error", fail);
      reply.once("end", () => done({ status: reply.statusCode ?? 0, body: Buffer.concat(parts).toString("latin1") }));
    });
    asked.once("error", fail).end(body);
  });
}
