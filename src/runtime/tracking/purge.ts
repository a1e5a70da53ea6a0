import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { placeOf } from "./artifacts/artifactPath";
import type { Artifacts } from "./artifacts/artifacts";
import { defaultExperimentId, type Experiments } from "./experiments";
import type { Runs } from "./runs";
import {
  collections,
  type DatasetDoc,
  type ExperimentDoc,
  type InputsDoc,
  type LoggedModelDoc,
  modelMetricsTable,
  runsOf,
  runsTable,
} from "./store";

export interface PurgeRequest {
  /** Only what was deleted at least this long ago. */
  readonly olderThanMs?: number | undefined;
  readonly runIds?: readonly string[] | undefined;
  readonly experimentIds?: readonly string[] | undefined;
  /** Say what would go, and let it stay. */
  readonly dryRun?: boolean | undefined;
}

/** What goes for good. */
export interface Gone {
  readonly runs: ReadonlySet<string>;
  readonly experiments: ReadonlySet<string>;
  readonly loggedModels: ReadonlySet<string>;
}

/** A room that keeps things of runs and experiments has a say. */
export interface PurgeHook {
  /** Ids of runs and logged models that must stay, because something that stays lives in their files. */
  held?(): ReadonlySet<string>;
  /** Takes what goes with them; called before they are gone. */
  before?(gone: Gone): Promise<unknown>;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Purged {
  readonly runs: readonly Named[];
  readonly experiments: readonly Named[];
  readonly logged_models: readonly string[];
  /** Deleted runs that stay because something else still needs their files, such as a registered version. */
  readonly held: readonly string[];
  /** Given back by artifacts and by the store. */
  readonly bytes: number;
}

export type Purge = ReturnType<typeof createPurge>;

interface Rooms {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
}

export function createPurge({ store, events, clock }: Kernel, { experiments, runs, artifacts }: Rooms) {
  const hooks: PurgeHook[] = [];
  const table = () => runsOf(store);
  const models = () => store.docs<LoggedModelDoc>(collections.loggedModels);

  /** Deleted runs by id, with the time of their deletion. */
  const deletedRuns = (): Map<string, number> => {
    const found = new Map<string, number>();
    for (const ordinal of table().live())
      if (table().text("lifecycle", ordinal) === "deleted")
        found.set(table().id(ordinal) as string, table().number("deleted_at", ordinal) ?? 0);
    return found;
  };
  const runsIn = (experiment: string): string[] => {
    const found: string[] = [];
    for (const ordinal of table().live())
      if (table().text("experiment_id", ordinal) === experiment) found.push(table().id(ordinal) as string);
    return found;
  };
  const checkRun = (id: string, deleted: ReadonlyMap<string, number>, before: number) => {
    const at = deleted.get(runs.get(id).run_id);
    if (at === undefined) invalid(`Run ${id} is not in the 'deleted' state: delete it first`);
    else if (at > before) invalid(`Run ${id} was deleted more recently than that`);
  };
  const checkExperiment = (id: string, before: number): ExperimentDoc => {
    const doc = experiments.get(id);
    if (id === defaultExperimentId) invalid("The default experiment stays; its deleted runs can be purged");
    if (doc.lifecycle_stage !== "deleted") invalid(`Experiment ${id} is not in the 'deleted' state: delete it first`);
    if (deletedAt(doc) > before) invalid(`Experiment ${id} was deleted more recently than that`);
    return doc;
  };

  const choose = ({ olderThanMs = 0, runIds, experimentIds }: PurgeRequest): Gone & { held: string[] } => {
    const before = clock.now() - olderThanMs;
    const holders = hooks.flatMap((hook) => hook.held?.() ?? []);
    const isHeld = (id: string) => holders.some((ids) => ids.has(id));
    const deleted = deletedRuns();
    const everything = runIds === undefined && experimentIds === undefined;
    const goneExperiments = new Set<string>();
    const goneRuns = new Set<string>();
    for (const id of runIds ?? []) {
      checkRun(id, deleted, before);
      if (isHeld(id)) invalid(`Run ${id} holds the files of a registered model version: delete that version first`);
      goneRuns.add(id);
    }
    for (const id of experimentIds ?? []) goneExperiments.add(checkExperiment(id, before).experiment_id);
    const held = everything ? [...deleted.keys()].filter(isHeld) : [];
    if (everything) {
      for (const [id, at] of deleted) if (at <= before && !isHeld(id)) goneRuns.add(id);
      for (const doc of experiments.all())
        if (doc.lifecycle_stage === "deleted" && doc.experiment_id !== defaultExperimentId && deletedAt(doc) <= before)
          goneExperiments.add(doc.experiment_id);
    }
    for (const id of goneExperiments) {
      const living = runsIn(id).filter((run) => !deleted.has(run) || isHeld(run));
      // a run that was restored by itself keeps its experiment
      if (living.length > 0 && everything) goneExperiments.delete(id);
      else if (living.length > 0)
        invalid(`Experiment ${id} has ${living.length} runs that are not deleted, or hold a registered model version`);
      else for (const run of runsIn(id)) goneRuns.add(run);
    }
    return {
      runs: goneRuns,
      experiments: goneExperiments,
      held,
      loggedModels: new Set(
        chooseModels(goneRuns, goneExperiments, everything ? before : undefined).filter((id) => !isHeld(id)),
      ),
    };
  };

  /** Models of what goes, unless a run that stays uses them, and deleted ones. */
  const chooseModels = (
    goneRuns: ReadonlySet<string>,
    goneExperiments: ReadonlySet<string>,
    deletedBefore: number | undefined,
  ): string[] => {
    const used = new Set<string>();
    for (const [run, doc] of store.docs<InputsDoc>(collections.inputs))
      if (!goneRuns.has(run))
        for (const { model_id } of [...doc.model_inputs, ...doc.model_outputs]) used.add(model_id);
    const found: string[] = [];
    for (const doc of models().values()) {
      const isTrash =
        deletedBefore !== undefined && doc.lifecycle === "deleted" && doc.last_updated_timestamp_ms <= deletedBefore;
      const isOwned = goneRuns.has(doc.source_run_id) || goneExperiments.has(doc.experiment_id);
      if (isTrash || (isOwned && !used.has(doc.model_id))) found.push(doc.model_id);
    }
    return found;
  };

  const opsFor = (gone: Gone): Op[] => {
    const ops: Op[] = [];
    for (const id of gone.runs) {
      ops.push({ do: "purge", table: runsTable, id });
      for (const kept of [collections.inputs, collections.provenance])
        if (store.docs(kept).has(id)) ops.push({ do: "drop", in: kept, key: id });
    }
    for (const id of gone.experiments) ops.push({ do: "drop", in: collections.experiments, key: id });
    for (const id of gone.loggedModels) ops.push({ do: "drop", in: collections.loggedModels, key: id });
    const metrics = store.table(modelMetricsTable);
    for (const ordinal of metrics.live())
      if (
        gone.loggedModels.has(metrics.text("model", ordinal) ?? "") ||
        gone.runs.has(metrics.text("run", ordinal) ?? "")
      )
        ops.push({ do: "purge", table: modelMetricsTable, id: metrics.id(ordinal) as string });
    for (const key of unusedDatasets(gone)) ops.push({ do: "drop", in: collections.datasets, key });
    return ops;
  };

  const unusedDatasets = (gone: Gone): string[] => {
    const used = new Set<string>();
    for (const [run, doc] of store.docs<InputsDoc>(collections.inputs))
      if (!gone.runs.has(run)) for (const { dataset } of doc.datasets) used.add(dataset);
    return [...store.docs<DatasetDoc>(collections.datasets).keys()].filter((key) => !used.has(key));
  };

  /** Folders of ours that hold nothing but what goes. */
  const foldersOf = (gone: Gone): Set<string> => {
    const folders = new Set<string>();
    const add = (uri: string | undefined) => {
      const place = uri === undefined ? undefined : placeOf(uri);
      if (place) folders.add(place.replace(/\/artifacts$/, ""));
    };
    for (const id of gone.runs) add(runs.get(id).artifact_uri);
    for (const id of gone.loggedModels) add(models().get(id)?.artifact_uri);
    const kept = new Set(
      [...models().values()].filter((doc) => !gone.loggedModels.has(doc.model_id)).map((doc) => doc.experiment_id),
    );
    for (const id of gone.experiments) {
      const { artifact_location } = experiments.get(id);
      // another experiment may share a location that a user chose; ours is its own
      if (artifact_location === `mlflow-artifacts:/${id}` && !kept.has(id)) add(artifact_location);
    }
    return folders;
  };

  return {
    addHook: (hook: PurgeHook): void => {
      hooks.push(hook);
    },

    /** Files go first: on a full disk that is what makes room for saying so, and a purge cut short is simply run again. */
    async purge(request: PurgeRequest): Promise<Purged> {
      const gone = choose(request);
      const answer = {
        runs: [...gone.runs].map((id) => ({ id, name: runs.get(id).run_name })),
        experiments: [...gone.experiments].map((id) => ({ id, name: experiments.get(id).name })),
        logged_models: [...gone.loggedModels],
        held: gone.held,
        bytes: 0,
      };
      if (request.dryRun) return answer;
      if (gone.runs.size + gone.experiments.size + gone.loggedModels.size === 0)
        return { ...answer, bytes: await store.compact() };
      let bytes = 0;
      for (const hook of hooks) await hook.before?.(gone);
      for (const folder of foldersOf(gone)) bytes += await removeFolder(artifacts, folder);
      await store.commit(opsFor(gone));
      for (const id of gone.runs) events.emit({ kind: "run", id, purged: true });
      for (const id of gone.experiments) events.emit({ kind: "experiment", id, purged: true });
      return { ...answer, bytes: bytes + (await store.compact()) };
    },
  };
}

function deletedAt(doc: ExperimentDoc): number {
  return doc.deleted_at ?? doc.last_update_time;
}

/** A folder that was never made has nothing to give back. */
async function removeFolder(artifacts: Artifacts, folder: string): Promise<number> {
  try {
    return await artifacts.remove(folder);
  } catch (error) {
    if (error instanceof ApiError && error.code === "RESOURCE_DOES_NOT_EXIST") return 0;
    throw error;
  }
}
