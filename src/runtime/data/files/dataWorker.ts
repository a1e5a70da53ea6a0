import { parentPort } from "node:worker_threads";
import { type TaskName, tasks } from "./tasks";

export interface PartAsked {
  readonly task: TaskName;
  readonly part: never;
}

/** A thread of the room of data: with synchronous files it is faster than the event loop with asynchronous ones. */
parentPort?.on("message", ({ task, part }: PartAsked) => {
  try {
    parentPort?.postMessage({ answer: tasks[task](part) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
