import { integer, object, optional, string } from "../shared/readers";
import { UsageError } from "./args";
import type { Door } from "./door";
import type { Progress } from "./terminal/progress";

const readStarted = object({ job: string });
const readJob = object({
  status: string,
  error: optional(string),
  progress: object({ done: integer, total: optional(integer), message: optional(string) }),
  result: optional<unknown>((value) => value),
});

const pollMs = 100;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Waits for the job that a route started and gives what it came to. Its failure is thrown as the user's to act on. Who stops
 * the command stops the job.
 */
export async function awaitJob(door: Door, started: unknown, command: string, progress: Progress): Promise<unknown> {
  const { job } = readStarted(started, "reply");
  const cancel = () => void door.call("POST", `/api/tidemark/v1/jobs/${job}/cancel`).catch(() => undefined); // it has ended
  for (const signal of signals) process.on(signal, cancel);
  try {
    for (;;) {
      const seen = readJob(await door.call("GET", `/api/tidemark/v1/jobs/${job}`), "job");
      if (seen.status === "DONE") return seen.result;
      if (seen.status === "CANCELLED") throw new UsageError(`${command}: stopped before it was done`);
      if (seen.status !== "RUNNING") throw new UsageError(`${command}: ${seen.error ?? "failed"}`);
      progress.update(seen.progress.done, seen.progress.total);
      await new Promise((wake) => setTimeout(wake, pollMs));
    }
  } finally {
    for (const signal of signals) process.off(signal, cancel);
    progress.end();
  }
}
