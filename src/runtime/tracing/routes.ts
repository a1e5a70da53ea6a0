import type { Route } from "../kernel/http/route";
import { assessmentRoutes } from "./mlflow/assessmentRoutes";
import { metricRoutes } from "./mlflow/metricRoutes";
import { oldTraceRoutes } from "./mlflow/oldTraceRoutes";
import { traceRoutes } from "./mlflow/traceRoutes";
import { otlpRoutes } from "./otlpRoutes";
import { tidemarkTraceRoutes } from "./tidemarkRoutes";
import type { Tracing } from "./tracing";

export function tracingRoutes(tracing: Tracing): Route[] {
  return [
    ...traceRoutes(tracing),
    ...assessmentRoutes(tracing),
    ...metricRoutes(tracing),
    ...oldTraceRoutes(tracing),
    ...otlpRoutes(tracing),
    ...tidemarkTraceRoutes(tracing),
  ];
}
