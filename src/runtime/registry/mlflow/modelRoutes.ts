import { object, oneOrMore, optional, string, text } from "../../../shared/readers";
import { ok, type Reply, type Request, type Route } from "../../kernel/http/route";
import { actorOf } from "../audit";
import { checkStage, checkVersion, required } from "../checks";
import type { Registry } from "../registry";
import type { ModelDoc } from "../store";
import { filled, modelJson, versionWithAliases } from "./json";
import { pairs, readName, readQuery } from "./readers";

const root = "/api/2.0/mlflow/registered-models";

const readCreate = object({ name: required, description: optional(string), tags: pairs });
const readRename = object({ name: required, new_name: required });
const readUpdate = object({ name: required, description: optional(string, "") });
const readTag = object({ name: required, key: required, value: optional(text, "") });
const readTagKey = object({ name: required, key: required });
const readAlias = object({ name: required, alias: required });
const readNewAlias = object({ name: required, alias: required, version: required });
const readLatest = object({ name: required, stages: optional(oneOrMore(string), []) });

const pages = { usual: 100, most: 1000 } as const;

export function modelRoutes(registry: Registry): Route[] {
  const { models, versions } = registry;
  const json = (doc: ModelDoc) => modelJson(doc, versions.latestOf(doc));
  const latestVersions = ({ body }: Request): Reply => {
    const { name, stages } = readLatest(body, "");
    const wanted = stages.map(checkStage);
    const latest = versions.latestOf(models.get(name));
    const found = wanted.length === 0 ? latest : latest.filter((each) => wanted.includes(each.current_stage));
    return ok({ model_versions: filled(found.map((version) => versionWithAliases(registry, version))) });
  };

  return [
    {
      method: "POST",
      path: `${root}/create`,
      async handle(request) {
        return ok({ registered_model: json(await models.create(readCreate(request.body, ""), actorOf(request))) });
      },
    },
    {
      method: "POST",
      path: `${root}/rename`,
      async handle(request) {
        const { name, new_name } = readRename(request.body, "");
        return ok({ registered_model: json(await models.rename(name, new_name, actorOf(request))) });
      },
    },
    {
      method: "PATCH",
      path: `${root}/update`,
      async handle(request) {
        const { name, description } = readUpdate(request.body, "");
        return ok({ registered_model: json(await models.update(name, description, actorOf(request))) });
      },
    },
    {
      method: "DELETE",
      path: `${root}/delete`,
      async handle(request) {
        await models.delete(readName(request.body, "").name, actorOf(request));
        return ok({});
      },
    },
    {
      method: "GET",
      path: `${root}/get`,
      handle: ({ body }) => ok({ registered_model: json(models.get(readName(body, "").name)) }),
    },
    {
      method: "GET",
      path: `${root}/search`,
      handle({ body }) {
        const { found, nextPageToken } = registry.search.models(readQuery(body, pages));
        const byModel = models.versionsByModel();
        const shown = found.map((doc) => modelJson(doc, versions.latestOf(doc, byModel.get(doc.name) ?? [])));
        return ok({ registered_models: filled(shown), next_page_token: nextPageToken });
      },
    },
    { method: "GET", path: `${root}/get-latest-versions`, handle: latestVersions },
    { method: "POST", path: `${root}/get-latest-versions`, handle: latestVersions },
    {
      method: "POST",
      path: `${root}/set-tag`,
      async handle(request) {
        const { name, ...tag } = readTag(request.body, "");
        await models.setTag(name, tag, actorOf(request));
        return ok({});
      },
    },
    {
      method: "DELETE",
      path: `${root}/delete-tag`,
      async handle(request) {
        const { name, key } = readTagKey(request.body, "");
        await models.deleteTag(name, key, actorOf(request));
        return ok({});
      },
    },
    {
      method: "POST",
      path: `${root}/alias`,
      async handle(request) {
        const { name, alias, version } = readNewAlias(request.body, "");
        await models.setAlias(name, alias, checkVersion(version), actorOf(request));
        return ok({});
      },
    },
    {
      method: "DELETE",
      path: `${root}/alias`,
      async handle(request) {
        const { name, alias } = readAlias(request.body, "");
        await models.deleteAlias(name, alias, actorOf(request));
        return ok({});
      },
    },
    {
      method: "GET",
      path: `${root}/alias`,
      handle({ body }) {
        const { name, alias } = readAlias(body, "");
        return ok({ model_version: versionWithAliases(registry, versions.getByAlias(name, alias)) });
      },
    },
  ];
}
