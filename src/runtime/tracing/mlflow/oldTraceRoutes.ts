import { randomUUID } from "node:crypto";
import { integer, object, oneOrMore, optional, string } from "../../../shared/readers";
import { ok, type Request, type Route } from "../../kernel/http/route";
import { enumerated, pairs } from "../bodies";
import { printInfoV2 } from "../infoJson";
import type { TraceQuery } from "../searchTraces";
import { spanText } from "../spanJson";
import type { Tracing } from "../tracing";
import { checkPage, nextOf } from "./traceRoutes";

/** The 2.0 protocol, which clients before MLflow 3.2 speak, and what was added to it since. */
const root = "/api/2.0/mlflow/traces";

const readStart = object({
  experiment_id: string,
  timestamp_ms: optional(integer, 0),
  request_metadata: pairs,
  tags: pairs,
});
const readEnd = object({
  timestamp_ms: optional(integer, 0),
  status: enumerated("TRACE_STATUS_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS"),
  request_metadata: pairs,
  tags: pairs,
});
const readSearch = object({
  experiment_ids: oneOrMore(string),
  filter: optional(string),
  max_results: optional(integer, 100),
  order_by: optional(oneOrMore(string), []),
  page_token: optional(string),
});
const readArtifact = object({ request_id: string, path: optional(string) });
const readDetails = object({ trace_id: string });

export function oldTraceRoutes(tracing: Tracing): Route[] {
  const search = async ({ body }: Request) => {
    const { experiment_ids: experiments, max_results: size, ...rest } = readSearch(body, "");
    const query: TraceQuery = { ...rest, experiments, max_results: checkPage(size) };
    const page = await tracing.search(query);
    return ok({ traces: page.traces.map(printInfoV2), ...nextOf(page) });
  };
  return [
    {
      method: "POST",
      path: root,
      async handle({ body }) {
        const asked = readStart(body, "");
        const trace = await tracing.begin({
          id: randomUUID().replaceAll("-", ""),
          experiment: asked.experiment_id,
          time: asked.timestamp_ms,
          state: "IN_PROGRESS",
          metadata: asked.request_metadata,
          tags: asked.tags,
          assessments: [],
        });
        return ok({ trace_info: printInfoV2(trace) });
      },
    },
    { method: "GET", path: root, handle: search },
    { method: "GET", path: "/api/2.0/mlflow/unified-traces", handle: search },
    {
      method: "PATCH",
      path: `${root}/{request_id}`,
      async handle({ params, body }) {
        const asked = readEnd(body, "");
        const trace = await tracing.end(requestOf(params), {
          time: asked.timestamp_ms,
          state: asked.status === "TRACE_STATUS_UNSPECIFIED" ? "STATE_UNSPECIFIED" : asked.status,
          metadata: asked.request_metadata,
          tags: asked.tags,
        });
        return ok({ trace_info: printInfoV2(trace) });
      },
    },
    {
      method: "GET",
      path: `${root}/{request_id}/info`,
      handle: ({ params }) => ok({ trace_info: printInfoV2(tracing.get(requestOf(params))) }),
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/get-online-trace-details",
      handle: async ({ body }) => ok({ trace_data: await tracesJson(tracing, readDetails(body, "").trace_id) }),
    },
    ...(["2.0", "3.0"] as const).map(
      (version): Route => ({
        method: "GET",
        path: `/api/${version}/mlflow/get-trace-artifact`,
        async handle({ body }) {
          const { request_id: id, path } = readArtifact(body, "");
          const content = path === undefined ? await tracesJson(tracing, id) : await tracing.attachment(id, path);
          return { status: 200, headers: download(path ?? "traces.json"), body: content };
        },
      }),
    ),
  ];
}

function download(name: string): Record<string, string> {
  const isPlain = /^[\w.-]+$/.test(name);
  return {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename${isPlain ? `=${name}` : `*=UTF-8''${encodeURIComponent(name)}`}`,
    "x-content-type-options": "nosniff",
  };
}

/** The file traces.json, as MLflow would have written it. */
async function tracesJson(tracing: Tracing, id: string): Promise<string> {
  const { spans } = await tracing.whole(id, true);
  return `{"spans": [${spans.map((span) => spanText(id, span)).join(", ")}]}`;
}

function requestOf(params: Request["params"]): string {
  return params.request_id ?? "";
}
