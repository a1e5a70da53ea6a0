import { type ModelUri, parseModelUri } from "../../core/mlflow/modelUri";
import type { Tracking } from "../tracking/tracking";
import { checkStage } from "./checks";
import { type Models, missing } from "./models";
import type { VersionDoc } from "./store";
import type { Versions } from "./versions";

export type Resolve = ReturnType<typeof createResolve>;

/** From addresses (`models:/name@alias`, `runs:/id/path`) to versions and to where files lie. */
export function createResolve(tracking: Tracking, models: Models, versions: Versions) {
  const version = (uri: Exclude<ModelUri, { by: "id" }>): VersionDoc => {
    switch (uri.by) {
      case "version":
        return versions.get(uri.name, uri.version);
      case "alias":
        return versions.getByAlias(uri.name, uri.alias);
      case "latest":
        return models.versionsOf(models.get(uri.name)).at(-1) ?? missing(`No versions of model '${uri.name}' found`);
      case "stage": {
        const stage = checkStage(uri.stage);
        const found = versions.latestOf(models.get(uri.name)).find((each) => each.current_stage === stage);
        return found ?? missing(`No versions of model with name '${uri.name}' and stage '${stage}' found`);
      }
      default:
        return uri satisfies never;
    }
  };
  /** `runs:/…` in terms of the run's own artifact address; other addresses as they are. */
  const underlying = (location: string): string => {
    const [, run = "", path = ""] = /^runs:\/+([^/]+)\/?(.*)$/s.exec(location) ?? [];
    if (run === "") return location;
    const root = tracking.runs.get(run).artifact_uri;
    return path === "" ? root : `${root}/${path}`;
  };
  return {
    parse: parseModelUri,
    version,
    /** Where the files of a version lie. */
    location: ({ storage_location, source }: VersionDoc): string => underlying(storage_location || source),
  };
}
