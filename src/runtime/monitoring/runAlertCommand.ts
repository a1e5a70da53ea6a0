import { type ChildProcess, execFile, spawn } from "node:child_process";

export interface AlertCommand {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Into its environment as well, cut: what a system takes there is limited, and names of columns are the data's. */
  readonly told: Readonly<Record<string, string>>;
  /** What it may read. */
  readonly input: string;
  /** Milliseconds after which it is ended, with all that it started. */
  readonly longest: number;
}

const longestValue = 1000;

/** Why it failed; undefined when all was well. Never rejects. */
export function runAlertCommand(command: string, options: AlertCommand): Promise<string | undefined> {
  const { cwd, environment, told, input, longest } = options;
  const small = Object.entries(told).map(([name, text]) => [name, text.replaceAll("\0", " ").slice(0, longestValue)]);
  return new Promise((done) => {
    let child: ReturnType<typeof start>;
    try {
      child = start(command, cwd, { ...environment, ...Object.fromEntries(small) });
    } catch (error) {
      done(String(error)); // its file has something that no command can hold
      return;
    }
    let said = "";
    const patience = setTimeout(() => {
      endAll(child);
      child.stderr.destroy();
      done(`it was ended after ${longest / 1000} s${wordsOf(said)}`);
    }, longest);
    child.stdin.on("error", () => undefined); // it need not read
    child.stdin.end(input);
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      if (said.length < 1000) said += part;
    });
    child.once("error", (error) => {
      clearTimeout(patience);
      done(error.message);
    });
    child.once("close", (code, signal) => {
      clearTimeout(patience);
      done(code === 0 ? undefined : `${signal ?? `exit code ${code}`}${wordsOf(said)}`);
    });
  });
}

/** With a group of its own, where there are such: what a shell starts ends with it. */
function start(command: string, cwd: string, env: NodeJS.ProcessEnv) {
  const detached = process.platform !== "win32";
  return spawn(command, { cwd, env, shell: true, stdio: ["pipe", "ignore", "pipe"], windowsHide: true, detached });
}

function endAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    execFile("taskkill", ["/pid", String(child.pid), "/t", "/f"], () => undefined); // it may be gone
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // it is gone
  }
}

function wordsOf(said: string): string {
  const words = said.trim().slice(0, 300);
  return words === "" ? "" : `: ${words}`;
}
