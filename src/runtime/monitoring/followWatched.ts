import type { Monitor } from "../../core/monitors/monitor";
import type { Kernel } from "../kernel/kernel";
import type { Rollouts } from "../rollout/rollout";

/** Has gateways count what goes by as long as a monitor wants to know, and no longer. */
export function followWatched(rollouts: Pick<Rollouts, "names" | "isWatched" | "watch">, log: Kernel["log"]) {
  return async (monitors: readonly Monitor[]): Promise<void> => {
    const wanted = new Set(monitors.flatMap(({ target }) => (target.kind === "deployment" ? [target.name] : [])));
    const changed = rollouts.names().filter((name) => rollouts.isWatched(name) !== wanted.has(name));
    await Promise.all(changed.map((name) => tell(name, wanted.has(name))));
  };

  /** A gateway that hangs is waited for, and holds up no other one. */
  async function tell(name: string, isWanted: boolean): Promise<void> {
    try {
      await rollouts.watch(name, isWanted);
    } catch (error) {
      log.debug("a deployment does not count yet", { deployment: name, why: String(error) });
    }
  }
}
