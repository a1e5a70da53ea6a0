import { invalid } from "../../../shared/apiError";
import { ok, okText, type Route } from "../../kernel/http/route";
import type { Point } from "../../kernel/store/columns";
import {
  asBody,
  listOf,
  optionalInteger,
  optionalText,
  pairsOf,
  readDouble,
  requiredInteger,
  requiredText,
  textsOf,
} from "../fields";
import { checkKey, invalidValue, limits, missingValue } from "../limits";
import { readToken, writeToken } from "../search/pageToken";
import type { Tracking } from "../tracking";
import { double, quote } from "./json";
import { slicedReply } from "./slices";

/** Points a page when the client asks for pages without a size, and the most of a bulk answer. */
const historyPage = 25_000;
const bulkPoints = 2500;

export function metricRoutes({ metrics }: Tracking): Route[] {
  return [
    {
      method: "POST",
      path: "/api/2.0/mlflow/runs/log-metric",
      async handle(request) {
        const body = asBody(request.body);
        const run = requiredText(body, "run_id");
        const key = requiredText(body, "key");
        if (body.value === undefined || body.value === null || body.value === "") missingValue("value");
        const value = readDouble(body.value, "value");
        const time = requiredInteger(body, "timestamp");
        if (time < 0) invalidValue("timestamp", time, "Timestamp must be a nonnegative long (64-bit integer)");
        const point = { key: checkKey(key, "name"), value, time, step: optionalInteger(body, "step") ?? 0 };
        const model_id = optionalText(body, "model_id");
        await metrics.logPoint(run, point, model_id ? { ...point, model_id, ...datasetOf(body) } : undefined);
        return ok({});
      },
    },
    {
      method: "POST",
      path: "/api/2.0/mlflow/runs/log-batch",
      limit: limits.batchBytes,
      async handle(request) {
        const body = asBody(request.body);
        await metrics.logBatch(requiredText(body, "run_id"), {
          metrics: listOf(body, "metrics"),
          params: pairsOf(body, "params"),
          tags: pairsOf(body, "tags"),
        });
        return ok({});
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/metrics/get-history",
      async handle(request) {
        const body = asBody(request.body);
        const key = requiredText(body, "metric_key");
        const asked = optionalInteger(body, "max_results");
        if (asked !== undefined && asked < 1) invalidValue("max_results", asked, "It must be a positive integer.");
        const from = readToken(optionalText(body, "page_token"));
        const points = await metrics.history(requiredText(body, "run_id"), key);
        const to = asked === undefined ? points.length : Math.min(from + asked, points.length);
        return historyReply(key, points.slice(from, to), to < points.length ? writeToken(to) : undefined);
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/metrics/get-history-bulk",
      async handle(request) {
        const body = asBody(request.body);
        const ids = textsOf(body, "run_id");
        const key =
          optionalText(body, "metric_key") ?? invalid("GetMetricHistoryBulk request must specify a metric_key.");
        checkRunCount("GetMetricHistoryBulk", ids.length);
        const most = Math.min(optionalInteger(body, "max_results") ?? historyPage, historyPage);
        const texts: string[] = [];
        for (const id of [...new Set(ids)].sort()) {
          if (texts.length >= most) break;
          for (const point of await metrics.historyIfAny(id, key)) texts.push(pointJson(quote(key), point, quote(id)));
        }
        return okText(`{"metrics":[${texts.slice(0, Math.max(most, 0)).join(",")}]}`);
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/metrics/get-history-bulk-interval",
      async handle(request) {
        const body = asBody(request.body);
        const ids = textsOf(body, "run_ids");
        if (ids.length === 0) missingValue("run_ids");
        checkRunCount("GetMetricHistoryBulkInterval", ids.length);
        const key = requiredText(body, "metric_key");
        const most = optionalInteger(body, "max_results") ?? bulkPoints;
        if (most < 1 || most > bulkPoints) invalid(`max_results must be between 1 and ${bulkPoints}.`);
        const steps = stepRange(optionalInteger(body, "start_step"), optionalInteger(body, "end_step"));
        const texts: string[] = [];
        for (const id of ids) {
          const points = (await metrics.history(id, key)).filter(({ step }) => step >= steps.from && step <= steps.to);
          for (const point of sample(points, most)) texts.push(pointJson(quote(key), point, quote(id)));
        }
        return okText(texts.length === 0 ? "{}" : `{"metrics":[${texts.join(",")}]}`);
      },
    },
  ];
}

function datasetOf(body: ReturnType<typeof asBody>) {
  return {
    dataset_name: optionalText(body, "dataset_name") ?? "",
    dataset_digest: optionalText(body, "dataset_digest") ?? "",
  };
}

function pointJson(key: string, { value, time, step }: Point, run?: string): string {
  const owner = run === undefined ? "" : `,"run_id":${run}`;
  return `{"key":${key},"value":${double(value)},"timestamp":${time},"step":${step}${owner}}`;
}

function historyReply(key: string, points: readonly Point[], nextToken: string | undefined) {
  const token = nextToken === undefined ? "" : `"next_page_token":${quote(nextToken)}`;
  if (points.length === 0) return okText(`{${token}}`);
  const name = quote(key);
  const slice = (from: number, to: number) => {
    let text = pointJson(name, points[from] as Point);
    for (let i = from + 1; i < to; i++) text += `,${pointJson(name, points[i] as Point)}`;
    return text;
  };
  return slicedReply('{"metrics":[', points.length, slice, token === "" ? "]}" : `],${token}}`);
}

function checkRunCount(what: string, count: number): void {
  if (count === 0) invalid(`${what} request must specify at least one run_id.`);
  if (count > limits.bulkRuns)
    invalid(`${what} request must specify at most ${limits.bulkRuns} run_ids. Received ${count} run_ids.`);
}

function stepRange(from: number | undefined, to: number | undefined): { from: number; to: number } {
  if (from === undefined && to === undefined) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  if (from === undefined || to === undefined)
    return invalid("If either start step or end step are specified, both must be specified.");
  if (from > to) invalid(`end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`);
  return { from, to };
}

/** The first point of each of `most` even buckets in the order of steps, and always the last point. */
function sample(points: readonly Point[], most: number): Point[] {
  const ordered = [...points].sort((a, b) => a.step - b.step || a.time - b.time || a.value - b.value);
  if (ordered.length <= most) return ordered;
  const size = Math.floor(ordered.length / most);
  const longer = ordered.length % most; // the first buckets take one more, as SQL's NTILE deals them
  const found: Point[] = [];
  for (let bucket = 0; bucket < most; bucket++) found.push(ordered[bucket * size + Math.min(bucket, longer)] as Point);
  found[most - 1] = ordered[ordered.length - 1] as Point;
  return found;
}
