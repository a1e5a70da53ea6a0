import type { Monitor } from "../../core/monitors/monitor";
import type { Kernel } from "../kernel/kernel";
import type { Rollouts } from "../rollout/rollout";

/** Has gateways count what goes by as long as a monitor wants to know, and no longer. */
export function followWatched(rollouts: Pick<Rollouts, "names" | "isWatched" | "watch">, log: Kernel["log"]) {
  return async (monitors: readonly Monitor[]): Promise<void> => {
    const wanted = new Set(monitors.flatMap(({ target }) => (target.kind === "deployment" ? [target.name] : [])));
    for (const name of rollouts.names()) {
      const isWanted = wanted.has(name);
      if (rollouts.isWatched(name) === isWanted) continue;
      try {
        await rollouts.watch(name, isWanted);
      } catch (error) {
        log.debug("a deployment does not count yet", { deployment: name, why: String(error) });
      }
    }
  };
}
