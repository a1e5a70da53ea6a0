import { randomUUID } from "node:crypto";
import { ApiError, invalid } from "../../shared/apiError";
import type { Lifecycle, RunStatus } from "../../shared/runs";
import type { Kernel } from "../kernel/kernel";
import type { Cell } from "../kernel/store/change";
import { appendToUri } from "./artifactUri";
import type { Experiments } from "./experiments";
import { checkKey, limits, tooLong, truncate } from "./limits";
import { randomName } from "./runNames";
import { family, type KeyValueDoc, paramCell, purging, runNameTag, runsOf, runsTable, tagCell } from "./store";

/** A run without its metrics, params and tags. */
export interface RunInfo {
  readonly run_id: string;
  readonly run_name: string;
  readonly experiment_id: string;
  readonly user_id: string;
  readonly status: RunStatus;
  readonly start_time: number;
  readonly end_time: number | undefined;
  readonly artifact_uri: string;
  readonly lifecycle: Lifecycle;
}

export interface NewRun {
  readonly experiment_id: string;
  readonly user_id?: string | undefined;
  readonly start_time?: number | undefined;
  readonly run_name?: string | undefined;
  readonly tags?: readonly KeyValueDoc[] | undefined;
}

export interface RunChange {
  readonly status?: RunStatus | undefined;
  readonly end_time?: number | undefined;
  readonly run_name?: string | undefined;
}

export type Runs = ReturnType<typeof createRuns>;

const loggedModelsTag = "mlflow.log-model.history";

/** Held by whoever checks the params of a run before writing some. */
export function paramsOf(run: string): string {
  return `run:${run}`;
}

export function createRuns({ store, events, clock }: Kernel, experiments: Experiments) {
  const table = () => runsOf(store);
  const ordinalOf = (id: string): number => {
    const found = table().ordinal(id);
    if (found === undefined) throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Run with id=${id.slice(0, 300)} not found`);
    return found;
  };
  const activeOrdinal = (id: string): number => {
    const ordinal = ordinalOf(id);
    if (table().text("lifecycle", ordinal) !== "active")
      invalid(`The run ${id} must be in the 'active' state. Current state is deleted.`);
    return ordinal;
  };
  const infoAt = (ordinal: number): RunInfo => {
    const runs = table();
    return {
      run_id: runs.id(ordinal) ?? "",
      run_name: runs.text("name", ordinal) ?? "",
      experiment_id: runs.text("experiment_id", ordinal) ?? "",
      user_id: runs.text("user", ordinal) ?? "",
      status: (runs.text("status", ordinal) ?? "RUNNING") as RunStatus,
      start_time: runs.number("start_time", ordinal) ?? 0,
      end_time: runs.number("end_time", ordinal),
      artifact_uri: runs.text("artifact_uri", ordinal) ?? "",
      lifecycle: (runs.text("lifecycle", ordinal) ?? "active") as Lifecycle,
    };
  };
  const announce = (id: string) => {
    const ordinal = table().ordinal(id);
    const text = (cell: string) => (ordinal === undefined ? undefined : table().text(cell, ordinal));
    events.emit({ kind: "run", id, experiment: text("experiment_id"), status: text("status") });
  };
  const set = async (id: string, cells: Readonly<Record<string, Cell>>) => {
    await store.commit([{ do: "set", table: runsTable, id, cells }]);
    announce(id);
  };

  return {
    ordinalOf,
    activeOrdinal,
    infoAt,
    announce,
    get: (id: string): RunInfo => infoAt(ordinalOf(id)),
    find: (id: string): RunInfo | undefined => {
      const ordinal = table().ordinal(id);
      return ordinal === undefined ? undefined : infoAt(ordinal);
    },
    param: (id: string, key: string): string | undefined => table().text(paramCell + key, ordinalOf(id)),
    tag: (id: string, key: string): string | undefined => table().text(tagCell + key, ordinalOf(id)),
    params: (id: string): KeyValueDoc[] => pairsAt(family(table(), paramCell), ordinalOf(id)),
    tags: (id: string): KeyValueDoc[] => pairsAt(family(table(), tagCell), ordinalOf(id)),

    async create(asked: NewRun): Promise<RunInfo> {
      const experiment = experiments.getActive(asked.experiment_id);
      const tags = asked.tags ?? [];
      const named = tags.find((tag) => tag.key === runNameTag)?.value;
      if (asked.run_name && named && asked.run_name !== named)
        invalid(
          `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${asked.run_name}', mlflow.runName='${named}').`,
        );
      const name = asked.run_name || named || randomName();
      const id = randomUUID().replaceAll("-", "");
      const cells: Record<string, Cell> = {
        experiment_id: experiment.experiment_id,
        name,
        user: asked.user_id ?? "",
        status: "RUNNING",
        lifecycle: "active",
        artifact_uri: appendToUri(experiment.artifact_location, id, "artifacts"),
        start_time: asked.start_time ?? clock.now(),
      };
      for (const { key, value } of tags) {
        if (key.length > limits.key) tooLong("tags.key", limits.key);
        cells[tagCell + key] = truncate(value, limits.tagValue);
      }
      cells[tagCell + runNameTag] = name;
      await store.commit([
        ...experiments.firstUse(),
        { do: "row", table: runsTable, id },
        { do: "set", table: runsTable, id, cells },
      ]);
      announce(id);
      return infoAt(ordinalOf(id));
    },

    async update(id: string, change: RunChange): Promise<RunInfo> {
      const ordinal = activeOrdinal(id);
      const cells: Record<string, Cell> = change.run_name ? nameCells(change.run_name) : {};
      if (change.status !== undefined) cells.status = change.status;
      if (change.end_time !== undefined) cells.end_time = change.end_time;
      await set(id, cells);
      return infoAt(ordinal);
    },

    async delete(id: string): Promise<void> {
      ordinalOf(id);
      await set(id, { lifecycle: "deleted", deleted_at: clock.now() });
    },

    restore: (id: string): Promise<void> =>
      store.exclusive([purging], async () => {
        ordinalOf(id);
        await set(id, { lifecycle: "active", deleted_at: null });
      }),

    async setTag(id: string, key: string, value: string): Promise<void> {
      const cells = tagCells([{ key, value }], () => "key");
      activeOrdinal(id);
      await set(id, cells);
    },

    /** Appends to the list of models that a run keeps in a tag. */
    recordModel: (id: string, model: Readonly<Record<string, unknown>>): Promise<void> =>
      store.exclusive([paramsOf(id)], async () => {
        const all = [...readList(table().text(tagCell + loggedModelsTag, activeOrdinal(id))), model];
        await set(id, { [tagCell + loggedModelsTag]: JSON.stringify(all) });
      }),

    async deleteTag(id: string, key: string): Promise<void> {
      const ordinal = activeOrdinal(id);
      if (table().text(tagCell + key, ordinal) === undefined)
        throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in run with id ${id}`);
      await set(id, { [tagCell + key]: null });
    },

    logParam(id: string, asked: KeyValueDoc): Promise<void> {
      const key = checkKey(asked.key, "key");
      const value = truncate(asked.value, limits.paramValue);
      return store.exclusive([paramsOf(id)], async () => {
        const old = table().text(paramCell + key, activeOrdinal(id));
        if (old === value) return;
        if (old !== undefined)
          invalid(
            `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}' for run ID='${id}'. Attempted logging new value '${value}'.`,
          );
        await set(id, { [paramCell + key]: value });
      });
    },
  };
}

/** The name of a run is also a tag; both always say the same. */
function nameCells(name: string): Record<string, Cell> {
  return { name, [tagCell + runNameTag]: truncate(name, limits.tagValue) };
}

/** The cells that tags become; of a repeated key the last counts. */
export function tagCells(tags: readonly KeyValueDoc[], field: (i: number) => string): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const [i, { key, value }] of tags.entries()) {
    cells[tagCell + checkKey(key, field(i))] = truncate(value, limits.tagValue);
    if (key === runNameTag && value !== "") cells.name = truncate(value, limits.tagValue);
  }
  return cells;
}

/** Of params that a run is asked to take: those it has not; another value for one it has is refused. */
export function newParams(
  id: string,
  asked: readonly KeyValueDoc[],
  known: (key: string) => string | undefined,
): KeyValueDoc[] {
  const fresh: KeyValueDoc[] = [];
  const changed: { key: string; old_value: string; new_value: string }[] = [];
  for (const { key, value } of asked) {
    const old = known(key);
    if (old === undefined) fresh.push({ key, value });
    else if (old !== value) changed.push({ key, old_value: old, new_value: value });
  }
  if (changed.length > 0)
    invalid(
      `Changing param values is not allowed. Params were already logged='${JSON.stringify(changed)}' for run ID='${id}'.`,
    );
  return fresh;
}

/** A user may have written the tag by hand; then the list starts anew. */
function readList(text: string | undefined): unknown[] {
  try {
    const known: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(known) ? known : [];
  } catch {
    return [];
  }
}

function pairsAt(
  columns: Iterable<readonly [string, { get(ordinal: number): string | undefined }]>,
  ordinal: number,
): KeyValueDoc[] {
  const pairs: KeyValueDoc[] = [];
  for (const [key, column] of columns) {
    const value = column.get(ordinal);
    if (value !== undefined) pairs.push({ key, value });
  }
  return pairs;
}
