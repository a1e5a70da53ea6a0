import type { ForeignExperiment, ForeignLoggedModel, ForeignPoints, ForeignRun, Pair } from "../../core/mlflow/foreign";
import { groupBy } from "../../shared/groups";
import type { Kernel } from "../kernel/kernel";
import type { Cell, Op } from "../kernel/store/change";
import { appendToUri } from "./artifactUri";
import type { Experiments } from "./experiments";
import { datasetDoc, datasetKey } from "./inputs";
import { checkRunId } from "./limits";
import {
  collections,
  type InputsDoc,
  type KeyValueDoc,
  type LoggedModelDoc,
  type ModelStatus,
  modelMetricsTable,
  paramCell,
  runNameTag,
  runsOf,
  runsTable,
  tagCell,
} from "./store";

const modelStatus: Readonly<Record<ForeignLoggedModel["status"], ModelStatus>> = {
  UNSPECIFIED: "LOGGED_MODEL_STATUS_UNSPECIFIED",
  PENDING: "LOGGED_MODEL_PENDING",
  READY: "LOGGED_MODEL_READY",
  FAILED: "LOGGED_MODEL_UPLOAD_FAILED",
};

/**
 * What another store holds, taken in under its own ids. Each answers with the changes that are left to make, so that
 * taking the same in twice changes nothing.
 */
export function createAdoption({ store }: Kernel, experiments: Experiments) {
  const table = () => runsOf(store);

  const locationOf = (experiment: string) => experiments.get(experiment).artifact_location;
  const runLocation = (experiment: string, run: string) => appendToUri(locationOf(experiment), run, "artifacts");
  const modelLocation = (experiment: string, model: string) =>
    appendToUri(locationOf(experiment), "models", model, "artifacts");

  return {
    /** Addresses that their files get here. */
    runLocation,
    modelLocation,

    /** Our id for it: an experiment of the same name is the same experiment, and its id is kept when it is free. */
    async experiment(theirs: ForeignExperiment): Promise<string> {
      const known = experiments.findByName(theirs.name);
      const tags = theirs.tags.map(([key, value]) => ({ key, value }));
      if (known) {
        if (known.lifecycle_stage === "active" && !holdsAll(known.tags, tags))
          await experiments.setTags(known.experiment_id, tags);
        return known.experiment_id;
      }
      const created = await experiments.create({
        name: theirs.name,
        tags,
        ...(experiments.find(theirs.id) === undefined && { experiment_id: theirs.id }),
        ...(theirs.createdAt !== undefined && { creation_time: theirs.createdAt }),
      });
      if (theirs.lifecycle === "deleted") await experiments.delete(created.experiment_id);
      return created.experiment_id;
    },

    run(theirs: ForeignRun, experiment: string): Op[] {
      checkRunId(theirs.id); // it becomes a folder
      const ordinal = table().ordinal(theirs.id);
      const cells = cellsOf(theirs);
      if (ordinal === undefined) {
        const place = {
          experiment_id: experiment,
          artifact_uri: runLocation(experiment, theirs.id),
        };
        return [
          { do: "row", table: runsTable, id: theirs.id },
          { do: "set", table: runsTable, id: theirs.id, cells: { ...place, lifecycle: "active", ...cells } },
          ...inputOps(theirs, experiment),
        ];
      }
      const changed = Object.entries(cells).filter(([name, cell]) => cell !== cellAt(name, ordinal));
      const owner = table().text("experiment_id", ordinal) ?? experiment;
      const set: Op = { do: "set", table: runsTable, id: theirs.id, cells: Object.fromEntries(changed) };
      return [...(changed.length > 0 ? [set] : []), ...inputOps(theirs, owner)];
    },

    points(theirs: ForeignPoints): Op {
      const { key, values, steps, times } = theirs;
      const points = { names: [key], series: new Uint32Array(values.length), values, steps, times };
      return { do: "points", table: runsTable, id: theirs.run, points };
    },

    loggedModel(theirs: ForeignLoggedModel, experiment: string): Op[] {
      checkRunId(theirs.id, "model_id"); // it becomes a folder
      const doc: LoggedModelDoc = {
        model_id: theirs.id,
        experiment_id: experiment,
        name: theirs.name,
        artifact_uri: modelLocation(experiment, theirs.id),
        creation_timestamp_ms: theirs.createdAt,
        last_updated_timestamp_ms: theirs.updatedAt,
        status: modelStatus[theirs.status],
        ...(theirs.statusMessage !== undefined && { status_message: theirs.statusMessage }),
        model_type: theirs.type ?? "",
        source_run_id: theirs.sourceRun ?? "",
        lifecycle: theirs.lifecycle,
        tags: theirs.tags.map(keyValue),
        params: theirs.params.map(keyValue),
      };
      const before = store.docs<LoggedModelDoc>(collections.loggedModels).get(theirs.id);
      const put: Op = { do: "put", in: collections.loggedModels, key: theirs.id, doc };
      return [...(isSame(before, doc) ? [] : [put]), ...modelMetricOps(theirs)];
    },
  };

  function cellAt(name: string, ordinal: number): Cell {
    return table().text(name, ordinal) ?? table().number(name, ordinal) ?? null;
  }

  function inputOps(theirs: ForeignRun, experiment: string): Op[] {
    if (theirs.datasets.length + theirs.modelInputs.length + theirs.modelOutputs.length === 0) return [];
    const ops: Op[] = [];
    const datasets = theirs.datasets.map(({ tags, sourceType, ...rest }) => {
      const dataset = { ...rest, source_type: sourceType };
      const key = datasetKey(experiment, dataset);
      if (!store.docs(collections.datasets).has(key))
        ops.push({ do: "put", in: collections.datasets, key, doc: datasetDoc(experiment, dataset) });
      return { dataset: key, tags: tags.map(keyValue) };
    });
    const doc: InputsDoc = {
      datasets,
      model_inputs: theirs.modelInputs.map(({ model }) => ({ model_id: model })),
      model_outputs: theirs.modelOutputs.map(({ model, step }) => ({ model_id: model, step })),
    };
    if (!isSame(store.docs<InputsDoc>(collections.inputs).get(theirs.id), doc))
      ops.push({ do: "put", in: collections.inputs, key: theirs.id, doc });
    return ops;
  }

  /** A series only grows, so what is here already is its beginning. */
  function modelMetricOps(theirs: ForeignLoggedModel): Op[] {
    const rows = store.table(modelMetricsTable);
    const ops: Op[] = [];
    const groups = groupBy(theirs.metrics, (each) =>
      [theirs.id, each.run, each.datasetName ?? "", each.datasetDigest ?? ""].join("/"),
    );
    for (const [id, metrics] of groups) {
      const ordinal = rows.ordinal(id);
      if (ordinal === undefined) {
        const [first] = metrics;
        const { run = "", datasetName: dataset = "", datasetDigest: digest = "" } = first ?? {};
        ops.push({ do: "row", table: modelMetricsTable, id });
        ops.push({ do: "set", table: modelMetricsTable, id, cells: { model: theirs.id, run, dataset, digest } });
      }
      for (const [key, all] of groupBy(metrics, (each) => each.key)) {
        const fresh = all.slice(ordinal === undefined ? 0 : (rows.series.get(key)?.count(ordinal) ?? 0));
        if (fresh.length === 0) continue;
        const points = {
          names: [key],
          series: new Uint32Array(fresh.length),
          values: fresh.map((each) => each.value),
          steps: fresh.map((each) => each.step),
          times: fresh.map((each) => each.timestamp),
        };
        ops.push({ do: "points", table: modelMetricsTable, id, points });
      }
    }
    return ops;
  }
}

/** What they say of a run. That one is deleted counts; that it is not does not bring back what was deleted here. */
function cellsOf(theirs: ForeignRun): Record<string, Cell> {
  const cells: Record<string, Cell> = Object.create(null);
  cells.name = theirs.name;
  cells.user = theirs.user;
  cells.status = theirs.status;
  cells.start_time = theirs.startTime;
  if (theirs.endTime !== undefined) cells.end_time = theirs.endTime;
  if (theirs.lifecycle === "deleted") {
    cells.lifecycle = "deleted";
    if (theirs.deletedAt !== undefined) cells.deleted_at = theirs.deletedAt;
  }
  for (const [key, value] of theirs.params) cells[paramCell + key] = value;
  for (const [key, value] of theirs.tags) cells[tagCell + key] = value;
  cells[tagCell + runNameTag] = theirs.name;
  return cells;
}

function keyValue([key, value]: Pair): KeyValueDoc {
  return { key, value };
}

function holdsAll(have: readonly KeyValueDoc[], wanted: readonly KeyValueDoc[]): boolean {
  const known = new Map(have.map(({ key, value }) => [key, value]));
  return wanted.every(({ key, value }) => known.get(key) === value);
}

/** Both were built field by field in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
