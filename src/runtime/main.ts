import { join } from "node:path";
import { createEvents } from "./kernel/events";
import { createDispatch, type Dispatch } from "./kernel/http/dispatch";
import type { Route } from "./kernel/http/route";
import { statusRoutes } from "./kernel/http/statusRoutes";
import type { Kernel } from "./kernel/kernel";
import { createLog } from "./kernel/log";
import { createMemoryStore } from "./kernel/store/memoryStore";

/** Every route of every room. */
export function composeRoutes(kernel: Kernel): Route[] {
  return [...statusRoutes(kernel)];
}

export function createRuntime(kernel: Kernel): Dispatch {
  return createDispatch(composeRoutes(kernel), kernel.log);
}

export function createMemoryKernel(workspace: string): Kernel {
  const home = join(workspace, ".tidemark");
  return {
    store: createMemoryStore(),
    events: createEvents(),
    log: createLog((line) => process.stderr.write(line), "warn"),
    clock: { now: Date.now },
    places: { workspace, home, artifacts: join(home, "artifacts") },
  };
}
