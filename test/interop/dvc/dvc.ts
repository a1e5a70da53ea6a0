import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { rootAbove } from "../../cli/tidemark";
import { pythonOrSkip } from "../venv";

const folder = join(rootAbove(__dirname), "test/interop/dvc");
const requirements = join(folder, "../dvcRequirements.txt");

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real dvc, in one long-lived Python with a home of its own. */
export interface Dvc {
  /** The Python that has dvc, moto and boto3. */
  readonly python: string;
  /** What dvc and git are run with, so that nothing of this machine's settings is seen. */
  readonly env: Readonly<Record<string, string>>;
  /** A temporary folder; everything in it goes with `stop`. */
  readonly home: string;
  /** Calls may run beside each other. */
  run(cwd: string, ...argv: string[]): Promise<Said>;
  runWith(env: Readonly<Record<string, string>>, cwd: string, ...argv: string[]): Promise<Said>;
  /** As `run`, and throws with what dvc said when it fails. Answers stdout. */
  ok(cwd: string, ...argv: string[]): Promise<string>;
  /** What `answer(argument)` of `test/interop/dvc/<script>.py` returns; both sides are JSON. */
  ask(script: string, argument: unknown, cwd?: string): Promise<unknown>;
  /** A new folder with git and dvc in it, committed. */
  repository(name?: string): Promise<string>;
  git(cwd: string, ...argv: string[]): string;
  stop(): Promise<void>;
}

/** TIDEMARK_DVC_PYTHON names a Python that has dvc; else one is made and kept, or the tests are skipped. */
export async function startDvc(context: Mocha.Context): Promise<Dvc> {
  const python = process.env.TIDEMARK_DVC_PYTHON || (await pythonOrSkip(context, requirements));
  const home = realpathSync(mkdtempSync(join(tmpdir(), "dvc-")));
  const env = isolate(home);
  const child = spawn(python, [join(folder, "driver.py")], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const call = answersOf(child);

  const runWith: Dvc["runWith"] = async (more, cwd, ...argv) => (await call({ cwd, argv, env: more })) as Said;
  const git: Dvc["git"] = (cwd, ...argv) =>
    execFileSync("git", argv, {
      cwd,
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const ok: Dvc["ok"] = async (cwd, ...argv) => {
    const { code, stdout, stderr } = await runWith({}, cwd, ...argv);
    if (code !== 0) throw new Error(`dvc ${argv.join(" ")} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  };
  let made = 0;
  return {
    python,
    env,
    home,
    git,
    ok,
    runWith,
    run: (cwd, ...argv) => runWith({}, cwd, ...argv),
    async ask(script, argument, cwd = home) {
      const said = await call({ cwd, argument, script: join(folder, `${script}.py`) });
      if (said.code !== 0) throw new Error(`${script}.py: ${said.stderr.slice(-3000)}`);
      return said.answer;
    },
    async repository(name = `repository${++made}`) {
      const cwd = join(home, name);
      mkdirSync(cwd, { recursive: true });
      git(cwd, "init", "-q");
      await ok(cwd, "init", "-q");
      git(cwd, "commit", "-q", "-m", "start");
      return cwd;
    },
    async stop() {
      if (child.exitCode === null) {
        const ended = new Promise((done) => child.once("exit", done));
        child.stdin?.end(); // it waits for the calls that still run
        await ended;
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function isolate(home: string): Record<string, string> {
  const at = (name: string) => {
    const path = join(home, ".settings", name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const gitconfig = join(at("home"), ".gitconfig");
  writeFileSync(
    gitconfig,
    "[user]\n  name = Tester\n  email = tester@example.com\n[init]\n  defaultBranch = main\n[commit]\n  gpgsign = false\n",
  );
  return {
    HOME: at("home"),
    XDG_CONFIG_HOME: at("home/.config"),
    XDG_CACHE_HOME: at("home/.cache"),
    GIT_CONFIG_GLOBAL: gitconfig,
    GIT_CONFIG_NOSYSTEM: "1",
    DVC_SITE_CACHE_DIR: at("site"),
    DVC_GLOBAL_CONFIG_DIR: at("home/.config/dvc"),
    DVC_SYSTEM_CONFIG_DIR: at("system"),
    DVC_NO_ANALYTICS: "1",
    DVC_TEST: "1", // no look for a newer version either
    PYTHONIOENCODING: "utf-8",
    PYTHONPATH: dirname(join(folder, "driver.py")),
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

type Reply = Said & { readonly id: number; readonly answer?: unknown };

/** Sends calls to the driver; answers come back by number, in any order. */
function answersOf(child: ChildProcess): (call: object) => Promise<Reply> {
  const waiting = new Map<number, { done(reply: Reply): void; fail(error: Error): void }>();
  let last = 0;
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    said = (said + part).slice(-3000);
  });
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const reply = JSON.parse(line) as Reply;
      waiting.get(reply.id)?.done(reply);
      waiting.delete(reply.id);
    });
  }
  const end = (why: string) => {
    for (const { fail } of waiting.values()) fail(new Error(`${why}: ${said}`));
    waiting.clear();
  };
  child.on("error", (error) => end(error.message));
  child.on("close", () => end("the driver of dvc ended"));
  return (call) =>
    new Promise((done, fail) => {
      const id = ++last;
      waiting.set(id, { done, fail });
      child.stdin?.write(`${JSON.stringify({ ...call, id })}\n`);
    });
}
