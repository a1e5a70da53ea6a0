import type { Registry } from "../registry/registry";
import type { Tracing } from "../tracing/tracing";
import type { Tracking } from "../tracking/tracking";

/** Where what comes from elsewhere lands. */
export interface Rooms {
  readonly tracking: Tracking;
  readonly registry: Registry;
  readonly tracing: Tracing;
}
