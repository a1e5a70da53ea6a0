import { invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import { defaultExperimentId, type Experiments } from "./experiments";
import type { Runs } from "./runs";
import { collections, deletedAt, type ExperimentDoc, type InputsDoc, type LoggedModelDoc, runsOf } from "./store";

export interface PurgeRequest {
  /** Only what was deleted at least this long ago. */
  readonly olderThanMs?: number | undefined;
  /** The time at which it was that old; default: now. */
  readonly asOf?: number | undefined;
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

export interface Choice extends Gone {
  /** Deleted runs that have to stay. */
  readonly held: readonly string[];
}

interface Rooms {
  readonly experiments: Experiments;
  readonly runs: Runs;
}

/** Says what a purge takes. Asked for by name, what cannot go is an error; asked for everything, it stays. */
export function createPurgeChoice(
  { store, clock }: Kernel,
  { experiments, runs }: Rooms,
): (request: PurgeRequest, isHeld: (id: string) => boolean) => Choice {
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

  return ({ olderThanMs = 0, asOf = clock.now(), runIds, experimentIds }, isHeld) => {
    const before = asOf - olderThanMs;
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
}
