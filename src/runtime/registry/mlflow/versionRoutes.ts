import { object, optional, type Reader, string, text } from "../../../shared/readers";
import { ok, type Route } from "../../kernel/http/route";
import { actorOf } from "../audit";
import { checkStage, checkVersion, required, truth } from "../checks";
import type { Registration } from "../register";
import type { Registry } from "../registry";
import { filled, versionJson, versionWithAliases } from "./json";
import { pairs, readQuery, readVersionName } from "./readers";

const root = "/api/2.0/mlflow/model-versions";

const readCreate: Reader<Registration> = object<Registration>({
  name: required,
  source: required,
  run_id: optional(string),
  model_id: optional(string),
  run_link: optional(string, ""),
  description: optional(string, ""),
  tags: pairs,
});
const readUpdate = object({ name: required, version: required, description: optional(string) });
const readTransition = object({
  name: required,
  version: required,
  stage: required,
  archive_existing_versions: truth,
});
const readTag = object({ name: required, version: required, key: required, value: optional(text, "") });
const readTagKey = object({ name: required, version: required, key: required });

const pages = { usual: 200_000, most: 200_000 } as const;

export function versionRoutes(registry: Registry): Route[] {
  const { versions } = registry;
  const get = (body: unknown) => {
    const { name, version } = readVersionName(body, "");
    return versions.get(name, checkVersion(version));
  };
  return [
    {
      method: "POST",
      path: `${root}/create`,
      async handle(request) {
        const doc = await registry.register(readCreate(request.body, ""), actorOf(request));
        return ok({ model_version: versionWithAliases(registry, doc) });
      },
    },
    {
      method: "PATCH",
      path: `${root}/update`,
      async handle(request) {
        const { name, version, description } = readUpdate(request.body, "");
        const doc = await versions.update({ name, version: checkVersion(version) }, description, actorOf(request));
        return ok({ model_version: versionWithAliases(registry, doc) });
      },
    },
    {
      method: "POST",
      path: `${root}/transition-stage`,
      async handle(request) {
        const asked = readTransition(request.body, "");
        const doc = await registry.moves.transition(
          { name: asked.name, version: checkVersion(asked.version) },
          checkStage(asked.stage),
          asked.archive_existing_versions,
          actorOf(request),
        );
        return ok({ model_version: versionWithAliases(registry, doc) });
      },
    },
    {
      method: "DELETE",
      path: `${root}/delete`,
      async handle(request) {
        const { name, version } = readVersionName(request.body, "");
        await versions.delete({ name, version: checkVersion(version) }, actorOf(request));
        return ok({});
      },
    },
    {
      method: "GET",
      path: `${root}/get`,
      handle: ({ body }) => ok({ model_version: versionWithAliases(registry, get(body)) }),
    },
    {
      method: "GET",
      path: `${root}/search`,
      handle({ body }) {
        const { found, nextPageToken } = registry.search.versions(readQuery(body, pages));
        const shown = found.map((doc) => versionJson(doc));
        return ok({ model_versions: filled(shown), next_page_token: nextPageToken });
      },
    },
    {
      method: "GET",
      path: `${root}/get-download-uri`,
      handle({ body }) {
        const { storage_location, source } = get(body);
        return ok({ artifact_uri: storage_location || source });
      },
    },
    {
      method: "POST",
      path: `${root}/set-tag`,
      async handle(request) {
        const { name, version, ...tag } = readTag(request.body, "");
        await versions.setTag({ name, version: checkVersion(version) }, tag, actorOf(request));
        return ok({});
      },
    },
    {
      method: "DELETE",
      path: `${root}/delete-tag`,
      async handle(request) {
        const { name, version, key } = readTagKey(request.body, "");
        await versions.deleteTag({ name, version: checkVersion(version) }, key, actorOf(request));
        return ok({});
      },
    },
  ];
}
