import { ApiError, invalid } from "../../../shared/apiError";
import { ok, type Reply, type Route } from "../../kernel/http/route";
import {
  asBody,
  type Body,
  optionalInteger,
  optionalText,
  pairsOf,
  requiredText,
  textsInQuery,
  textsOf,
  viewTypeOf,
} from "../fields";
import { checkPage } from "../limits";
import { searchExperiments } from "../search/searchExperiments";
import type { ExperimentDoc } from "../store";
import type { Tracking } from "../tracking";

const root = "/api/2.0/mlflow/experiments";

export function experimentRoutes({ experiments, inputs }: Tracking): Route[] {
  const route = (method: "GET" | "POST", name: string, handle: (body: Body) => Reply | Promise<Reply>): Route => ({
    method,
    path: `${root}/${name}`,
    handle: ({ body }) => handle(asBody(body)),
  });
  const search =
    (textsOf: typeof textsInQuery) =>
    (body: Body): Reply => {
      const { found, nextPageToken } = searchExperiments(experiments.all(), {
        view: viewTypeOf(body, "view_type"),
        filter: optionalText(body, "filter"),
        orderBy: textsOf(body, "order_by"),
        limit: checkPage(optionalInteger(body, "max_results"), 1000),
        pageToken: optionalText(body, "page_token"),
      });
      return ok({
        ...(found.length === 0 ? {} : { experiments: found.map(experimentJson) }),
        next_page_token: nextPageToken,
      });
    };
  return [
    route("POST", "create", async (body) => {
      const { experiment_id } = await experiments.create({
        name: requiredText(body, "name"),
        artifact_location: optionalText(body, "artifact_location"),
        tags: pairsOf(body, "tags"),
      });
      return ok({ experiment_id });
    }),
    route("GET", "get", (body) =>
      ok({ experiment: experimentJson(experiments.get(requiredText(body, "experiment_id"))) }),
    ),
    route("GET", "get-by-name", (body) => {
      const name = requiredText(body, "experiment_name");
      const found = experiments.findByName(name);
      if (!found) throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Could not find experiment with name '${name}'`);
      return ok({ experiment: experimentJson(found) });
    }),
    route("POST", "search", search(textsOf)),
    route("GET", "search", search(textsInQuery)),
    route("POST", "delete", async (body) => {
      await experiments.delete(requiredText(body, "experiment_id"));
      return ok({});
    }),
    route("POST", "restore", async (body) => {
      await experiments.restore(requiredText(body, "experiment_id"));
      return ok({});
    }),
    route("POST", "update", async (body) => {
      await experiments.rename(requiredText(body, "experiment_id"), requiredText(body, "new_name"));
      return ok({});
    }),
    route("POST", "set-experiment-tag", async (body) => {
      const key = requiredText(body, "key");
      const value = optionalText(body, "value") ?? "";
      await experiments.setTags(requiredText(body, "experiment_id"), [{ key, value }]);
      return ok({});
    }),
    route("POST", "delete-experiment-tag", async (body) => {
      await experiments.deleteTag(requiredText(body, "experiment_id"), requiredText(body, "key"));
      return ok({});
    }),
    route("POST", "search-datasets", (body) => {
      const ids = textsOf(body, "experiment_ids");
      if (ids.length === 0) invalid("SearchDatasets request must specify at least one experiment_id.");
      if (ids.length > 20)
        invalid(
          `SearchDatasets request cannot specify more than 20 experiment_ids. Received ${ids.length} experiment_ids.`,
        );
      const found = inputs.summaries(ids);
      return ok(found.length === 0 ? {} : { dataset_summaries: found });
    }),
  ];
}

function experimentJson({ deleted_at: _, tags, ...experiment }: ExperimentDoc) {
  // MLflow names the one workspace of a server that has no workspaces
  return { ...experiment, ...(tags.length === 0 ? {} : { tags }), workspace: "default" };
}
