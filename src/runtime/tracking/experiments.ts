import { resolve } from "node:path";
import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { checkExperimentId, checkExperimentName, checkKey, checkLength, limits } from "./limits";
import { collections, type ExperimentDoc, type KeyValueDoc, mergePairs, purging, runsOf, runsTable } from "./store";

export const defaultExperimentId = "0";

export interface NewExperiment {
  readonly name: string;
  readonly artifact_location?: string | undefined;
  readonly tags?: readonly KeyValueDoc[] | undefined;
  /** For what comes from elsewhere and keeps its identity. */
  readonly experiment_id?: string | undefined;
  readonly creation_time?: number | undefined;
}

export type Experiments = ReturnType<typeof createExperiments>;

/** Names and ids are given out one at a time. */
const naming = "experiments";

export function createExperiments({ store, events, clock, places }: Kernel) {
  const docs = () => store.docs<ExperimentDoc>(collections.experiments);
  // until it is on disk the default experiment is this one: it exists from the first request on
  const builtIn: ExperimentDoc = {
    experiment_id: defaultExperimentId,
    name: "Default",
    artifact_location: defaultLocation(defaultExperimentId),
    lifecycle_stage: "active",
    creation_time: clock.now(),
    last_update_time: clock.now(),
    tags: [],
  };
  const find = (id: string): ExperimentDoc | undefined =>
    docs().get(id) ?? (id === defaultExperimentId ? builtIn : undefined);
  const get = (id: string): ExperimentDoc => {
    const wanted = id === "" ? defaultExperimentId : id;
    const found = find(wanted);
    if (found) return found;
    checkExperimentId(wanted);
    if (!/^\d+$/.test(wanted)) invalid(`Invalid experiment ID '${wanted}'. Experiment ID must be a valid integer.`);
    throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${wanted} exists`);
  };
  const getActive = (id: string): ExperimentDoc => {
    const found = get(id);
    if (found.lifecycle_stage !== "active")
      invalid(`The experiment ${found.experiment_id} must be in the 'active' state. Current state is deleted.`);
    return found;
  };
  const all = (): ExperimentDoc[] =>
    docs().has(defaultExperimentId) ? [...docs().values()] : [builtIn, ...docs().values()];
  const findByName = (name: string): ExperimentDoc | undefined => {
    for (const each of all()) if (each.name === name) return each;
    return undefined;
  };
  const put = (doc: ExperimentDoc): Op => ({ do: "put", in: collections.experiments, key: doc.experiment_id, doc });
  const announce = (id: string) => events.emit({ kind: "experiment", id });
  const change = (id: string, make: (before: ExperimentDoc) => ExperimentDoc | Op[]) =>
    store.exclusive([naming], async () => {
      const made = make(get(id));
      await store.commit(Array.isArray(made) ? made : [put(made)]);
      announce(id === "" ? defaultExperimentId : id);
    });
  const checkFree = (name: string) => {
    const holder = findByName(name);
    if (holder?.lifecycle_stage === "active")
      throw new ApiError("RESOURCE_ALREADY_EXISTS", `Experiment(name=${name}) already exists.`);
    if (holder)
      throw new ApiError(
        "RESOURCE_ALREADY_EXISTS",
        `Experiment(name=${name}) already exists in deleted state. Restore it, or purge it (tidemark gc) to use its name again.`,
      );
  };
  /** Ids are never given twice, not even after a purge: folders of artifacts carry them. */
  const nextId = (): number => {
    let next = Number(store.docs<number>(collections.counters).get("experiment") ?? 1);
    for (const id of docs().keys()) if (/^\d{1,15}$/.test(id) && id.length < 16) next = Math.max(next, Number(id) + 1);
    return next;
  };
  /** The lifecycle of an experiment is that of all its runs. */
  const setLifecycle = (experiment: ExperimentDoc, stage: "active" | "deleted"): Op[] => {
    const now = clock.now();
    const runs = runsOf(store);
    const owner = runs.texts.get("experiment_id");
    const code = owner?.codeOf(experiment.experiment_id) ?? 0;
    const ops: Op[] = [];
    for (const ordinal of runs.live()) {
      if (code === 0 || owner?.code(ordinal) !== code) continue;
      const cells = { lifecycle: stage, deleted_at: stage === "deleted" ? now : null };
      ops.push({ do: "set", table: runsTable, id: runs.id(ordinal) as string, cells });
    }
    const { deleted_at: _, ...rest } = experiment;
    const doc = { ...rest, lifecycle_stage: stage, last_update_time: now };
    return [...ops, put(stage === "deleted" ? { ...doc, deleted_at: now } : doc)];
  };

  /** Looking at a workspace writes nothing: the default experiment is written down with the first thing that is kept. */
  const firstUse = (): Op[] => (docs().has(defaultExperimentId) ? [] : [put(builtIn)]);

  return {
    firstUse,
    find,
    get,
    getActive,
    all,
    findByName,

    async create(asked: NewExperiment): Promise<ExperimentDoc> {
      const name = checkExperimentName(asked.name);
      const tags = mergePairs([], (asked.tags ?? []).map(checkExperimentTag));
      const location = asked.artifact_location ? checkLocation(asked.artifact_location, places.workspace) : undefined;
      if (asked.experiment_id !== undefined) checkExperimentId(asked.experiment_id);
      return store.exclusive([naming], async () => {
        checkFree(name);
        const next = nextId();
        const id = asked.experiment_id ?? String(next);
        if (docs().has(id)) throw new ApiError("RESOURCE_ALREADY_EXISTS", `Experiment with id=${id} already exists`);
        const now = clock.now();
        const doc: ExperimentDoc = {
          experiment_id: id,
          name,
          artifact_location: location ?? defaultLocation(id),
          lifecycle_stage: "active",
          creation_time: asked.creation_time ?? now,
          last_update_time: asked.creation_time ?? now,
          tags,
        };
        const count: Op = { do: "put", in: collections.counters, key: "experiment", doc: next + 1 };
        const ops = [...firstUse(), put(doc)];
        await store.commit(asked.experiment_id === undefined ? [...ops, count] : ops);
        announce(id);
        return doc;
      });
    },

    rename: (id: string, name: string): Promise<void> => {
      checkExperimentName(name);
      return change(id, (before) => {
        if (before.lifecycle_stage !== "active")
          throw new ApiError("INVALID_STATE", "Cannot rename a non-active experiment.");
        if (name !== before.name) checkFree(name);
        return { ...before, name, last_update_time: clock.now() };
      });
    },

    delete: (id: string): Promise<void> =>
      change(id, (before) => (before.lifecycle_stage === "active" ? setLifecycle(before, "deleted") : gone(before))),

    restore: (id: string): Promise<void> =>
      store.exclusive([purging], () =>
        change(id, (before) => (before.lifecycle_stage === "deleted" ? setLifecycle(before, "active") : gone(before))),
      ),

    setTags: (id: string, tags: readonly KeyValueDoc[]): Promise<void> => {
      const checked = tags.map(checkExperimentTag);
      return change(id, () => {
        const before = getActive(id);
        return { ...before, tags: mergePairs(before.tags, checked) };
      });
    },

    deleteTag: (id: string, key: string): Promise<void> =>
      change(id, () => {
        const before = getActive(id);
        const tags = before.tags.filter((tag) => tag.key !== key);
        if (tags.length === before.tags.length)
          throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in experiment with id ${id}`);
        return { ...before, tags };
      }),
  };
}

function defaultLocation(id: string): string {
  return `mlflow-artifacts:/${id}`;
}

function gone({ experiment_id }: ExperimentDoc): never {
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${experiment_id} exists in that state`);
}

function checkExperimentTag({ key, value }: KeyValueDoc): KeyValueDoc {
  return { key: checkKey(key, "key"), value: checkLength(value, limits.experimentTagValue, "value") };
}

/**
 * Text to us: we write only under mlflow-artifacts. What could not be a place at all is refused; a folder is meant as
 * seen from the workspace, and named in full so that it is the same from anywhere.
 */
function checkLocation(location: string, workspace: string): string {
  if (location.length > limits.artifactLocation)
    invalid(`Invalid artifact path length: the artifact location may have ${limits.artifactLocation} characters`);
  if (location.startsWith("runs:")) invalid(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  const [path = "", query = ""] = location.split("?", 2);
  if (path.includes("#") || path.includes(";") || query.includes("#"))
    invalid("'artifact_location' URL can't include fragments or params.");
  if (!/^[a-z][a-z0-9+.-]*:/i.test(location)) return resolve(workspace, location);
  if (hasDots(`${path}?${query}`)) invalid(`Invalid artifact_location '${location}': it may not climb with '..'`);
  return location;
}

/** `..` as a part of the path, plain, encoded or doubly encoded. */
function hasDots(path: string): boolean {
  let text = path;
  for (let i = 0; i < 4; i++) {
    if (text.split(/[/\\?=&]/).includes("..")) return true;
    const decoded = text.replace(/%(25|2e|2f|5c)/gi, (all) => decodeURIComponent(all));
    if (decoded === text) return false;
    text = decoded;
  }
  return true;
}
