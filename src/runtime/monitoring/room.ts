import type { Kernel } from "../kernel/kernel";
import type { Rollouts } from "../rollout/rollout";
import { createDeliver } from "./deliver";
import { driftRoutes } from "./drift/routes";
import { followWatched } from "./followWatched";
import { monitorGauges } from "./gauges";
import { createLook } from "./look";
import { createMonitoring } from "./monitoring";
import { profileRoutes } from "./profile/routes";
import { qualityRoutes } from "./quality/routes";
import { monitorRoutes } from "./routes";
import { createTables, type TablesParts } from "./tables";
import { validationRoutes } from "./validation/routes";

interface RoomParts extends TablesParts {
  readonly rollouts: Rollouts;
}

/** The monitors with their doors, for who composes the runtime. */
export function openMonitoring(kernel: Kernel, parts: RoomParts) {
  const { rollouts } = parts;
  const tables = createTables(kernel, parts);
  const monitoring = createMonitoring(kernel, {
    look: createLook({
      rollouts,
      home: kernel.places.home,
      workspace: kernel.places.workspace,
      openTable: tables.open,
      trainingOf: tables.trainingOf,
    }),
    watch: followWatched(rollouts, kernel.log),
    deliver: createDeliver(kernel),
  });
  return {
    routes: [
      ...monitorRoutes(monitoring),
      ...driftRoutes(tables.open),
      ...validationRoutes(kernel.places.workspace, tables.open),
      ...profileRoutes(tables.open),
      ...qualityRoutes(tables.open),
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
