import type { Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import { assessmentRoutes } from "./mlflow/assessmentRoutes";
import { oldTraceRoutes } from "./mlflow/oldTraceRoutes";
import { traceRoutes } from "./mlflow/traceRoutes";
import { otlpRoutes } from "./otlpRoutes";
import { tidemarkTraceRoutes } from "./tidemarkRoutes";
import type { Tracing } from "./tracing";

export function tracingRoutes(tracing: Tracing, kernel: Kernel): Route[] {
  return [
    ...traceRoutes(tracing),
    ...assessmentRoutes(tracing),
    ...oldTraceRoutes(tracing),
    ...otlpRoutes(tracing, kernel.log),
    ...tidemarkTraceRoutes(tracing),
  ];
}
