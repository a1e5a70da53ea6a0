import type { Registry } from "../registry";
import { aliasesOf, type ModelDoc, type VersionDoc } from "../store";

/** A version as MLflow prints it; where it prints aliases, they are given. */
export function versionJson(doc: VersionDoc, aliases: readonly string[] = []) {
  return {
    name: doc.name,
    version: String(doc.version),
    creation_timestamp: doc.creation_timestamp,
    last_updated_timestamp: doc.last_updated_timestamp,
    user_id: doc.user_id,
    current_stage: doc.current_stage,
    description: doc.description,
    source: doc.source,
    run_id: doc.run_id,
    status: doc.status,
    status_message: doc.status_message || undefined,
    tags: filled(doc.tags),
    run_link: doc.run_link,
    aliases: filled(aliases),
  };
}

/** With its aliases, as when one version is asked for. */
export function versionWithAliases({ models }: Registry, doc: VersionDoc) {
  return versionJson(doc, aliasesOf(models.find(doc.name), doc.version));
}

/** MLflow leaves out the aliases of the versions within a model: they stand beside them. */
export function modelJson(doc: ModelDoc, latest: readonly VersionDoc[]) {
  return {
    name: doc.name,
    creation_timestamp: doc.creation_timestamp,
    last_updated_timestamp: doc.last_updated_timestamp,
    description: doc.description || undefined,
    latest_versions: filled(latest.map((version) => versionJson(version))),
    tags: filled(doc.tags),
    aliases: filled(doc.aliases.map(({ alias, version }) => ({ alias, version: String(version) }))),
  };
}

/** Protobuf leaves empty lists out. */
export function filled<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
