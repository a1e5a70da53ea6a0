import type { Monitor } from "../../core/monitors/monitor";
import type { Bounds } from "../../core/monitors/windows";
import { ApiError } from "../../shared/apiError";
import type { Rollouts } from "../rollout/rollout";
import { healthOf } from "./deploymentHealth";
import type { Asked, Seen } from "./monitoring";

export interface LookParts {
  readonly rollouts: Pick<Rollouts, "find" | "status">;
  readonly home: string;
}

/** Looks at one window of a monitor. */
export function createLook({ rollouts, home }: LookParts) {
  return async (monitor: Monitor, bounds: Bounds, _asked: Asked): Promise<Seen | undefined> => {
    const { target } = monitor;
    const isThere = target.kind === "data" || rollouts.find(target.name) !== undefined;
    if (!isThere) throw new ApiError("RESOURCE_DOES_NOT_EXIST", `deployment '${target.name}' does not exist`);
    const health = target.kind === "deployment" ? await healthOf(await rollouts.status(target.name), home) : {};
    return { rows: 0, findings: { health }, scores: {}, figures: health, drift: undefined, to: bounds.to };
  };
}
