import { invalid } from "../../../shared/apiError";
import { runStatuses } from "../../../shared/runs";
import { ok, okText, type Reply, type Route } from "../../kernel/http/route";
import {
  asBody,
  optionalEnum,
  optionalInteger,
  optionalText,
  pairsOf,
  requiredText,
  runIdOf,
  textsOf,
  viewTypeOf,
} from "../fields";
import { checkPage } from "../limits";
import type { Tracking } from "../tracking";
import { objectOf, quote } from "./json";
import { runInfoJson } from "./runJson";
import { slicedReply } from "./slices";

const root = "/api/2.0/mlflow/runs";

export function runRoutes({ runs, search, experiments, provenance }: Tracking): Route[] {
  const post = (name: string, handle: (body: ReturnType<typeof asBody>) => Promise<Reply>): Route => ({
    method: "POST",
    path: `${root}/${name}`,
    handle: ({ body }) => handle(asBody(body)),
  });
  return [
    {
      method: "POST",
      path: `${root}/create`,
      async handle(request) {
        const body = asBody(request.body);
        const seen = provenance.watch(request.peer);
        const { run_id } = await runs.create({
          experiment_id: optionalText(body, "experiment_id") ?? "",
          user_id: optionalText(body, "user_id"),
          start_time: optionalInteger(body, "start_time"),
          run_name: optionalText(body, "run_name"),
          tags: pairsOf(body, "tags"),
        });
        seen(run_id);
        return okText(`{"run":${search.newRunJson(run_id)}}`);
      },
    },
    post("update", async (body) => {
      const info = await runs.update(runIdOf(body), {
        status: optionalEnum(body, "status", runStatuses, 1),
        end_time: optionalInteger(body, "end_time"),
        run_name: optionalText(body, "run_name"),
      });
      return okText(`{"run_info":${runInfoJson(info)}}`);
    }),
    post("delete", async (body) => {
      await runs.delete(runIdOf(body));
      return ok({});
    }),
    post("restore", async (body) => {
      await runs.restore(runIdOf(body));
      return ok({});
    }),
    post("set-tag", async (body) => {
      await runs.setTag(runIdOf(body), requiredText(body, "key"), optionalText(body, "value") ?? "");
      return ok({});
    }),
    post("delete-tag", async (body) => {
      await runs.deleteTag(runIdOf(body), requiredText(body, "key"));
      return ok({});
    }),
    post("log-parameter", async (body) => {
      const key = requiredText(body, "key");
      await runs.logParam(runIdOf(body), { key, value: optionalText(body, "value") ?? "" });
      return ok({});
    }),
    {
      method: "GET",
      path: `${root}/get`,
      handle: ({ body }) => okText(`{"run":${search.runJson(runIdOf(asBody(body)))}}`),
    },
    post("search", async (body) => {
      const found = search.runs({
        experiments: textsOf(body, "experiment_ids").map((id) => experiments.find(id)?.experiment_id ?? checkKnown(id)),
        view: viewTypeOf(body, "run_view_type"),
        filter: optionalText(body, "filter"),
        orderBy: textsOf(body, "order_by"),
        limit: checkPage(optionalInteger(body, "max_results"), 1000),
        pageToken: optionalText(body, "page_token"),
      });
      const { rows } = found;
      const token = found.nextPageToken === undefined ? "" : `"next_page_token":${quote(found.nextPageToken)}`;
      if (rows.length === 0) return okText(objectOf([token]));
      return slicedReply({
        head: '{"runs":[',
        count: rows.length,
        perSlice: search.runsPerSlice(),
        write: (from, to) => search.runsJson(rows.subarray(from, to)).join(","),
        tail: token === "" ? "]}" : `],${token}}`,
      });
    }),
  ];
}

/** The id of no experiment finds nothing; what could not be one is an error. */
function checkKnown(id: string): string {
  return /^\d+$/.test(id)
    ? id
    : invalid(`Invalid experiment ID '${id.slice(0, 200)}'. Experiment ID must be a valid integer.`);
}
