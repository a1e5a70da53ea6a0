import { randomUUID } from "node:crypto";
import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Point } from "../kernel/store/columns";
import { appendToUri } from "./artifactUri";
import type { Experiments } from "./experiments";
import type { ModelPoint } from "./points";
import { randomName } from "./runNames";
import {
  collections,
  type KeyValueDoc,
  type LoggedModelDoc,
  type ModelStatus,
  mergePairs,
  modelMetricsTable,
} from "./store";

export interface NewLoggedModel {
  readonly experiment_id: string;
  readonly name?: string | undefined;
  readonly model_type?: string | undefined;
  readonly source_run_id?: string | undefined;
  readonly params?: readonly KeyValueDoc[] | undefined;
  readonly tags?: readonly KeyValueDoc[] | undefined;
}

/** A metric of a logged model: a point, and the run and dataset it was measured with. */
export interface ModelMetric extends Point {
  readonly key: string;
  readonly run_id: string;
  readonly dataset_name: string;
  readonly dataset_digest: string;
}

export type LoggedModels = ReturnType<typeof createLoggedModels>;

export function createLoggedModels({ store, events, clock }: Kernel, experiments: Experiments) {
  const docs = () => store.docs<LoggedModelDoc>(collections.loggedModels);
  const metricRows = () => store.table(modelMetricsTable);
  const find = (id: string): LoggedModelDoc | undefined => docs().get(id);
  const get = (id: string, deletedToo = true): LoggedModelDoc => {
    const found = docs().get(id);
    if (!found || (!deletedToo && found.lifecycle === "deleted"))
      throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${id.slice(0, 300)}' not found.`);
    return found;
  };
  const put = (doc: LoggedModelDoc): Op => ({ do: "put", in: collections.loggedModels, key: doc.model_id, doc });
  const change = (id: string, make: (before: LoggedModelDoc) => LoggedModelDoc): Promise<LoggedModelDoc> =>
    store.exclusive([`logged-model:${id}`], async () => {
      const doc = make(get(id));
      await store.commit([put(doc)]);
      events.emit({ kind: "logged-model", id });
      return doc;
    });
  /** Ordinals of the rows with a model's metrics, found by the code of its id. */
  const rowsOf = (id: string): number[] => {
    const column = metricRows().texts.get("model");
    const code = column?.codeOf(id) ?? 0;
    if (!column || code === 0) return [];
    return [...metricRows().live()].filter((ordinal) => column.code(ordinal) === code);
  };

  return {
    find,
    get,
    all: (): Iterable<LoggedModelDoc> => docs().values(),

    async create(asked: NewLoggedModel): Promise<LoggedModelDoc> {
      if (asked.name !== undefined) checkModelName(asked.name);
      const experiment = experiments.getActive(asked.experiment_id);
      const id = `m-${randomUUID().replaceAll("-", "")}`;
      const now = clock.now();
      const doc: LoggedModelDoc = {
        model_id: id,
        experiment_id: experiment.experiment_id,
        name: asked.name ?? randomName(),
        artifact_uri: appendToUri(experiment.artifact_location, "models", id, "artifacts"),
        creation_timestamp_ms: now,
        last_updated_timestamp_ms: now,
        status: "LOGGED_MODEL_PENDING",
        model_type: asked.model_type ?? "",
        source_run_id: asked.source_run_id ?? "",
        lifecycle: "active",
        tags: mergePairs([], asked.tags ?? []),
        params: mergePairs([], asked.params ?? []),
      };
      await store.commit([...experiments.firstUse(), put(doc)]);
      events.emit({ kind: "logged-model", id });
      return doc;
    },

    finalize: (id: string, status: ModelStatus): Promise<LoggedModelDoc> =>
      change(id, (before) => ({ ...before, status, last_updated_timestamp_ms: clock.now() })),

    delete: (id: string): Promise<LoggedModelDoc> =>
      change(id, (before) => ({ ...before, lifecycle: "deleted", last_updated_timestamp_ms: clock.now() })),

    setTags: (id: string, tags: readonly KeyValueDoc[]): Promise<LoggedModelDoc> =>
      change(id, (before) => ({ ...before, tags: mergePairs(before.tags, tags) })),

    deleteTag: (id: string, key: string): Promise<LoggedModelDoc> =>
      change(id, (before) => {
        const tags = before.tags.filter((tag) => tag.key !== key);
        if (tags.length === before.tags.length)
          throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No tag with key '${key}' found for model with ID '${id}'.`);
        return { ...before, tags };
      }),

    /** Params of a model are written once. */
    logParams: (id: string, params: readonly KeyValueDoc[]): Promise<LoggedModelDoc> =>
      change(id, (before) => {
        const known = new Map(before.params.map(({ key, value }) => [key, value]));
        const changed = params.find(({ key, value }) => known.has(key) && known.get(key) !== value);
        if (changed) invalid(`Changing param values is not allowed: '${changed.key}' of model '${id}' is already set`);
        return { ...before, params: mergePairs(before.params, params) };
      }),

    /** The rows of every model at once, for a search. */
    rowsByModel(): ReadonlyMap<string, readonly number[]> {
      const found = new Map<string, number[]>();
      for (const ordinal of metricRows().live()) {
        const model = metricRows().text("model", ordinal) ?? "";
        const rows = found.get(model);
        if (rows) rows.push(ordinal);
        else found.set(model, [ordinal]);
      }
      return found;
    },

    /** Every metric of a model; only series of more than one point are read from disk. */
    async metricsOf(id: string): Promise<ModelMetric[]> {
      return metricsAt(rowsOf(id));
    },
    metricsAt,

    /** What a run's metrics with a model id become beside the run's own points. */
    pointOps(run: string, points: readonly ModelPoint[]): Op[] {
      const ops: Op[] = [];
      for (const group of grouped(points)) {
        const [first] = group;
        const model = docs().get(first.model_id);
        if (!model)
          throw new ApiError(
            "RESOURCE_DOES_NOT_EXIST",
            `Logged model with ID '${first.model_id.slice(0, 300)}' not found.`,
          );
        const id = [first.model_id, run, first.dataset_name, first.dataset_digest].join("/");
        if (metricRows().ordinal(id) === undefined) {
          const cells = { model: first.model_id, run, dataset: first.dataset_name, digest: first.dataset_digest };
          ops.push({ do: "row", table: modelMetricsTable, id }, { do: "set", table: modelMetricsTable, id, cells });
        }
        ops.push({ do: "points", table: modelMetricsTable, id, points: packed(group) });
      }
      return ops;
    },
  };

  async function metricsAt(rows: readonly number[]): Promise<ModelMetric[]> {
    const table = metricRows();
    const found: ModelMetric[] = [];
    for (const ordinal of rows) {
      const row = {
        run_id: table.text("run", ordinal) ?? "",
        dataset_name: table.text("dataset", ordinal) ?? "",
        dataset_digest: table.text("digest", ordinal) ?? "",
      };
      for (const [key, series] of table.series) {
        const last = series.last(ordinal);
        if (!last) continue;
        if (series.count(ordinal) === 1) found.push({ key, ...row, ...last });
        else {
          const { values, steps, times } = await store.history(modelMetricsTable, table.id(ordinal) ?? "", key);
          for (const [i, value] of values.entries())
            found.push({ key, ...row, value, step: steps[i] as number, time: times[i] as number });
        }
      }
    }
    return found;
  }
}

type Group = readonly [ModelPoint, ...ModelPoint[]];

/** Points of one model and dataset together, in the order of their first. */
function grouped(points: readonly ModelPoint[]): Group[] {
  const groups = new Map<string, [ModelPoint, ...ModelPoint[]]>();
  for (const point of points) {
    const name = JSON.stringify([point.model_id, point.dataset_name, point.dataset_digest]);
    const group = groups.get(name);
    if (group) group.push(point);
    else groups.set(name, [point]);
  }
  return [...groups.values()];
}

function packed(points: Group) {
  const names = [...new Set(points.map((point) => point.key))];
  return {
    names,
    series: points.map((point) => names.indexOf(point.key)),
    values: points.map((point) => point.value),
    steps: points.map((point) => point.step),
    times: points.map((point) => point.time),
  };
}

function checkModelName(name: string): void {
  if (name === "" || /[/:.%"']/.test(name))
    invalid(
      `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following characters: / : . % " '`,
    );
}
