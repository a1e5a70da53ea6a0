import type { Kernel } from "../kernel/kernel";
import type { Rollouts } from "../rollout/rollout";
import { createDeliver } from "./deliver";
import { followWatched } from "./followWatched";
import { monitorGauges } from "./gauges";
import { createLook } from "./look";
import { createMonitoring } from "./monitoring";
import { qualityRoutes } from "./quality/routes";
import { monitorRoutes } from "./routes";
import { tableFile } from "./tableFile";
import { validationRoutes } from "./validation/routes";

/** The monitors with their doors, for who composes the runtime. */
export function openMonitoring(kernel: Kernel, { rollouts }: { readonly rollouts: Rollouts }) {
  const monitoring = createMonitoring(kernel, {
    look: createLook({
      rollouts,
      home: kernel.places.home,
      workspace: kernel.places.workspace,
      openTable: (address) => tableFile(kernel.places.workspace, address),
      trainingOf: (name) => tableFile(kernel.places.workspace, name),
    }),
    watch: followWatched(rollouts, kernel.log),
    deliver: createDeliver(kernel),
  });
  return {
    routes: [
      ...monitorRoutes(monitoring),
      ...validationRoutes(kernel.places.workspace, async (address) => tableFile(kernel.places.workspace, address)),
      ...qualityRoutes(async (address) => tableFile(kernel.places.workspace, address)),
    ],
    gauges: () => monitorGauges(monitoring),
    start: () => monitoring.start(),
    /** Somebody has to look at what goes on answering. */
    isAwaited: () =>
      monitoring
        .watched()
        .some(({ target }) => target.kind === "deployment" && rollouts.find(target.name) !== undefined),
    close: () => monitoring.close(),
  };
}
