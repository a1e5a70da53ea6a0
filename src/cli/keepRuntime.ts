import { ensureRuntime, type Running } from "../runtime/running";
import type { Output } from "./output";

const everyMs = 5000;

/**
 * As long as a command goes on its runtime does: each look counts as use of it, and one that was killed is started
 * again, at the address it had if that is free, where MLflow's client still tries. Returns how to stop.
 */
export function keepRuntime(workspace: string, running: Running, alsoPort: number, out: Output): () => void {
  let known = running;
  const look = async () => {
    const reply = await fetch(`${known.url}/api/tidemark/v1/status`, {
      headers: { authorization: `Bearer ${known.token}` },
      signal: AbortSignal.timeout(everyMs),
    }).catch(() => undefined);
    if (reply?.ok) return;
    const next = await ensureRuntime(workspace, { alsoPort });
    if (next.pid === known.pid) return;
    const where = next.url === known.url ? "at the same address" : `at ${next.url}, where this script does not look`;
    out.note(`tidemark: the runtime had ended and was started again ${where}`);
    known = next;
  };
  const timer = setInterval(() => {
    // what cannot be started now is tried again at the next look
    look().catch((error: unknown) => out.note(`tidemark: ${error instanceof Error ? error.message : String(error)}`));
  }, everyMs);
  return () => clearInterval(timer);
}
