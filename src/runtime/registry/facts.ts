import type { Facts } from "../../shared/models";
import type { ModelDoc, VersionDoc } from "./store";

/** What the audit trail keeps of a model or a version that comes or goes. */
export function factsOfModel(model: ModelDoc, versions: readonly VersionDoc[] = []): Facts {
  return {
    ...(model.description !== undefined && model.description !== "" && { description: model.description }),
    ...(versions.length > 0 && { versions: versions.length }),
    ...Object.fromEntries(model.aliases.map(({ alias, version }) => [`@${alias}`, version])),
  };
}

export function factsOfVersion(version: VersionDoc): Facts {
  return {
    stage: version.current_stage,
    source: version.source,
    ...(version.run_id !== "" && { run_id: version.run_id }),
    ...(version.model_id !== undefined && { model_id: version.model_id }),
    ...(version.description !== undefined && version.description !== "" && { description: version.description }),
  };
}
