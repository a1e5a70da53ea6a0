import { invalid } from "../../shared/apiError";
import { integer, number, object, oneOrMore, optional, string } from "../../shared/readers";
import { ok, okText, type Route } from "../kernel/http/route";
import type { Evaluation } from "./evaluation";
import type { ScorerDoc, ScorerVersion } from "./scorers";

const root = "/api/3.0/mlflow/scorers";

const readRegister = object({ experiment_id: string, name: string, serialized_scorer: string });
const readList = object({ experiment_id: optional(string, ""), experiment_ids: optional(oneOrMore(string)) });
const readName = object({ experiment_id: string, name: string });
const readVersion = object({ experiment_id: string, name: string, version: optional(integer) });
const readConfig = object({
  experiment_id: string,
  name: string,
  sample_rate: number,
  filter_string: optional(string),
});
const readIds = object({ scorer_ids: oneOrMore(string) });

export function scorerRoutes({ scorers }: Evaluation): Route[] {
  return [
    {
      method: "POST",
      path: `${root}/register`,
      async handle({ body }) {
        const asked = readRegister(body, "");
        const made = await scorers.register(asked.experiment_id, asked.name, asked.serialized_scorer);
        return ok({
          version: made.version,
          scorer_id: made.scorer.id,
          experiment_id: made.scorer.experiment,
          name: made.scorer.name,
          serialized_scorer: made.serialized,
          creation_time: made.created,
        });
      },
    },
    {
      method: "GET",
      path: `${root}/list`,
      handle({ body }) {
        const { experiment_id: one, experiment_ids: several } = readList(body, "");
        if (one !== "" && several) invalid("Cannot specify both 'experiment_id' and 'experiment_ids'.");
        return ok({ scorers: (one === "" ? scorers.list(several) : scorers.listOf(one)).map(printVersion) });
      },
    },
    {
      method: "GET",
      path: `${root}/versions`,
      handle({ body }) {
        const { experiment_id: experiment, name } = readName(body, "");
        return ok({ scorers: scorers.versions(experiment, name).map(printVersion) });
      },
    },
    {
      method: "GET",
      path: `${root}/get`,
      handle({ body }) {
        const { experiment_id: experiment, name, version } = readVersion(body, "");
        return ok({ scorer: printVersion(scorers.get(experiment, name, version)) });
      },
    },
    {
      method: "DELETE",
      path: `${root}/delete`,
      async handle({ body }) {
        const { experiment_id: experiment, name, version } = readVersion(body, "");
        await scorers.delete(experiment, name, version);
        return okText("{}");
      },
    },
    {
      method: "PUT",
      path: `${root}/online-config`,
      async handle({ body }) {
        const asked = readConfig(body, "");
        const scorer = await scorers.configure(asked.experiment_id, asked.name, asked.sample_rate, asked.filter_string);
        return ok({ config: printConfig(scorer) });
      },
    },
    {
      method: "GET",
      path: `${root}/online-configs`,
      handle: ({ body }) => ok({ configs: scorers.configured(readIds(body, "").scorer_ids).map(printConfig) }),
    },
  ];
}

function printVersion({ scorer, version, serialized, created }: ScorerVersion): Record<string, unknown> {
  const experiment = Number(scorer.experiment);
  return {
    // an int32 in the protocol: an id that does not fit could not be read at all
    ...(Number.isInteger(experiment) && experiment < 2 ** 31 && { experiment_id: experiment }),
    scorer_name: scorer.name,
    scorer_version: version,
    serialized_scorer: serialized,
    creation_time: created,
    scorer_id: scorer.id,
  };
}

function printConfig({ id, experiment, online }: ScorerDoc): Record<string, unknown> {
  return {
    online_scoring_config_id: online?.id ?? "",
    scorer_id: id,
    sample_rate: online?.sample_rate ?? 0,
    experiment_id: experiment,
    ...(online?.filter !== undefined && { filter_string: online.filter }),
  };
}
