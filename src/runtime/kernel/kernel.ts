import type { Events } from "./events";
import type { Jobs } from "./jobs";
import type { Log } from "./log";
import type { Store } from "./store/store";

/** What every room stands on. It knows no machine learning. */
export interface Kernel {
  readonly store: Store;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly clock: Clock;
  readonly places: Places;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** Where things are kept; all absolute. */
export interface Places {
  readonly workspace: string;
  /** `.tidemark` in the workspace. */
  readonly home: string;
  readonly artifacts: string;
}
