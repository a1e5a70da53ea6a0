import { invalid } from "../../../shared/apiError";
import { readToken, writeToken } from "../../kernel/http/pageToken";
import { ok, okText, type Route } from "../../kernel/http/route";
import type { PackedPoints } from "../../kernel/store/points";
import {
  asBody,
  listOf,
  optionalInteger,
  optionalText,
  pairsOf,
  readDouble,
  requiredInteger,
  requiredText,
  runIdOf,
  textsInQuery,
} from "../fields";
import { checkKey, invalidValue, limits, missingValue } from "../limits";
import type { Tracking } from "../tracking";
import { double, quote } from "./json";
import { slicedReply } from "./slices";

/** Bytes of a batch as it comes: JSON may write one letter as six bytes. */
const largestBatch = 8 * limits.batchBytes;

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
        const run = runIdOf(body);
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
      limit: largestBatch,
      async handle(request) {
        const body = asBody(request.body);
        await metrics.logBatch(runIdOf(body), {
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
        const points = await metrics.historyIfAny(runIdOf(body), key);
        const count = points.values.length;
        const to = asked === undefined ? count : Math.min(from + asked, count);
        return historyReply(key, points, { from: Math.min(from, to), to });
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/metrics/get-history-bulk",
      async handle(request) {
        const body = asBody(request.body);
        const ids = textsInQuery(body, "run_id");
        const key =
          optionalText(body, "metric_key") ?? invalid("GetMetricHistoryBulk request must specify a metric_key.");
        checkRunCount("GetMetricHistoryBulk request cannot specify more than", ids.length);
        const most = Math.min(optionalInteger(body, "max_results") ?? historyPage, historyPage);
        const texts: string[] = [];
        for (const id of [...new Set(ids)].sort()) {
          if (texts.length >= most) break;
          const points = await metrics.historyIfAny(id, key);
          const write = pointWriter(key, points, id);
          for (let i = 0; i < points.values.length && texts.length < most; i++) texts.push(write(i));
        }
        return okText(`{"metrics":[${texts.slice(0, Math.max(most, 0)).join(",")}]}`);
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/metrics/get-history-bulk-interval",
      async handle(request) {
        const body = asBody(request.body);
        const ids = textsInQuery(body, "run_ids");
        if (ids.length === 0) missingValue("run_ids");
        checkRunCount("GetMetricHistoryBulkInterval request must specify at most", ids.length);
        const key = requiredText(body, "metric_key");
        const most = optionalInteger(body, "max_results") ?? bulkPoints;
        if (most < 1 || most > bulkPoints) invalid(`max_results must be between 1 and ${bulkPoints}.`);
        const steps = stepRange(optionalInteger(body, "start_step"), optionalInteger(body, "end_step"));
        const texts: string[] = [];
        for (const id of ids) {
          const points = await metrics.history(id, key);
          const write = pointWriter(key, points, id);
          for (const i of sample(byStep(points, steps), most)) texts.push(write(i));
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

/** Writes point i as MLflow's JSON. */
function pointWriter(key: string, { values, steps, times }: PackedPoints, run?: string): (i: number) => string {
  const head = `{"key":${quote(key)},"value":`;
  const tail = run === undefined ? "}" : `,"run_id":${quote(run)}}`;
  return (i) => `${head}${double(values[i] as number)},"timestamp":${times[i]},"step":${steps[i]}${tail}`;
}

function historyReply(key: string, points: PackedPoints, { from, to }: { from: number; to: number }) {
  const token = to < points.values.length ? `"next_page_token":${quote(writeToken(to))}` : "";
  if (from === to) return okText(`{${token}}`);
  const write = pointWriter(key, points);
  return slicedReply({
    head: '{"metrics":[',
    count: to - from,
    perSlice: 5000,
    write(start, end) {
      let text = write(from + start);
      for (let i = from + start + 1; i < from + end; i++) text += `,${write(i)}`;
      return text;
    },
    tail: token === "" ? "]}" : `],${token}}`,
  });
}

/** The two requests say the same in different words, and clients know both. */
function checkRunCount(refusal: string, count: number): void {
  if (count === 0) invalid(`${refusal.split(" ", 1)[0]} request must specify at least one run_id.`);
  if (count > limits.bulkRuns) invalid(`${refusal} ${limits.bulkRuns} run_ids. Received ${count} run_ids.`);
}

function stepRange(from: number | undefined, to: number | undefined): { from: number; to: number } {
  if (from === undefined && to === undefined) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  if (from === undefined || to === undefined)
    return invalid("If either start step or end step are specified, both must be specified.");
  if (from > to) invalid(`end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`);
  return { from, to };
}

/** The points of some steps, as places, in the order of step, time, value. */
function byStep({ values, steps, times }: PackedPoints, { from, to }: { from: number; to: number }): Uint32Array {
  const places = Uint32Array.from(values.keys()).filter(
    (i) => (steps[i] as number) >= from && (steps[i] as number) <= to,
  );
  // they come in the order of time, and a sort that keeps it leaves time and value right within a step
  const apart = (a: number, b: number) =>
    (steps[a] as number) - (steps[b] as number) || (times[a] as number) - (times[b] as number);
  return places.sort((a, b) => apart(a, b) || a - b);
}

/** The first of each of `most` even buckets, and always the last of all. */
function sample(places: Uint32Array, most: number): Uint32Array {
  if (places.length <= most) return places;
  const size = Math.floor(places.length / most);
  const longer = places.length % most; // the first buckets take one more, as SQL's NTILE deals them
  const found = new Uint32Array(most).map((_, bucket) => places[bucket * size + Math.min(bucket, longer)] as number);
  found[most - 1] = places[places.length - 1] as number;
  return found;
}
