import { invalid } from "../../../shared/apiError";
import { integer, list, object, oneOrMore, optional, string, text } from "../../../shared/readers";
import { ok, okText, type Request, type Route } from "../../kernel/http/route";
import { createTurns } from "../../kernel/turns";
import { flag } from "../bodies";
import { printInfo, traceInput } from "../infoJson";
import type { SpanDoc } from "../spanDoc";
import { printOtelSpan } from "../spanJson";
import type { TraceDoc } from "../traceDoc";
import type { Tracing } from "../tracing";

/** The 3.0 protocol of traces, but for assessments and metrics. */
const root = "/api/3.0/mlflow/traces";

const readStart = object({ trace: object({ trace_info: traceInput }) });
const readGet = object({ trace_id: string, allow_partial: flag });
const readBatch = object({ trace_ids: oneOrMore(string), experiment_ids: optional(oneOrMore(string)) });
const readLocation = object({ mlflow_experiment: optional(object({ experiment_id: string })) });
const readSearch = object({
  locations: list(readLocation),
  filter: optional(string),
  max_results: optional(integer, 100),
  order_by: optional(list(string), []),
  page_token: optional(string),
});
export const readTag = object({ key: string, value: optional(text, "") });
const readKey = object({ key: string });
export const readDeletion = object({
  experiment_id: string,
  max_timestamp_millis: optional(integer),
  max_traces: optional(integer),
  request_ids: optional(list(string), []),
});
const readLink = object({ trace_ids: list(string), run_id: string });
const readPrompts = object({
  trace_id: string,
  prompt_versions: list(object({ name: string, version: text })),
});
const readCorrelation = object({
  experiment_ids: list(string),
  filter_string1: string,
  filter_string2: string,
  base_filter: optional(string),
});

export function checkPage(asked: number): number {
  return asked <= 500 ? asked : invalid(`Invalid value ${asked} for parameter 'max_results' supplied: at most 500`);
}

export function traceRoutes(tracing: Tracing): Route[] {
  return [
    {
      method: "POST",
      path: root,
      async handle({ body }) {
        const trace = await tracing.start(readStart(body, "").trace.trace_info);
        return ok({ trace: { trace_info: printInfo(trace) } });
      },
    },
    {
      method: "GET",
      path: `${root}/get`,
      async handle({ body }) {
        const { trace_id: id, allow_partial: partial } = readGet(body, "");
        return okText(`{"trace":${await printWhole(await tracing.whole(id, partial))}}`);
      },
    },
    {
      method: "GET",
      path: `${root}/batchGet`,
      async handle({ body }) {
        const { trace_ids: ids, experiment_ids: experiments } = readBatch(body, "");
        const traces: string[] = [];
        for (const each of await tracing.wholeOnes(ids, experiments)) traces.push(await printWhole(each));
        return okText(`{"traces":[${traces.join(",")}]}`);
      },
    },
    {
      method: "POST",
      path: `${root}/batchGetInfos`,
      handle({ body }) {
        const { trace_ids: ids, experiment_ids: experiments } = readBatch(body, "");
        return ok({ trace_infos: tracing.present(ids, experiments).map(printInfo) });
      },
    },
    {
      method: "POST",
      path: `${root}/search`,
      async handle({ body }) {
        const { locations, max_results: size, ...rest } = readSearch(body, "");
        const experiments = locations.flatMap(({ mlflow_experiment: place }) => place?.experiment_id ?? []);
        const page = await tracing.search({ ...rest, experiments, max_results: checkPage(size) });
        return ok({ traces: page.traces.map(printInfo), ...nextOf(page) });
      },
    },
    {
      method: "GET",
      path: `${root}/{trace_id}`,
      handle: ({ params }) => ok({ trace: { trace_info: printInfo(tracing.get(idOf(params))) } }),
    },
    ...(["2.0", "3.0"] as const).flatMap((version) => sharedRoutes(tracing, version)),
    {
      method: "POST",
      path: `${root}/calculate-filter-correlation`,
      async handle({ body }) {
        const asked = readCorrelation(body, "");
        const found = await tracing.correlate(
          asked.experiment_ids,
          asked.filter_string1,
          asked.filter_string2,
          asked.base_filter,
        );
        return ok({
          npmi: double(found.plain),
          ...(Number.isFinite(found.smoothed) && { npmi_smoothed: found.smoothed }),
          filter1_count: found.first,
          filter2_count: found.second,
          joint_count: found.both,
          total_count: found.total,
        });
      },
    },
  ];
}

/** Clients of MLflow 3 still use 2.0 for these. */
function sharedRoutes(tracing: Tracing, version: "2.0" | "3.0"): Route[] {
  const traces = `/api/${version}/mlflow/traces`;
  return [
    {
      method: "PATCH",
      path: `${traces}/{trace_id}/tags`,
      async handle({ params, body }) {
        const { key, value } = readTag(body, "");
        await tracing.setTag(idOf(params), key, value);
        return okText("{}");
      },
    },
    {
      method: "DELETE",
      path: `${traces}/{trace_id}/tags`,
      async handle({ params, body }) {
        await tracing.deleteTag(idOf(params), readKey(body, "").key);
        return okText("{}");
      },
    },
    {
      method: "POST",
      path: `${traces}/delete-traces`,
      async handle({ body }) {
        const asked = readDeletion(body, "");
        const deleted = await tracing.delete({
          experiment: asked.experiment_id,
          ids: asked.request_ids,
          upTo: asked.max_timestamp_millis,
          most: asked.max_traces,
        });
        return ok({ traces_deleted: deleted });
      },
    },
    {
      method: "POST",
      path: `${traces}/link-to-run`,
      async handle({ body }) {
        const { trace_ids: ids, run_id: run } = readLink(body, "");
        await tracing.linkToRun(ids, run);
        return okText("{}");
      },
    },
    {
      method: "POST",
      path: `${traces}/link-prompts`,
      async handle({ body }) {
        const { trace_id: id, prompt_versions: prompts } = readPrompts(body, "");
        await tracing.linkPrompts(
          id,
          prompts.map(({ name, version }) => `${name}/${version}`),
        );
        return okText("{}");
      },
    },
  ];
}

export function idOf(params: Request["params"]): string {
  return params.trace_id ?? "";
}

export function nextOf(page: { readonly next_page_token?: string }): { next_page_token?: string } {
  return page.next_page_token === undefined ? {} : { next_page_token: page.next_page_token };
}

/** Span by span, since there may be thousands. */
async function printWhole({ trace, spans }: { trace: TraceDoc; spans: readonly SpanDoc[] }): Promise<string> {
  const turn = createTurns();
  const printed: string[] = [];
  for (const span of spans) {
    printed.push(JSON.stringify(printOtelSpan(trace.id, span)));
    await turn();
  }
  return `{"trace_info":${JSON.stringify(printInfo(trace))},"spans":[${printed.join(",")}]}`;
}

/** protobuf's JSON has words for what is not a number. */
export function double(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
