import type { Stage } from "../../shared/models";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Actor, Audit } from "./audit";
import { checkAlias, checkDescription, checkModelName, checkTag, checkTagKey } from "./checks";
import { factsOfVersion } from "./facts";
import { aliasTarget, holdModel, type Models, missing, tagValue } from "./models";
import {
  dropVersion,
  type ModelDoc,
  type Pair,
  putModel,
  putVersion,
  type VersionDoc,
  versionDocs,
  versionKey,
  withPairs,
} from "./store";

export interface NewVersion {
  readonly name: string;
  readonly source: string;
  readonly storage_location: string;
  readonly run_id: string;
  readonly run_link: string;
  readonly model_id: string;
  readonly description: string;
  readonly tags: readonly Pair[];
}

/** Which version of which model. */
export interface VersionName {
  readonly name: string;
  readonly version: number;
}

export type Versions = ReturnType<typeof createVersions>;

/** Versions of registered models: 1, 2, 3…, each in a stage. */
export function createVersions({ store, events, clock }: Kernel, models: Models, audit: Audit) {
  const find = (name: string, version: number) => versionDocs(store).get(versionKey(name, version));
  const get = (name: string, version: number): VersionDoc =>
    find(checkModelName(name), version) ?? missing(`Model Version (name=${name}, version=${version}) not found`);
  const announce = ({ name, version }: VersionDoc) =>
    events.emit({ kind: "model-version", id: versionKey(name, version), model: name });
  const change = <T>(
    { name, version }: VersionName,
    work: (before: VersionDoc, model: ModelDoc) => Promise<T>,
  ): Promise<T> => store.exclusive([holdModel(name)], () => work(get(name, version), models.get(name)));
  /** One version becomes another, and the trail says so. */
  const replace = async (doc: VersionDoc, others: readonly Op[], entry: Op): Promise<VersionDoc> => {
    await store.commit([putVersion(doc), ...others, entry]);
    announce(doc);
    return doc;
  };

  /** The newest version of each stage, in the order in which the stages were first taken. */
  const latestOf = (model: ModelDoc, all: readonly VersionDoc[] = models.versionsOf(model)): VersionDoc[] => {
    const latest = new Map<Stage, VersionDoc>();
    for (const version of all) latest.set(version.current_stage, version);
    return [...latest.values()];
  };

  return {
    find,
    get,
    all: (): Iterable<VersionDoc> => versionDocs(store).values(),
    latestOf,

    getByAlias(name: string, alias: string): VersionDoc {
      const model = models.get(name);
      checkAlias(alias);
      if (alias.toLowerCase() !== "latest") return get(name, aliasTarget(model, alias));
      return models.versionsOf(model).at(-1) ?? missing(`Latest version not found for model ${name}.`);
    },

    create(asked: NewVersion, by: Actor): Promise<VersionDoc> {
      const name = checkModelName(asked.name);
      const tags = withPairs([], asked.tags.map(checkTag));
      return store.exclusive([holdModel(name)], async () => {
        const model = models.get(name);
        const now = clock.now();
        const version = Math.max(model.deleted_version ?? 0, models.versionsOf(model).at(-1)?.version ?? 0) + 1;
        const doc: VersionDoc = {
          name,
          version,
          creation_timestamp: now,
          last_updated_timestamp: now,
          description: checkDescription(asked.description),
          current_stage: "None",
          source: asked.source,
          storage_location: asked.storage_location,
          run_id: asked.run_id,
          run_link: asked.run_link,
          status: "READY",
          ...(asked.model_id !== "" && { model_id: asked.model_id }),
          tags,
        };
        const entry = audit.entry(by, { act: "create-version", model: name, version, after: factsOfVersion(doc) });
        return replace(doc, [putModel({ ...model, last_updated_timestamp: now })], entry);
      });
    },

    /** Without a description the old one goes, as in MLflow. */
    update: (of: VersionName, description: string | undefined, by: Actor): Promise<VersionDoc> =>
      change(of, async ({ description: old, ...before }) => {
        const doc: VersionDoc = {
          ...before,
          ...(description !== undefined && { description: checkDescription(description) }),
          last_updated_timestamp: clock.now(),
        };
        const entry = audit.entry(by, {
          act: "update-version",
          model: of.name,
          version: of.version,
          before: { description: old ?? null },
          after: { description: description ?? null },
        });
        return replace(doc, [], entry);
      }),

    /** Aliases that point at it go with it; its number is not given again. */
    delete: (of: VersionName, by: Actor): Promise<void> =>
      change(of, async (before, model) => {
        const { name, version } = before;
        const aliases = model.aliases.filter((each) => each.version !== version);
        const deleted_version = Math.max(model.deleted_version ?? 0, version);
        await store.commit([
          dropVersion(before),
          putModel({ ...model, aliases, deleted_version, last_updated_timestamp: clock.now() }),
          audit.entry(by, { act: "delete-version", model: name, version, before: factsOfVersion(before) }),
        ]);
        announce(before);
      }),

    async setTag(of: VersionName, asked: Pair, by: Actor): Promise<void> {
      const { key, value } = checkTag(asked);
      await change(of, (before) => {
        const { name, version } = before;
        const entry = audit.entry(by, {
          act: "set-version-tag",
          model: name,
          version,
          before: { [key]: tagValue(before.tags, key) },
          after: { [key]: value },
        });
        return replace({ ...before, tags: withPairs(before.tags, [{ key, value }]) }, [], entry);
      });
    },

    async deleteTag(of: VersionName, key: string, by: Actor): Promise<void> {
      checkTagKey(key);
      await change(of, async (before) => {
        const { name, version } = before;
        const old = tagValue(before.tags, key);
        if (old === null) return;
        const doc = { ...before, tags: before.tags.filter((tag) => tag.key !== key) };
        const entry = audit.entry(by, { act: "delete-version-tag", model: name, version, before: { [key]: old } });
        await replace(doc, [], entry);
      });
    },
  };
}
