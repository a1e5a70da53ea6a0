import type { Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import { artifactRoutes } from "./artifacts/routes";
import { chartRoutes } from "./charts/routes";
import { experimentRoutes } from "./mlflow/experimentRoutes";
import { inputRoutes } from "./mlflow/inputRoutes";
import { loggedModelRoutes } from "./mlflow/loggedModelRoutes";
import { metricRoutes } from "./mlflow/metricRoutes";
import { runRoutes } from "./mlflow/runRoutes";
import { ownRoutes } from "./ownRoutes";
import { provenanceRoutes } from "./provenance/routes";
import { runGroupRoutes } from "./runGroups";
import { savedViewRoutes } from "./savedViews/routes";
import { scriptRoutes } from "./scripts";
import { runTableRoutes } from "./table/routes";
import type { Tracking } from "./tracking";

export function trackingRoutes(tracking: Tracking, kernel: Kernel): Route[] {
  return [
    ...experimentRoutes(tracking),
    ...runRoutes(tracking),
    ...metricRoutes(tracking),
    ...inputRoutes(tracking),
    ...loggedModelRoutes(tracking),
    ...ownRoutes(tracking, kernel),
    ...runGroupRoutes(tracking, kernel),
    ...runTableRoutes(tracking.tables),
    ...chartRoutes(tracking.charts),
    ...savedViewRoutes(tracking.savedViews),
    ...scriptRoutes(tracking.scripts),
    ...provenanceRoutes(tracking),
    ...artifactRoutes(tracking.artifacts, kernel),
  ];
}
