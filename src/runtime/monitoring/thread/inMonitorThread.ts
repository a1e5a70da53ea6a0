import { join } from "node:path";
import { createMonitorThreads } from "./monitorThreads";

/** Has a thread of its own do a task, since none of them may hold up the runtime. The program lies beside the bundle that runs. */
export const inMonitorThread = createMonitorThreads({
  script: join(__dirname, "monitorWorker.js"),
  most: 2,
  mostWaiting: 64,
  longest: 10 * 60_000,
});
