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

/** What is done within so many milliseconds is not worth a message. */
const patience = 2000;

/**
 * Follows a job of the runtime until it ends; one that takes its time is shown, with a way to stop it. Its result, or
 * undefined when the user stopped it; one that fails throws its own words.
 */
export async function followJob(
  door: Door,
  id: string,
  title: string,
  place: Place = "notification",
): Promise<unknown> {
  const path = `/api/tidemark/v1/jobs/${id}`;
  const began = Date.now();
  while (Date.now() - began < patience) {
    const job = await door.get(path, readJob);
    if (job.status !== "RUNNING") return resultOf(job);
    await wait();
  }
  return showJob(door, path, { title, place });
}

/** In the status bar what a view of ours shows as well, with a way to stop it there. */
export type Place = "notification" | "status bar";

const locations = {
  notification: vscode.ProgressLocation.Notification,
  "status bar": vscode.ProgressLocation.Window,
} as const;

function showJob(door: Door, path: string, how: { title: string; place: Place }): Thenable<unknown> {
  const { title, place } = how;
  return vscode.window.withProgress(
    { location: locations[place], title, cancellable: place === "notification" },
    async (progress, cancelled) => {
      const stopping = cancelled.onCancellationRequested(
        () => void door.post(`${path}/cancel`, {}, () => undefined).catch(() => undefined), // the next look tells
      );
      try {
        for (let shown = 0; ; ) {
          const job = await door.get(path, readJob);
          if (job.status !== "RUNNING") return resultOf(job);
          const { done, total } = job.progress;
          const share = total ? (100 * Math.min(done, total)) / total : 0;
          progress.report({ message: describe(job), ...(total ? { increment: Math.max(0, share - shown) } : {}) });
          shown = Math.max(shown, share);
          await wait();
        }
      } finally {
        stopping.dispose();
      }
    },
  );
}

function resultOf(job: Job): unknown {
  if (job.status === "DONE") return job.result;
  if (job.status === "CANCELLED") return undefined;
  throw new Error(job.error ?? job.status.toLowerCase());
}

function wait(): Promise<void> {
  return new Promise((wake) => setTimeout(wake, pause));
}

/** `runs 1,200 of 4,000`. */
function describe({ progress: { done, total, unit, message } }: Job): string {
  const amount =
    total === undefined ? formatCount(done) : vscode.l10n.t("{0} of {1}", formatCount(done), formatCount(total));
  return [message, [amount, unit].filter(Boolean).join(" ")].filter(Boolean).join(": ");
}
