import { ok, okText, type Reply, type Request, type Route } from "../../kernel/http/route";
import {
  asBody,
  type Body,
  objectsOf,
  optionalBoolean,
  optionalEnum,
  optionalInteger,
  optionalText,
  pairsOf,
  requiredText,
  textsOf,
} from "../fields";
import { checkPage, missingValue } from "../limits";
import type { ModelMetric } from "../loggedModels";
import { type LoggedModelDoc, modelStatuses } from "../store";
import type { Tracking } from "../tracking";
import { double, listField, objectOf, pair, quote } from "./json";

const root = "/api/2.0/mlflow/logged-models";

export function loggedModelRoutes({ loggedModels, search }: Tracking): Route[] {
  const answer = async (doc: LoggedModelDoc): Promise<Reply> =>
    okText(`{"model":${loggedModelJson(doc, await loggedModels.metricsOf(doc.model_id))}}`);
  const route = (
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    handle: (id: string, body: Body, params: Request["params"]) => Promise<Reply>,
  ): Route => ({
    method,
    path: root + path,
    handle: ({ body, params }) => handle(params.model_id ?? "", asBody(body), params),
  });
  return [
    route("POST", "", async (_id, body) =>
      answer(
        await loggedModels.create({
          experiment_id: requiredText(body, "experiment_id"),
          name: optionalText(body, "name") || undefined,
          model_type: optionalText(body, "model_type"),
          source_run_id: optionalText(body, "source_run_id"),
          params: pairsOf(body, "params"),
          tags: pairsOf(body, "tags"),
        }),
      ),
    ),
    route("GET", "/{model_id}", async (id, body) =>
      answer(loggedModels.get(id, optionalBoolean(body, "allow_deleted") ?? false)),
    ),
    route("PATCH", "/{model_id}", async (id, body) => {
      const status = optionalEnum(body, "status", modelStatuses, 0) ?? missingValue("status");
      return answer(await loggedModels.finalize(id, status));
    }),
    route("DELETE", "/{model_id}", async (id) => {
      await loggedModels.delete(id);
      return ok({});
    }),
    route("PATCH", "/{model_id}/tags", async (id, body) => {
      await loggedModels.setTags(id, pairsOf(body, "tags"));
      return ok({});
    }),
    route("DELETE", "/{model_id}/tags/{tag_key}", async (id, _body, params) => {
      await loggedModels.deleteTag(id, params.tag_key ?? "");
      return ok({});
    }),
    route("POST", "/{model_id}/params", async (id, body) => {
      await loggedModels.logParams(id, pairsOf(body, "params"));
      return ok({});
    }),
    route("POST", "/search", async (_id, body) => {
      const experiments = textsOf(body, "experiment_ids");
      const { found, nextPageToken } = await search.loggedModels({
        experiments,
        filter: optionalText(body, "filter"),
        datasets: objectsOf(body, "datasets").map((each, i) => ({
          name: requiredText(each, "dataset_name", `datasets[${i}].dataset_name`),
          digest: optionalText(each, "dataset_digest") || undefined,
        })),
        orderBy: objectsOf(body, "order_by").map((each, i) => ({
          field: requiredText(each, "field_name", `order_by[${i}].field_name`),
          ascending: optionalBoolean(each, "ascending") ?? true,
          dataset: optionalText(each, "dataset_name") || undefined,
          digest: optionalText(each, "dataset_digest") || undefined,
        })),
        limit: checkPage(optionalInteger(body, "max_results") || undefined, 50),
        pageToken: optionalText(body, "page_token"),
      });
      const models: string[] = [];
      for (const doc of found) models.push(loggedModelJson(doc, await loggedModels.metricsOf(doc.model_id)));
      const token = nextPageToken === undefined ? "" : `"next_page_token":${quote(nextPageToken)}`;
      return okText(objectOf([listField("models", models), token]));
    }),
  ];
}

function loggedModelJson(doc: LoggedModelDoc, metrics: readonly ModelMetric[]): string {
  const { tags, params, lifecycle: _, ...fields } = doc;
  const info = JSON.stringify(fields).slice(1, -1);
  const points = metrics.map((metric) => metricJson(doc.model_id, metric));
  return `{"info":${objectOf([info, listField("tags", tags.map(toPair))])},"data":${objectOf([
    listField("params", params.map(toPair)),
    listField("metrics", points),
  ])}}`;
}

function toPair({ key, value }: { key: string; value: string }): string {
  return pair(key, value);
}

function metricJson(model: string, { key, value, time, step, ...of }: ModelMetric): string {
  const dataset = of.dataset_name === "" ? "" : `,"dataset_name":${quote(of.dataset_name)}`;
  const digest = of.dataset_digest === "" ? "" : `,"dataset_digest":${quote(of.dataset_digest)}`;
  return `{"key":${quote(key)},"value":${double(value)},"timestamp":${time},"step":${step}${dataset}${digest},"model_id":${quote(model)},"run_id":${quote(of.run_id)}}`;
}
