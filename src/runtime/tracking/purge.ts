import { ApiError } from "../../shared/apiError";
import type { Collected } from "../../shared/collected";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { placeOf } from "./artifacts/artifactPath";
import type { Artifacts } from "./artifacts/artifacts";
import type { Experiments } from "./experiments";
import { createPurgeChoice, type Gone, type PurgeRequest } from "./purgeChoice";
import type { Runs } from "./runs";
import {
  collections,
  type DatasetDoc,
  type InputsDoc,
  type LoggedModelDoc,
  modelMetricsTable,
  purging,
  runsTable,
} from "./store";

/** A room that keeps things of runs and experiments has a say. */
export interface PurgeHook {
  /** Ids of runs and logged models that must stay, because something that stays lives in their files. */
  held?(): ReadonlySet<string>;
  /** Takes what goes with them; called before they are gone. */
  before?(gone: Gone): Promise<unknown>;
}

interface Rooms {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
}

export function createPurge(kernel: Kernel, { experiments, runs, artifacts }: Rooms) {
  const { store, events } = kernel;
  const hooks: PurgeHook[] = [];
  const choose = createPurgeChoice(kernel, { experiments, runs });
  const models = () => store.docs<LoggedModelDoc>(collections.loggedModels);

  const opsFor = (gone: Gone): Op[] => {
    const ops: Op[] = [];
    for (const id of gone.runs) {
      ops.push({ do: "purge", table: runsTable, id });
      if (store.docs(collections.inputs).has(id)) ops.push({ do: "drop", in: collections.inputs, key: id });
      ops.push({ do: "drop", in: collections.provenance, key: id });
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

  /** Files go first: on a full disk that is what makes room for saying so, and a purge cut short is simply run again. */
  const purge = async (request: PurgeRequest): Promise<Collected> => {
    const holders = hooks.flatMap((hook) => hook.held?.() ?? []);
    const gone = choose(request, (id) => holders.some((ids) => ids.has(id)));
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
  };

  return {
    addHook: (hook: PurgeHook): void => {
      hooks.push(hook);
    },

    purge: (request: PurgeRequest): Promise<Collected> => store.exclusive([purging], () => purge(request)),
  };
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
