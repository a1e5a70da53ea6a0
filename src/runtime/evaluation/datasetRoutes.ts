import { invalid } from "../../shared/apiError";
import { integer, object, oneOrMore, optional, type Reader, string, text } from "../../shared/readers";
import { readToken, writeToken } from "../kernel/http/pageToken";
import { ok, okText, type Request, type Route } from "../kernel/http/route";
import type { DatasetDoc, Texts } from "./datasetDoc";
import type { Datasets } from "./datasets";
import { printRecord } from "./records";

const root = "/api/3.0/mlflow/datasets";

/** Tags: a JSON object in a text. */
const readTags: Reader<Texts> = (value, at) => {
  if (value === undefined || value === null || value === "") return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(string(value, at));
  } catch {
    return invalid(`${at}: expected a JSON object as text`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return invalid(`${at}: expected a JSON object as text`);
  return Object.fromEntries(
    Object.entries(parsed)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => [key, typeof each === "string" ? each : printed(each)]),
  );
};

/** As Python's str has it. */
function printed(value: unknown): string {
  return value === true ? "True" : value === false ? "False" : JSON.stringify(value);
}

const texts = optional(oneOrMore(text), []);
const readCreate = object({ name: string, experiment_ids: texts, tags: readTags });
const readSearch = object({
  experiment_ids: texts,
  filter_string: optional(string),
  max_results: optional(integer, 1000),
  order_by: texts,
  page_token: optional(string),
});
const readTagsBody = object({ tags: readTags });
const readUpsert = object({ records: string });
const readRecordsPage = object({ max_results: optional(integer, 1000), page_token: optional(string) });
const readRecordIds = object({ dataset_record_ids: texts });
const readExperiments = object({ experiment_ids: texts });

export function datasetRoutes(datasets: Datasets): Route[] {
  const search = ({ body }: Request) => {
    const asked = readSearch(body, "");
    if (asked.max_results < 1) invalid(`Invalid value ${asked.max_results} for parameter 'max_results' supplied`);
    const offset = readToken(asked.page_token);
    const found = datasets.search({
      experiments: asked.experiment_ids,
      filter: asked.filter_string,
      order_by: asked.order_by,
    });
    const end = offset + asked.max_results;
    return ok({
      datasets: found.slice(offset, end).map(printDataset),
      ...(end < found.length && { next_page_token: writeToken(end) }),
    });
  };
  return [
    {
      method: "POST",
      path: `${root}/create`,
      async handle({ body }) {
        const { name, tags, experiment_ids: experiments } = readCreate(body, "");
        return ok({ dataset: printDataset(await datasets.create({ name, tags, experiments })) });
      },
    },
    { method: "POST", path: `${root}/search`, handle: search },
    { method: "GET", path: `${root}/search`, handle: search },
    {
      method: "GET",
      path: `${root}/{dataset_id}`,
      handle: ({ params }) => ok({ dataset: printDataset(datasets.get(idOf(params))) }),
    },
    {
      method: "DELETE",
      path: `${root}/{dataset_id}`,
      async handle({ params }) {
        await datasets.delete(idOf(params));
        return okText("{}");
      },
    },
    {
      method: "PATCH",
      path: `${root}/{dataset_id}/tags`,
      async handle({ params, body }) {
        const dataset = await datasets.setTags(idOf(params), readTagsBody(body, "").tags);
        return ok({ dataset: printDataset(dataset) });
      },
    },
    {
      method: "DELETE",
      path: `${root}/{dataset_id}/tags/{key*}`,
      async handle({ params }) {
        await datasets.deleteTag(idOf(params), params.key ?? "");
        return okText("{}");
      },
    },
    {
      method: "POST",
      path: `${root}/{dataset_id}/records`,
      async handle({ params, body }) {
        const { inserted, updated } = await datasets.upsert(idOf(params), readUpsert(body, "").records);
        return ok({ inserted_count: inserted, updated_count: updated });
      },
    },
    {
      method: "GET",
      path: `${root}/{dataset_id}/records`,
      handle({ params, body }) {
        const { max_results: size, page_token: token } = readRecordsPage(body, "");
        if (size < 1) invalid(`Invalid value ${size} for parameter 'max_results' supplied`);
        const { records, ...next } = datasets.records(idOf(params), size, token);
        return ok({ records: `[${records.map(printRecord).join(", ")}]`, ...next });
      },
    },
    {
      method: "DELETE",
      path: `${root}/{dataset_id}/records`,
      async handle({ params, body }) {
        return ok({
          deleted_count: await datasets.deleteRecords(idOf(params), readRecordIds(body, "").dataset_record_ids),
        });
      },
    },
    {
      method: "GET",
      path: `${root}/{dataset_id}/experiment-ids`,
      handle: ({ params }) => ok({ experiment_ids: datasets.get(idOf(params)).experiments }),
    },
    {
      method: "POST",
      path: `${root}/{dataset_id}/add-experiments`,
      async handle({ params, body }) {
        const dataset = await datasets.addExperiments(idOf(params), readExperiments(body, "").experiment_ids);
        return ok({ dataset: printDataset(dataset) });
      },
    },
    {
      method: "POST",
      path: `${root}/{dataset_id}/remove-experiments`,
      async handle({ params, body }) {
        const dataset = await datasets.removeExperiments(idOf(params), readExperiments(body, "").experiment_ids);
        return ok({ dataset: printDataset(dataset) });
      },
    },
  ];
}

function idOf(params: Request["params"]): string {
  return params.dataset_id ?? "";
}

function printDataset(dataset: DatasetDoc): Record<string, unknown> {
  return {
    dataset_id: dataset.id,
    name: dataset.name,
    tags: JSON.stringify(dataset.tags),
    ...(dataset.schema !== undefined && { schema: dataset.schema }),
    ...(dataset.profile !== undefined && { profile: dataset.profile }),
    digest: dataset.digest,
    created_time: dataset.created,
    last_update_time: dataset.updated,
    ...(dataset.created_by !== undefined && { created_by: dataset.created_by }),
    ...(dataset.updated_by !== undefined && { last_updated_by: dataset.updated_by }),
    experiment_ids: dataset.experiments,
  };
}
