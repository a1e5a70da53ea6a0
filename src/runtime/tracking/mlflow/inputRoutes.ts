import { invalid } from "../../../shared/apiError";
import { ok, type Route } from "../../kernel/http/route";
import { asBody, type Body, objectsOf, optionalInteger, optionalText, pairsOf, requiredText, runIdOf } from "../fields";
import type { NewDatasetInput } from "../inputs";
import { missingValue } from "../limits";
import type { Tracking } from "../tracking";

const root = "/api/2.0/mlflow/runs";

/** What went into a run and what came out of it. */
export function inputRoutes({ inputs, runs }: Tracking): Route[] {
  return [
    {
      method: "POST",
      path: `${root}/log-inputs`,
      async handle(request) {
        const body = asBody(request.body);
        const datasets = objectsOf(body, "datasets").map(readDatasetInput);
        const models = objectsOf(body, "models").map((each, i) =>
          requiredText(each, "model_id", `models[${i}].model_id`),
        );
        await inputs.logInputs(runIdOf(body), datasets, models);
        return ok({});
      },
    },
    {
      method: "POST",
      path: `${root}/outputs`,
      async handle(request) {
        const body = asBody(request.body);
        const models = objectsOf(body, "models").map((each, i) => ({
          model_id: requiredText(each, "model_id", `models[${i}].model_id`),
          step: optionalInteger(each, "step", `models[${i}].step`) ?? 0,
        }));
        if (models.length === 0) missingValue("models");
        await inputs.logOutputs(runIdOf(body), models);
        return ok({});
      },
    },
    {
      method: "POST",
      path: `${root}/log-model`,
      async handle(request) {
        const body = asBody(request.body);
        const run = runIdOf(body);
        await runs.recordModel(run, readModel(requiredText(body, "model_json")));
        return ok({});
      },
    },
  ];
}

function readDatasetInput(each: Body, i: number): NewDatasetInput {
  const at = `datasets[${i}]`;
  const dataset = each.dataset;
  if (typeof dataset !== "object" || dataset === null || Array.isArray(dataset)) return missingValue(`${at}.dataset`);
  const fields = dataset as Body;
  const text = (name: string) => optionalText(fields, name, `${at}.dataset.${name}`);
  return {
    dataset: {
      name: text("name") ?? missingValue(`${at}.dataset.name`),
      digest: text("digest") ?? "",
      source_type: text("source_type") ?? "",
      source: text("source") ?? "",
      schema: text("schema"),
      profile: text("profile"),
    },
    tags: pairsOf(each, "tags"),
  };
}

const needed = ["artifact_path", "flavors", "utc_time_created", "run_id"];

/** The part of an MLmodel that a run remembers of it. */
function readModel(text: string): Record<string, unknown> {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    return invalid(`Malformed model info. \n ${text.slice(0, 1000)} \n is not a valid JSON.`);
  }
  if (typeof model !== "object" || model === null || Array.isArray(model))
    return invalid("Malformed model info: expected a JSON object");
  const missing = needed.filter((field) => !Object.hasOwn(model, field));
  if (missing.length > 0) invalid(`Model json is missing mandatory fields: ${missing.join(", ")}`);
  const { run_id, utc_time_created, artifact_path, model_uuid, flavors } = model as Record<string, unknown>;
  return { run_id, artifact_path, utc_time_created, model_uuid, flavors: withoutConfig(flavors) };
}

/** A flavour's config can be a whole prompt or agent: too much for a tag. */
function withoutConfig(flavors: unknown): Record<string, unknown> {
  if (typeof flavors !== "object" || flavors === null) return {};
  return Object.fromEntries(
    Object.entries(flavors).map(([name, flavor]) => {
      if (typeof flavor !== "object" || flavor === null || Array.isArray(flavor)) return [name, flavor];
      return [name, Object.fromEntries(Object.entries(flavor).filter(([key]) => key !== "config"))];
    }),
  );
}
