import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { isRunning } from "../../../src/runtime/kernel/processes";
import { commandsOf } from "../../../src/runtime/pipeline/process/commandsOf";
import { createGuard } from "../../../src/runtime/pipeline/process/guard";
import { type ProcessOptions, runProcess } from "../../../src/runtime/pipeline/process/runProcess";
import { shellCommand } from "../../../src/runtime/pipeline/process/shellCommand";
import { rootAbove } from "../../cli/tidemark";

describe("a stage's command", () => {
  const guard = createGuard();
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-process-"));
  });
  after(() => {
    guard.close();
    rmSync(folder, { recursive: true });
  });

  const run = async (command: string, more: Partial<ProcessOptions> = {}) => {
    const said: string[] = [];
    const onOutput = (part: Buffer, from: string) => {
      said.push(`${from}: ${part}`);
      return undefined;
    };
    const env = { ...process.env, SHELL: "/bin/sh" };
    const { code, usage } = await runProcess(command, { cwd: folder, env, guard, onOutput, ...more });
    return { code, usage, said: said.join("") };
  };

  it("runs in its folder with its environment, and tells what it said and how it ended", async () => {
    const env = { ...process.env, SHELL: "/bin/sh", DVC_STAGE: "train" };
    const { code, said } = await run('echo "$DVC_STAGE in $PWD"; echo bad >&2; exit 7', { env });
    assert.equal(code, 7);
    assert.match(said, /stdout: train in .*tidemark-process-/);
    assert.match(said, /stderr: bad\n/);
  });

  it("waits where what it says is taken slowly, and nothing of it is lost", async () => {
    let [under, most, bytes] = [0, 0, 0];
    await run("head -c 8000000 /dev/zero", {
      async onOutput(part) {
        bytes += part.length;
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, 2));
        under--;
      },
    });
    assert.equal(bytes, 8_000_000);
    assert.ok(most <= 2, `${most} parts at once`);
  });

  it("is counted as a shell counts it when a signal ends it", async () => {
    const { code } = await run("kill -TERM $$");
    assert.equal(code, 128 + 15);
  });

  it("measures the processor's time and the highest memory of all that it starts", async function () {
    if (process.platform !== "linux") this.skip();
    const eat = "const all = Buffer.alloc(120e6, 1); const end = Date.now() + 300; while (Date.now() < end) all[0]++;";
    const { usage } = await run(`"${process.execPath}" -e '${eat}'; true`);
    assert.ok((usage.cpuSeconds ?? 0) > 0.1, `seconds: ${usage.cpuSeconds}`);
    assert.ok((usage.peakMemory ?? 0) > 120e6, `bytes: ${usage.peakMemory}`);
  });

  it("is stopped with all that it started", async () => {
    const abort = new AbortController();
    const pidFile = join(folder, "pid");
    const ending = run(`sh -c 'echo $$ > pid; echo up; sleep 100; :'; :`, {
      signal: abort.signal,
      onOutput: () => {
        abort.abort("SIGINT");
        return undefined;
      },
    });
    await ending;
    assert.equal(isRunning(Number(readFileSync(pidFile, "utf8"))), false);
  });

  it("is killed when it does not listen", async () => {
    const abort = new AbortController();
    const { code } = await run("trap '' INT TERM; echo up; while :; do sleep 0.1; done", {
      signal: abort.signal,
      patience: 100,
      onOutput: () => {
        abort.abort();
        return undefined;
      },
    });
    assert.equal(code, 128 + 9);
  });

  it("does not wait for what it left in the background", async () => {
    const { code, said } = await run("sleep 600 & echo $!");
    assert.equal(code, 0);
    process.kill(Number(/\d+/.exec(said)?.[0]));
  });

  it("says which folder is missing", async () => {
    await assert.rejects(run("true", { cwd: join(folder, "none") }), /none: the folder that the command runs in/);
  });

  it("ends when the process that started it is killed", async () => {
    const pidFile = join(folder, "orphan");
    const parent = spawn(process.execPath, [await staying(folder)], { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const pid = Number(readFileSync(pidFile, "utf8"));
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

/** A program that starts a command which stays, and stays itself. */
async function staying(folder: string): Promise<string> {
  const source = join(rootAbove(__dirname), "src/runtime/pipeline/process");
  const program = `
    import { createGuard } from ${JSON.stringify(join(source, "guard"))};
    import { runProcess } from ${JSON.stringify(join(source, "runProcess"))};
    void runProcess("echo $$ > orphan; echo up; exec sleep 600", {
      cwd: ${JSON.stringify(folder)},
      env: { ...process.env, SHELL: "/bin/sh" },
      guard: createGuard(),
      onOutput: (part) => process.stdout.write(part),
    });`;
  const outfile = join(folder, "staying.cjs");
  await build({ stdin: { contents: program, resolveDir: source }, bundle: true, platform: "node", outfile });
  return outfile;
}

describe("the shell of a stage", () => {
  it("is the person's, without its files of settings", () => {
    const args = (SHELL: string) => shellCommand("x", { SHELL }).args;
    assert.deepEqual(args("/bin/bash"), ["--noprofile", "--norc", "-c", "x"]);
    assert.deepEqual(args("/usr/bin/zsh"), ["--no-rcs", "-c", "x"]);
    assert.deepEqual(args("/bin/dash"), ["-c", "x"]);
    assert.deepEqual(shellCommand("x", {}), { program: "/bin/sh", args: ["-c", "x"] });
  });

  it("gets each line of a text, or each item of a list", () => {
    assert.deepEqual(commandsOf("a\nb\r\nc\n"), ["a", "b", "c"]);
    assert.deepEqual(commandsOf("a\n\nb"), ["a", "", "b"]);
    assert.deepEqual(commandsOf(["a\nb", "c"]), ["a\nb", "c"]);
  });
});
