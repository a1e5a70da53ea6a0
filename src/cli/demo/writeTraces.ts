import type { DemoTrace } from "./plan";
import type { Player } from "./play";
import { createRandom } from "./random";

/** Traces as a client that has no spans to send starts them: what was asked, what was answered, how long it took. */
export async function writeTraces(
  traces: readonly DemoTrace[],
  experiment: string,
  { door, origin }: Player,
): Promise<number> {
  // an id must be new in the workspace, so it follows from the time as well
  const random = createRandom(origin);
  for (const [i, trace] of traces.entries()) {
    const id = `tr-${Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("")}`;
    await door.call("POST", "/api/3.0/mlflow/traces", {
      trace: {
        trace_info: {
          trace_id: id,
          trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experiment } },
          request_preview: JSON.stringify({ question: trace.question }),
          response_preview: trace.failed ? "" : JSON.stringify(trace.answer),
          request_time: new Date(origin + i * 1500).toISOString(),
          execution_duration: `${trace.milliseconds / 1000}s`,
          state: trace.failed ? "ERROR" : "OK",
          trace_metadata: { "mlflow.source.name": "assistant.py", "mlflow.source.type": "LOCAL" },
          tags: { "mlflow.traceName": trace.name, "tidemark.demo": "true" },
        },
      },
    });
  }
  return traces.length;
}
