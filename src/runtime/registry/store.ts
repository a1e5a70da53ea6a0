import { groupBy } from "../../shared/groups";
import type { Stage } from "../../shared/models";
import type { Op } from "../kernel/store/change";
import type { Store } from "../kernel/store/store";

/** Names of what this room keeps, and the shape of its documents. */

export const collections = { models: "models", versions: "model-versions", audit: "audit" } as const;

export type Pair = { readonly key: string; readonly value: string };

export type ModelDoc = {
  readonly name: string;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly description?: string;
  readonly tags: readonly Pair[];
  readonly aliases: readonly { readonly alias: string; readonly version: number }[];
  /** The highest number of a version that was deleted: it is not given again. */
  readonly deleted_version?: number;
};

export type VersionDoc = {
  readonly name: string;
  readonly version: number;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly description?: string;
  readonly user_id?: string;
  readonly current_stage: Stage;
  readonly source: string;
  /** Where the files are, when the source is another name for it. */
  readonly storage_location: string;
  readonly run_id: string;
  readonly run_link: string;
  readonly status: string;
  readonly status_message?: string;
  readonly model_id?: string;
  readonly tags: readonly Pair[];
  /** One a person, in the order in which they were last said. */
  readonly verdicts?: readonly VerdictDoc[];
};

export type VerdictDoc = {
  readonly actor: string;
  readonly verdict: "approved" | "rejected";
  readonly comment?: string;
  readonly at: number;
};

export const promptTag = "mlflow.prompt.is_prompt";

export function isPrompt({ tags }: { readonly tags: readonly Pair[] }): boolean {
  return tags.findLast(({ key }) => key === promptTag)?.value.toLowerCase() === "true";
}

export function versionKey(name: string, version: number): string {
  return `${name}/${version}`;
}

export function putModel(doc: ModelDoc): Op {
  return { do: "put", in: collections.models, key: doc.name, doc };
}

export function putVersion(doc: VersionDoc): Op {
  return { do: "put", in: collections.versions, key: versionKey(doc.name, doc.version), doc };
}

export function dropVersion({ name, version }: VersionDoc): Op {
  return { do: "drop", in: collections.versions, key: versionKey(name, version) };
}

export function modelDocs(store: Store): ReadonlyMap<string, ModelDoc> {
  return store.docs<ModelDoc>(collections.models);
}

export function versionDocs(store: Store): ReadonlyMap<string, VersionDoc> {
  return store.docs<VersionDoc>(collections.versions);
}

/** In the order of their numbers. */
export function versionsOf(store: Store, name: string): VersionDoc[] {
  const found: VersionDoc[] = [];
  for (const doc of versionDocs(store).values()) if (doc.name === name) found.push(doc);
  return found.sort(byNumber);
}

/** The versions of all models in one pass, in the order of their numbers. */
export function versionsByModel(store: Store): ReadonlyMap<string, readonly VersionDoc[]> {
  const groups = groupBy(versionDocs(store).values(), ({ name }) => name);
  for (const group of groups.values()) group.sort(byNumber);
  return groups;
}

function byNumber(a: VersionDoc, b: VersionDoc): number {
  return a.version - b.version;
}

export function aliasesOf(model: ModelDoc | undefined, version: number): string[] {
  return (model?.aliases ?? []).filter((each) => each.version === version).map(({ alias }) => alias);
}

/** Pairs with some set, each key once. */
export function withPairs(pairs: readonly Pair[], more: readonly Pair[]): Pair[] {
  const merged = new Map(pairs.map(({ key, value }) => [key, value]));
  for (const { key, value } of more) merged.set(key, value);
  return [...merged].map(([key, value]) => ({ key, value }));
}

/** Friendly names over the store's own tables, for the SQL console. */
export const registryViews: readonly string[] = [
  `CREATE VIEW registered_models AS SELECT key AS name, json_extract(doc, '$.creation_timestamp') AS creation_timestamp,
    json_extract(doc, '$.last_updated_timestamp') AS last_updated_timestamp,
    json_extract(doc, '$.description') AS description FROM models`,
  `CREATE VIEW registered_model_versions AS SELECT json_extract(doc, '$.name') AS name, json_extract(doc, '$.version') AS version,
    json_extract(doc, '$.current_stage') AS stage, json_extract(doc, '$.run_id') AS run_id,
    json_extract(doc, '$.model_id') AS model_id, json_extract(doc, '$.source') AS source,
    json_extract(doc, '$.status') AS status, json_extract(doc, '$.creation_timestamp') AS creation_timestamp,
    json_extract(doc, '$.last_updated_timestamp') AS last_updated_timestamp,
    json_extract(doc, '$.description') AS description FROM model_versions`,
  `CREATE VIEW aliases AS SELECT models.key AS name, json_extract(each.value, '$.alias') AS alias,
    json_extract(each.value, '$.version') AS version FROM models, json_each(models.doc, '$.aliases') AS each`,
  `CREATE VIEW registry_audit AS SELECT json_extract(doc, '$.at') AS at, json_extract(doc, '$.actor') AS actor,
    json_extract(doc, '$.act') AS act, json_extract(doc, '$.model') AS model, json_extract(doc, '$.version') AS version,
    json_extract(doc, '$.before') AS before, json_extract(doc, '$.after') AS after FROM audit`,
];
