import { type Control, createStillControl } from "./kernel/control";
import { createEvents } from "./kernel/events";
import { placesOf } from "./kernel/home";
import { createDispatch, type Dispatch } from "./kernel/http/dispatch";
import { metricsRoute } from "./kernel/http/metricsRoute";
import type { Route } from "./kernel/http/route";
import { statusRoutes } from "./kernel/http/statusRoutes";
import { workRoutes } from "./kernel/http/workRoutes";
import { createJobs } from "./kernel/jobs";
import type { Kernel } from "./kernel/kernel";
import { createLog } from "./kernel/log";
import { createMemoryStore } from "./kernel/store/memoryStore";
import { trackingRoutes } from "./tracking/routes";
import { createTracking } from "./tracking/tracking";

/** Every route of every room. */
export function composeRoutes(kernel: Kernel, control: Control): Route[] {
  const tracking = createTracking(kernel);
  return [
    ...statusRoutes(kernel, control),
    ...workRoutes(kernel),
    metricsRoute(control),
    ...trackingRoutes(tracking, kernel),
  ];
}

/** What the rooms want shown in the runtime's status. */
export function factsOf({ store, jobs }: Kernel): Readonly<Record<string, number>> {
  return { runs: store.table("runs").size, experiments: store.docs("experiments").size, jobs_running: jobs.running };
}

export function createRuntime(kernel: Kernel, control = stillControl(kernel)): Dispatch {
  return createDispatch(composeRoutes(kernel, control), kernel.log);
}

function stillControl(kernel: Kernel): Control {
  return createStillControl(kernel.clock.now(), () => factsOf(kernel));
}

export function createMemoryKernel(workspace: string): Kernel {
  const events = createEvents();
  const log = createLog((line) => process.stderr.write(line), "warn");
  const clock = { now: Date.now };
  return {
    store: createMemoryStore(),
    events,
    jobs: createJobs(events, log, clock),
    log,
    clock,
    places: placesOf(workspace),
  };
}
