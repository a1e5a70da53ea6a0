import type { Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import { artifactRoutes } from "./artifacts/routes";
import { experimentRoutes } from "./mlflow/experimentRoutes";
import { metricRoutes } from "./mlflow/metricRoutes";
import { runRoutes } from "./mlflow/runRoutes";
import type { Tracking } from "./tracking";

export function trackingRoutes(tracking: Tracking, kernel: Kernel): Route[] {
  return [
    ...experimentRoutes(tracking),
    ...runRoutes(tracking),
    ...metricRoutes(tracking),
    ...artifactRoutes(tracking.artifacts, kernel),
  ];
}
