import { parentPort } from "node:worker_threads";
import { doWork } from "./doWork";
import type { Done, Work } from "./fileWork";

export interface WorkMessage {
  readonly id: number;
  readonly work: Work;
}

export type WorkReply =
  | { readonly id: number; readonly done: Done }
  | { readonly id: number; readonly passed: number }
  | { readonly id: number; readonly failed: string };

const saidEvery = 16 * 2 ** 20;

parentPort?.on("message", ({ id, work }: WorkMessage) => {
  let unsaid = 0;
  const say = (reply: WorkReply, given: readonly ArrayBufferLike[] = []) =>
    parentPort?.postMessage(reply, given as ArrayBuffer[]);
  const passed = (bytes: number) => {
    unsaid += bytes;
    if (unsaid < saidEvery) return;
    say({ id, passed: unsaid });
    unsaid = 0;
  };
  doWork(work, passed).then(
    (done) => {
      if (unsaid > 0) say({ id, passed: unsaid });
      say({ id, done }, done.facts.length > 0 ? [done.facts.buffer] : []);
    },
    (thrown: unknown) =>
      say({ id, failed: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }),
  );
});
