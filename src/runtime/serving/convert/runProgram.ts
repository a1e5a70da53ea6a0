import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { ApiError, invalid } from "../../../shared/apiError";
import { integer, list, number, object, oneOf, optional, type Reader, string } from "../../../shared/readers";
import { codeOf } from "../../kernel/home";

/** What the program says of a conversion that went well. */
export interface Converted {
  readonly converter: string;
  /** With versions. */
  readonly packages: Readonly<Record<string, string>>;
  readonly python: string;
  /** Of the way that was taken: which types its inputs have. */
  readonly attempt: string;
  readonly largest_difference: number;
  /** On which both were compared; of them the user's own. */
  readonly rows: number;
  readonly example_rows: number;
  /** That differ only because float32 rounds before a tree's threshold. */
  readonly rounded_rows: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly notes: readonly string[];
}

export interface Refused {
  readonly reason: "refused" | "missing-package" | "differs" | "failed";
  readonly message: string;
  readonly packages: readonly string[] | undefined;
  readonly row: number | undefined;
  readonly largest_difference: number | undefined;
}

export type Outcome =
  | { readonly type: "done"; readonly made: Converted }
  | { readonly type: "refused"; readonly why: Refused };

const texts: Reader<Readonly<Record<string, string>>> = (value, at) => {
  const fields = object({})(value, at) && (value as Record<string, unknown>);
  return Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, string(each, `${at}.${name}`)]));
};

const readConverted: Reader<Converted> = object<Converted>({
  converter: string,
  packages: texts,
  python: string,
  attempt: string,
  largest_difference: number,
  rows: integer,
  example_rows: integer,
  rounded_rows: integer,
  inputs: list(string),
  outputs: list(string),
  notes: list(string),
});

const readRefused: Reader<Refused> = object<Refused>({
  reason: oneOf("refused", "missing-package", "differs", "failed"),
  message: string,
  packages: optional(list(string)),
  row: optional(integer),
  largest_difference: optional(number),
});

const readType = object({ type: oneOf("step", "done", "refused") });
const readStep = object({ step: string });

export interface Run {
  readonly python: string;
  /** The Python program: a file or a folder. */
  readonly program: string;
  readonly task: object;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly seconds: number;
  onStep(step: string): void;
}

const longestTail = 4000;

/** Runs the program to its end, and its end it is: whatever is left of it is killed. */
export async function runProgram(run: Run): Promise<Outcome> {
  const child = spawn(run.python, ["-B", run.program], {
    cwd: run.cwd,
    env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONUNBUFFERED: "1" },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    // with what it starts it is one group, which is ended together
    detached: process.platform !== "win32",
  });
  // its end of stdin stays open: when it closes, nobody waits any more
  child.stdin?.on("error", () => undefined).write(`${JSON.stringify(run.task)}\n`);
  const end = () => {
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
  };
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    end();
  }, run.seconds * 1000);
  run.signal.addEventListener("abort", end, { once: true });
  try {
    const [outcome, tail, code] = await Promise.all([heard(child, run), tailOf(child), exitOf(child, run.python)]);
    run.signal.throwIfAborted();
    if (isLate)
      return invalid(`Python did not finish within ${run.seconds} s and was ended; --timeout gives it longer`);
    if (outcome === undefined) return invalid(unexpected(run.python, code, tail));
    return outcome;
  } finally {
    clearTimeout(late);
    run.signal.removeEventListener("abort", end);
    end();
  }
}

/** The last message that is an outcome. Lines that are no message are none of ours. */
async function heard(child: ChildProcess, { onStep }: Run): Promise<Outcome | undefined> {
  let outcome: Outcome | undefined;
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = ifMessage(line);
    if (message === undefined) continue;
    if (message.type === "step") onStep(message.step);
    else outcome = message;
  }
  return outcome;
}

function ifMessage(line: string): Outcome | { readonly type: "step"; readonly step: string } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const { type } = readType(value, "message");
    if (type === "step") return { type, ...readStep(value, "message") };
    if (type === "refused") return { type, why: readRefused(value, "message") };
    return { type, made: readConverted(value, "message") };
  } catch {
    return undefined;
  }
}

async function tailOf(child: ChildProcess): Promise<string> {
  let tail = "";
  if (child.stderr === null) return tail;
  for await (const part of child.stderr.setEncoding("utf8")) tail = (tail + String(part)).slice(-longestTail);
  return tail;
}

function exitOf(child: ChildProcess, python: string): Promise<string> {
  return new Promise((done, fail) => {
    child.once("error", (error) => fail(startFailure(python, error)));
    child.once("exit", (code, signal) => {
      // what it started may hold its pipes open
      endGroup(child);
      done(signal ?? `code ${code}`);
    });
  });
}

function startFailure(python: string, error: Error): Error {
  const why = codeOf(error) === "ENOENT" ? "is not there" : `cannot be started (${codeOf(error) ?? error.message})`;
  const advice = "name the one that has the model's packages: --python PATH";
  return new ApiError("INVALID_PARAMETER_VALUE", `the Python ${python} ${why}; ${advice}`);
}

function unexpected(python: string, code: string, tail: string): string {
  const last = tail.trim().split("\n").at(-1)?.trim() ?? "";
  const words = last === "" ? "" : `: ${last.slice(0, 300)}`;
  return `${python} ended with ${code} and no conversion${words}`;
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH" && codeOf(error) !== "EPERM") throw error; // it is gone
  }
}
