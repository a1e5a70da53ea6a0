import { ApiError } from "../shared/apiError";
import { codeOf } from "./kernel/home";
import type { Log } from "./kernel/log";
import { type Runtime, type RuntimeOptions, startRuntime, WorkspaceTaken } from "./process";
import { findRunning, type Running } from "./running";

export type Served =
  | { readonly kind: "started"; readonly runtime: Runtime }
  | { readonly kind: "joined"; readonly running: Running };

/** How long a command may have the workspace before we say so rather than wait. */
const patience = 40_000;

/** Starts a runtime, or finds the one that is there, also when several do so at once. */
export async function startOrJoin(options: RuntimeOptions): Promise<Served> {
  const until = Date.now() + patience;
  for (;;) {
    const running = await findRunning(options.workspace);
    if (running) return { kind: "joined", running };
    try {
      return { kind: "started", runtime: await startRuntime(options) };
    } catch (error) {
      if (!(error instanceof WorkspaceTaken) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Until a signal, `stop` or idleness ends it. The exit code. */
export async function serveUntilEnded(runtime: Runtime): Promise<number> {
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (++signals > 2) process.exit(1); // whoever insists has seen that the end takes long
    runtime.log.info("signal", { signal });
    void runtime.close();
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, onSignal);
  outliveFaults(runtime.log);
  await runtime.ended;
  return 0;
}

/** Of a connection or a child that went away: nothing of ours is in doubt. */
const harmless: ReadonlySet<string> = new Set([
  "EPIPE",
  "ECONNRESET",
  "ECONNABORTED",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

function outliveFaults(log: Log): void {
  process.on("unhandledRejection", (reason) => {
    // one request's promise; what it left undone was never acknowledged
    log.error("unhandled rejection", { stack: stackOf(reason) });
  });
  process.on("uncaughtException", (error) => {
    log.error("uncaught exception", { stack: stackOf(error) });
    if (harmless.has(codeOf(error) ?? "")) return;
    // what is in memory may be half changed; what was acknowledged is in the journal
    process.stderr.write(
      `tidemark: the runtime failed and ends: ${error instanceof ApiError ? error.message : stackOf(error)}\n`,
    );
    process.exit(1);
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
