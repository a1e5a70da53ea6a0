import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Actor, Audit } from "./audit";
import { checkAlias, checkDescription, checkModelName, checkNewAlias, checkTag, checkTagKey } from "./checks";
import { factsOfModel } from "./facts";
import {
  collections,
  dropVersion,
  isPrompt,
  type ModelDoc,
  modelDocs,
  type Pair,
  promptTag,
  putModel,
  putVersion,
  versionDocs,
  versionKey,
  versionsByModel,
  versionsOf,
  withPairs,
} from "./store";

export interface NewModel {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags: readonly Pair[];
}

export type Models = ReturnType<typeof createModels>;

/** Held by whoever changes a model or one of its versions. */
export function holdModel(name: string): string {
  return `model:${name}`;
}

/** Registered models, their tags and aliases. */
export function createModels({ store, events, clock }: Kernel, audit: Audit) {
  const find = (name: string): ModelDoc | undefined => modelDocs(store).get(name);
  const get = (name: string): ModelDoc =>
    find(checkModelName(name)) ?? missing(`Registered Model with name=${name} not found`);
  const change = <T>(name: string, work: (before: ModelDoc) => Promise<T>): Promise<T> =>
    store.exclusive([holdModel(name)], () => work(get(name)));
  const announce = (name: string) => events.emit({ kind: "model", id: name });

  return {
    find,
    get,
    all: (): Iterable<ModelDoc> => modelDocs(store).values(),
    versionsOf: (model: ModelDoc) => versionsOf(store, model.name),
    versionsByModel: () => versionsByModel(store),

    create(asked: NewModel, by: Actor): Promise<ModelDoc> {
      const name = checkModelName(asked.name);
      const tags = withPairs([], asked.tags.map(checkTag));
      return store.exclusive([holdModel(name)], async () => {
        const taken = find(name);
        if (taken) refuseTaken(taken, tags);
        const now = clock.now();
        const doc: ModelDoc = {
          name,
          creation_timestamp: now,
          last_updated_timestamp: now,
          description: checkDescription(asked.description ?? ""),
          tags,
          aliases: [],
        };
        const entry = audit.entry(by, { act: "create-model", model: name, after: factsOfModel(doc) });
        await store.commit([putModel(doc), entry]);
        announce(name);
        return doc;
      });
    },

    rename(name: string, wanted: string, by: Actor): Promise<ModelDoc> {
      const newName = checkModelName(wanted, "new_name");
      return store.exclusive([holdModel(name), holdModel(newName)], async () => {
        const before = get(name);
        if (newName !== name && find(newName))
          throw new ApiError("RESOURCE_ALREADY_EXISTS", `Registered Model (name=${newName}) already exists.`);
        const now = clock.now();
        const doc: ModelDoc = { ...before, name: newName, last_updated_timestamp: now };
        const versions = versionsOf(store, name);
        await store.commit([
          { do: "drop", in: collections.models, key: name },
          ...versions.map(dropVersion),
          putModel(doc),
          ...versions.map((version) => putVersion({ ...version, name: newName, last_updated_timestamp: now })),
          audit.entry(by, { act: "rename-model", model: newName, before: { name }, after: { name: newName } }),
        ]);
        announce(name);
        announce(newName);
        return doc;
      });
    },

    update: (name: string, description: string, by: Actor): Promise<ModelDoc> =>
      change(name, async (before) => {
        const doc = { ...before, description: checkDescription(description), last_updated_timestamp: clock.now() };
        const entry = audit.entry(by, {
          act: "update-model",
          model: name,
          before: { description: before.description ?? null },
          after: { description },
        });
        await store.commit([putModel(doc), entry]);
        announce(name);
        return doc;
      }),

    delete: (name: string, by: Actor): Promise<void> =>
      change(name, async (before) => {
        const versions = versionsOf(store, name);
        await store.commit([
          ...versions.map(dropVersion),
          { do: "drop", in: collections.models, key: name },
          audit.entry(by, { act: "delete-model", model: name, before: factsOfModel(before, versions) }),
        ]);
        announce(name);
      }),

    setTag(name: string, asked: Pair, by: Actor): Promise<void> {
      const { key, value } = checkTag(asked);
      return change(name, async (before) => {
        const entry = audit.entry(by, {
          act: "set-model-tag",
          model: name,
          before: { [key]: tagValue(before.tags, key) },
          after: { [key]: value },
        });
        await store.commit([putModel({ ...before, tags: withPairs(before.tags, [{ key, value }]) }), entry]);
        announce(name);
      });
    },

    /** A tag that is not there is as good as deleted. */
    deleteTag(name: string, key: string, by: Actor): Promise<void> {
      checkTagKey(key);
      return change(name, async (before) => {
        const old = tagValue(before.tags, key);
        if (old === null) return;
        const doc = { ...before, tags: before.tags.filter((tag) => tag.key !== key) };
        const entry = audit.entry(by, { act: "delete-model-tag", model: name, before: { [key]: old } });
        await store.commit([putModel(doc), entry]);
        announce(name);
      });
    },

    /** An alias points at one version; setting it again moves it. */
    setAlias(name: string, alias: string, version: number, by: Actor): Promise<void> {
      checkModelName(name);
      checkNewAlias(alias);
      return store.exclusive([holdModel(name)], async () => {
        const before = find(name);
        if (!before || !versionDocs(store).has(versionKey(name, version)))
          return missing(`Model Version (name=${name}, version=${version}) not found`);
        const others = before.aliases.filter((each) => each.alias !== alias);
        const old = before.aliases.find((each) => each.alias === alias)?.version;
        const aliases = [...others, { alias, version }].sort((a, b) => (a.alias < b.alias ? -1 : 1));
        const entry = audit.entry(by, {
          act: "set-alias",
          model: name,
          version,
          before: { [alias]: old ?? null },
          after: { [alias]: version },
        });
        await store.commit([putModel({ ...before, aliases }), entry]);
        announce(name);
      });
    },

    deleteAlias(name: string, alias: string, by: Actor): Promise<void> {
      checkAlias(alias);
      return change(name, async (before) => {
        const old = before.aliases.find((each) => each.alias === alias)?.version;
        if (old === undefined) return;
        const aliases = before.aliases.filter((each) => each.alias !== alias);
        const entry = audit.entry(by, { act: "delete-alias", model: name, version: old, before: { [alias]: old } });
        await store.commit([putModel({ ...before, aliases }), entry]);
        announce(name);
      });
    },
  };
}

export function tagValue(tags: readonly Pair[], key: string): string | null {
  return tags.find((tag) => tag.key === key)?.value ?? null;
}

export function missing(message: string): never {
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", message);
}

/** Models and prompts share their names; which of the two is in the way is worth knowing. */
function refuseTaken(taken: ModelDoc, tags: readonly Pair[]): never {
  const kind = (is: boolean) => (is ? "Prompt" : "Registered Model");
  const old = kind(isPrompt(taken));
  const wanted = kind(tags.some(({ key }) => key === promptTag));
  throw new ApiError(
    "RESOURCE_ALREADY_EXISTS",
    old === wanted
      ? `${wanted} (name=${taken.name}) already exists.`
      : `Tried to create a ${wanted.toLowerCase()} with name '${taken.name}', but the name is already taken by a ${old.toLowerCase()}.`,
  );
}

export function aliasTarget(model: ModelDoc, alias: string): number {
  return (
    model.aliases.find((each) => each.alias === alias)?.version ?? invalid(`Registered model alias ${alias} not found.`)
  );
}
