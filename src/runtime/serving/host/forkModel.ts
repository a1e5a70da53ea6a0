import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** Beside the bundle that this code is in. */
const modelServer = join(__dirname, "modelServer.js");

let ahead: ChildProcess | undefined;

/** Begins the first process before it is known what it shall open: it starts while we do. */
export function forkAhead(name: string): void {
  const child = start(name);
  child.once("error", () => {
    ahead = undefined; // the next try says why
  });
  ahead = child;
}

/** `name` is for whoever lists processes. */
export function forkModel(name: string): ChildProcess {
  const child = ahead?.connected ? ahead : start(name);
  ahead = undefined;
  return child;
}

function start(name: string): ChildProcess {
  return fork(modelServer, [name], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
