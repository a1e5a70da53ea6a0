import { list, object, optional, string } from "../../shared/readers";
import type { Door } from "../door";
import { type Model, readModel, readVersion, type Version } from "./model";

const api = "/api/2.0/mlflow";

const readModels = object<{ registered_models: Model[]; next_page_token: string | undefined }>({
  registered_models: optional(list(readModel), []),
  next_page_token: optional(string),
});

const readVersions = object<{ model_versions: Version[]; next_page_token: string | undefined }>({
  model_versions: optional(list(readVersion), []),
  next_page_token: optional(string),
});

export async function listModels(door: Door, filter?: string): Promise<Model[]> {
  const models: Model[] = [];
  let token: string | undefined;
  do {
    const query = new URLSearchParams({ max_results: "1000", ...(filter === undefined ? {} : { filter }) });
    if (token !== undefined) query.set("page_token", token);
    const page = readModels(await door.call("GET", `${api}/registered-models/search?${query}`), "reply");
    models.push(...page.registered_models);
    token = page.next_page_token || undefined;
  } while (token !== undefined);
  return models;
}

export async function getModel(door: Door, name: string): Promise<Model> {
  const read = object<{ registered_model: Model }>({ registered_model: readModel });
  const reply = await door.call("GET", `${api}/registered-models/get?${new URLSearchParams({ name })}`);
  return read(reply, "reply").registered_model;
}

/** Newest first. */
export async function listVersions(door: Door, model: string): Promise<Version[]> {
  const versions: Version[] = [];
  let token: string | undefined;
  do {
    const query = new URLSearchParams({ filter: `name = ${quoteName(model)}`, max_results: "10000" });
    if (token !== undefined) query.set("page_token", token);
    const page = readVersions(await door.call("GET", `${api}/model-versions/search?${query}`), "reply");
    versions.push(...page.model_versions);
    token = page.next_page_token || undefined;
  } while (token !== undefined);
  return versions.sort((a, b) => Number(b.version) - Number(a.version));
}

/** MLflow's filters know no escapes, so the other quote is taken where one is inside. */
function quoteName(name: string): string {
  return name.includes("'") ? `"${name}"` : `'${name}'`;
}
