import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootAbove } from "../cli/tidemark";
import type { TrackingServer } from "./servers";

const scripts = join(rootAbove(__dirname), "test/interop/scripts");

export interface Answer {
  readonly answer: unknown;
  /** Where we differ on purpose: what we say instead, and why. */
  readonly ours?: unknown;
  readonly because?: string;
}

/** Runs one user script against a server; what it noted comes back by name. */
export async function runScript(python: string, name: string, server: TrackingServer): Promise<Map<string, Answer>> {
  const folder = mkdtempSync(join(tmpdir(), "script-"));
  try {
    const output = await new Promise<string>((done, fail) => {
      const options = {
        cwd: folder,
        env: { ...process.env, ...quiet, ...server.env, PYTHONPATH: scripts },
        maxBuffer: 64 * 1024 * 1024,
      };
      execFile(python, [join(scripts, `${name}.py`)], options, (error, stdout, stderr) =>
        error ? fail(new Error(`${name}.py at ${server.url}: ${stderr.slice(-3000)}`)) : done(stdout),
      );
    });
    // mlflow prints lines of its own (where to see a run); the answers are the last
    const answers = JSON.parse(output.slice(output.lastIndexOf("\n{") + 1)) as Record<string, Answer>;
    return new Map(Object.entries(answers));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Offline, one thread (two scripts run side by side), failing at once instead of after minutes of retries. */
const quiet = {
  MLFLOW_DISABLE_TELEMETRY: "true",
  MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1",
  MLFLOW_HTTP_REQUEST_TIMEOUT: "60",
  MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: "false",
  MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: "true",
  GIT_PYTHON_REFRESH: "quiet",
  OMP_NUM_THREADS: "1",
  TZ: "UTC",
  LOGNAME: "tester",
};

/** The names under which two servers answered differently, with both answers. */
export function differences(ours: Map<string, Answer>, theirs: Map<string, Answer>): string[] {
  const found: string[] = [];
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const peer = theirs.get(name);
    const own = ours.get(name);
    const said = JSON.stringify(own?.answer);
    const expected = peer?.because === undefined ? JSON.stringify(peer?.answer) : JSON.stringify(peer.ours);
    if (said !== expected) found.push(`${name}\n      ours     ${said}\n      expected ${expected}`);
    else if (peer?.because !== undefined && said === JSON.stringify(peer.answer))
      found.push(`${name}: no difference any more, yet the script says "${peer.because}"`);
  }
  return found;
}
