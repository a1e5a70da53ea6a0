import { createRandom } from "../../core/stats/random";
import type { DemoTrace } from "./plan";
import type { Player } from "./play";

type Attributes = Readonly<Record<string, unknown>>;

/** Part of a trace; `from` and `to` are shares of the whole. */
interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly attributes: Attributes;
  readonly fails?: boolean;
}

/** Traces as MLflow's client sends them: what is known of the whole, then its spans over OTLP. */
export async function writeTraces(
  traces: readonly DemoTrace[],
  experiment: string,
  { door, origin }: Player,
): Promise<number> {
  // an id must be new in the workspace, so it follows from the time as well
  const random = createRandom(origin);
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
  for (const [i, trace] of traces.entries()) {
    const id = hex(32);
    const start = origin + i * 1500;
    await door.call("POST", "/api/3.0/mlflow/traces", { trace: { trace_info: infoOf(trace, id, experiment, start) } });
    const root = hex(16);
    const spans = partsOf(trace).map((part, n) =>
      spanOf(part, { trace: id, id: n === 0 ? root : hex(16), ...(n === 0 ? {} : { parent: root }) }, start, trace),
    );
    const body = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    await door.call("POST", "/v1/traces", body, { "x-mlflow-experiment-id": experiment });
  }
  return traces.length;
}

function infoOf(trace: DemoTrace, id: string, experiment: string, start: number): Record<string, unknown> {
  return {
    trace_id: `tr-${id}`,
    trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experiment } },
    request_preview: JSON.stringify({ question: trace.question }),
    response_preview: trace.failed ? "" : JSON.stringify(trace.answer),
    request_time: new Date(start).toISOString(),
    execution_duration: `${trace.milliseconds / 1000}s`,
    state: trace.failed ? "ERROR" : "OK",
    trace_metadata: {
      "mlflow.source.name": "assistant.py",
      "mlflow.source.type": "LOCAL",
      "mlflow.trace_schema.version": "3",
    },
    tags: { "mlflow.traceName": trace.name, "tidemark.demo": "true" },
  };
}

function partsOf({ name, question, answer, failed }: DemoTrace): Part[] {
  const asked = { question };
  return [
    { name, from: 0, to: 1, fails: failed, attributes: { ...typed("CHAIN"), ...flow(asked, failed ? null : answer) } },
    {
      name: "find_facts",
      from: 0.02,
      to: 0.25,
      attributes: { ...typed("RETRIEVER"), ...flow(asked, [{ page_content: "churn.csv, 2,000 customers" }]) },
    },
    {
      name: "write_answer",
      from: 0.27,
      to: 0.98,
      fails: failed,
      attributes: { ...typed("LLM"), ...flow({ prompt: question }, failed ? null : answer) },
    },
  ];
}

function typed(kind: string): Attributes {
  return { "mlflow.spanType": kind };
}

function flow(input: unknown, output: unknown): Attributes {
  return { "mlflow.spanInputs": input, "mlflow.spanOutputs": output };
}

interface Ids {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
}

function spanOf(
  { name, from, to, attributes, fails }: Part,
  ids: Ids,
  start: number,
  { milliseconds }: DemoTrace,
): Record<string, unknown> {
  const at = (share: number) => `${Math.round(start + milliseconds * share)}000000`; // nanoseconds
  const all = { ...attributes, "mlflow.traceRequestId": `tr-${ids.trace}` };
  return {
    traceId: ids.trace,
    spanId: ids.id,
    ...(ids.parent === undefined ? {} : { parentSpanId: ids.parent }),
    name,
    startTimeUnixNano: at(from),
    endTimeUnixNano: at(to),
    // MLflow keeps its attributes as JSON in strings
    attributes: Object.entries(all).map(([key, value]) => ({ key, value: { stringValue: JSON.stringify(value) } })),
    status: fails ? { code: 2, message: "no column says the region" } : { code: 1 },
  };
}
