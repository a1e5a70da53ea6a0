import type { Monitor } from "../../core/monitors/monitor";
import type { Kernel } from "../kernel/kernel";
import type { Rollouts } from "../rollout/rollout";

/** Has gateways count what goes by as long as a monitor wants to know, and no longer. */
export function followWatched(rollouts: Pick<Rollouts, "names" | "watch">, log: Kernel["log"]) {
  const told = new Map<string, boolean>();
  return async (monitors: readonly Monitor[]): Promise<void> => {
    const wanted = new Set(monitors.flatMap(({ target }) => (target.kind === "deployment" ? [target.name] : [])));
    const names = rollouts.names();
    for (const name of told.keys()) if (!names.includes(name)) told.delete(name);
    for (const name of names) {
      const isWanted = wanted.has(name);
      // one that nobody ever watched is not woken up to be told so
      if ((told.get(name) ?? false) === isWanted) continue;
      try {
        await rollouts.watch(name, isWanted);
        told.set(name, isWanted);
      } catch (error) {
        log.debug("a deployment does not count yet", { deployment: name, why: String(error) });
      }
    }
  };
}
