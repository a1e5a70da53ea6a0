import type { Foreign } from "../../core/mlflow/foreign";
import { type MlflowClient, paged } from "./mlflowClient";

export async function* tracesOnServer(client: MlflowClient, experiments: readonly string[]): AsyncGenerator<Foreign> {
  for (const experiment of experiments) {
    const locations = [{ type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experiment } }];
    for await (const info of paged(
      client,
      "/api/3.0/mlflow/traces/search",
      { locations, max_results: 100 },
      "traces",
    )) {
      const id = idOf(info);
      if (id !== undefined) yield traceOf(id, experiment, info as Record<string, unknown>, await spansOf(client, id));
    }
  }
}

function idOf(info: unknown): string | undefined {
  const id = typeof info === "object" && info !== null && "trace_id" in info ? info.trace_id : undefined;
  return typeof id === "string" ? id : undefined;
}

function traceOf(id: string, experiment: string, info: Record<string, unknown>, spans: readonly unknown[]): Foreign {
  return { kind: "trace", id, experiment, info, spans };
}

async function spansOf(client: MlflowClient, id: string): Promise<unknown[]> {
  const answer = await client.call("/api/3.0/mlflow/traces/get", { trace_id: id }, "GET");
  const trace = answer.trace;
  const spans = typeof trace === "object" && trace !== null && "spans" in trace ? trace.spans : undefined;
  return Array.isArray(spans) ? spans : [];
}
