import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { integer, object, optional, type Reader, string } from "../../shared/readers";
import type { Door } from "./door";

interface Job {
  readonly status: string;
  readonly error?: string;
  readonly progress: {
    readonly done: number;
    readonly total?: number;
    readonly unit?: string;
    readonly message?: string;
  };
  readonly result?: unknown;
}

const readJob = object<Job>({
  status: string,
  error: optional(string) as Reader<string>,
  progress: object<Job["progress"]>({
    done: integer,
    total: optional(integer) as Reader<number>,
    unit: optional(string) as Reader<string>,
    message: optional(string) as Reader<string>,
  }),
  result: ((value) => value) as Reader<unknown>,
});

/** Milliseconds between looks at a job. */
const pause = 250;

/**
 * Shows a job of the runtime until it ends: how far it is, with a way to stop it. Its result, or undefined when the user
 * stopped it; one that fails throws its own words.
 */
export function followJob(door: Door, id: string, title: string): Thenable<unknown> {
  const path = `/api/tidemark/v1/jobs/${id}`;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancelled) => {
      const stopping = cancelled.onCancellationRequested(
        () => void door.post(`${path}/cancel`, {}, () => undefined).catch(() => undefined), // the next look tells
      );
      try {
        for (let shown = 0; ; ) {
          const job = await door.get(path, readJob);
          if (job.status === "DONE") return job.result;
          if (job.status === "CANCELLED") return undefined;
          if (job.status !== "RUNNING") throw new Error(job.error ?? job.status.toLowerCase());
          const { done, total } = job.progress;
          const share = total ? (100 * Math.min(done, total)) / total : 0;
          progress.report({ message: describe(job), ...(total ? { increment: Math.max(0, share - shown) } : {}) });
          shown = Math.max(shown, share);
          await new Promise((wake) => setTimeout(wake, pause));
        }
      } finally {
        stopping.dispose();
      }
    },
  );
}

/** `runs 1,200 of 4,000`. */
function describe({ progress: { done, total, unit, message } }: Job): string {
  const amount =
    total === undefined ? formatCount(done) : vscode.l10n.t("{0} of {1}", formatCount(done), formatCount(total));
  return [message, [amount, unit].filter(Boolean).join(" ")].filter(Boolean).join(": ");
}
