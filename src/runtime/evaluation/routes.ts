import type { Route } from "../kernel/http/route";
import { datasetRoutes } from "./datasetRoutes";
import type { Evaluation } from "./evaluation";
import { scorerRoutes } from "./scorerRoutes";

export function evaluationRoutes(evaluation: Evaluation): Route[] {
  return [...datasetRoutes(evaluation.datasets), ...scorerRoutes(evaluation)];
}
