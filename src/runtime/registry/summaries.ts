import type { ModelSummary, VersionSummary } from "../../shared/models";
import type { Models } from "./models";
import { aliasesOf, isPrompt, type ModelDoc, type VersionDoc } from "./store";

/** Models with their versions, as windows show them; the name decides the order. */
export function createSummaries(models: Models) {
  return (): ModelSummary[] => {
    const versions = models.versionsByModel();
    return [...models.all()]
      .map((model) => modelSummary(model, versions.get(model.name) ?? []))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  };
}

function modelSummary(model: ModelDoc, versions: readonly VersionDoc[]): ModelSummary {
  return {
    name: model.name,
    kind: isPrompt(model) ? "prompt" : "model",
    created: model.creation_timestamp,
    updated: model.last_updated_timestamp,
    ...(model.description && { description: model.description }),
    tags: model.tags,
    versions: versions.map((version) => versionSummary(version, aliasesOf(model, version.version))).reverse(),
  };
}

function versionSummary(doc: VersionDoc, aliases: readonly string[]): VersionSummary {
  return {
    version: doc.version,
    stage: doc.current_stage,
    aliases,
    status: doc.status,
    created: doc.creation_timestamp,
    updated: doc.last_updated_timestamp,
    source: doc.source,
    ...(doc.run_id !== "" && { run: doc.run_id }),
    ...(doc.model_id !== undefined && { model_id: doc.model_id }),
    ...(doc.description && { description: doc.description }),
    tags: doc.tags,
  };
}
