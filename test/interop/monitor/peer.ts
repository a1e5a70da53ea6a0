import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { rootAbove } from "../../cli/tidemark";
import { pythonOrSkip } from "../venv";

const folder = join(rootAbove(__dirname), "test/interop/monitor");

/** The real libraries in one long-lived Python: what takes seconds to import is imported once. */
export interface Peer {
  readonly python: string;
  /** A temporary folder; it goes with `stop`. */
  readonly home: string;
  /** What `function(argument)` of `test/interop/monitor/<file>.py` returns; both sides are JSON. Numbers that are not finite come as {number: "nan"}. */
  call<T>(file: string, name: string, argument: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** TIDEMARK_MONITOR_PYTHON names a Python that has them; else one is made and kept, or the tests are skipped. */
export async function startPeer(context: Mocha.Context): Promise<Peer> {
  const python =
    process.env.TIDEMARK_MONITOR_PYTHON || (await pythonOrSkip(context, join(folder, "../monitorRequirements.txt")));
  const home = realpathSync(mkdtempSync(join(tmpdir(), "peer-")));
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: "1",
    HOME: home,
    DO_NOT_TRACK: "1",
    GX_ANALYTICS_ENABLED: "false",
  };
  const child = spawn(python, [join(folder, "peer.py")], { cwd: home, env, stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, (answer: { answer?: unknown; failed?: string; trace?: string }) => void>();
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-4000);
  });
  createInterface(child.stdout).on("line", (line) => {
    const { id, ...answer } = JSON.parse(line) as { id: number };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      for (const answer of waiting.values()) answer({ failed: `Python ended: ${said}` });
      resolve();
    });
  });
  let next = 0;
  return {
    python,
    home,
    async call<T>(file: string, name: string, argument: unknown) {
      const id = next++;
      const answered = new Promise<{ answer?: unknown; failed?: string; trace?: string }>((resolve) =>
        waiting.set(id, resolve),
      );
      child.stdin.write(`${JSON.stringify({ id, file, function: name, argument })}\n`);
      const { answer, failed, trace } = await answered;
      if (failed !== undefined) throw new Error(`${file}.${name}: ${failed}\n${trace ?? ""}`);
      return answer as T;
    },
    async stop() {
      child.stdin.end();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
