import { type OtlpSpan, readOtlp } from "../../core/protobuf/otlp";
import { readOtlpJson } from "../../core/protobuf/otlpJson";
import { invalid } from "../../shared/apiError";
import type { Route } from "../kernel/http/route";
import { createTurns } from "../kernel/turns";
import type { Tracing } from "./tracing";

/** OpenTelemetry's way in: any exporter of OTLP over HTTP, in protobuf or JSON. */
export function otlpRoutes(tracing: Tracing): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/traces",
      body: "bytes",
      async handle({ headers, body }) {
        const kind = (headers["content-type"] ?? "").split(";")[0]?.trim();
        const isJson = kind === "application/json";
        if (!isJson && kind !== "application/x-protobuf")
          invalid(`Content-Type: '${kind}'; application/x-protobuf and application/json are read`);
        const experiment =
          headerOf(headers, "x-mlflow-experiment-id") ?? invalid("x-mlflow-experiment-id: the header is missing");
        const bytes = body as Uint8Array;
        const spans = isJson ? readOtlpJson(new TextDecoder().decode(bytes)) : await all(readOtlp(bytes));
        if (bytes.length === 0) invalid("body: no spans found");
        const over = spans.length === 0 ? [] : await tracing.addSpans(experiment, spans);
        const run = headerOf(headers, "x-mlflow-run-id");
        if (run !== undefined)
          for (let i = 0; i < over.length; i += 100) await tracing.linkToRun(over.slice(i, i + 100), run);
        // an ExportTraceServiceResponse without a word in it: all was taken
        return isJson
          ? { status: 200, headers: { "content-type": "application/json" }, body: "{}" }
          : { status: 200, headers: { "content-type": "application/x-protobuf" }, body: "" };
      },
    },
  ];
}

async function all(spans: Iterable<OtlpSpan>): Promise<OtlpSpan[]> {
  const turn = createTurns();
  const found: OtlpSpan[] = [];
  for (const span of spans) {
    found.push(span);
    await turn();
  }
  return found;
}

function headerOf(headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string | undefined {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === "" ? undefined : first;
}
