import type { Foreign, ForeignLoggedModel, ForeignRun, Taken, TakenRun, Unreadable } from "../../core/mlflow/foreign";
import { ApiError } from "../../shared/apiError";
import type { Progress } from "../kernel/jobs";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Rooms } from "./rooms";

/** What an import came to. */
export interface Tally {
  experiments: number;
  runs: number;
  points: number;
  logged_models: number;
  registered_models: number;
  model_versions: number;
  traces: number;
  files: number;
  unreadable: { what: string; why: string }[];
  /** Runs still being written, by their ids and the source's ids of their experiments. */
  running: { id: string; experiment: string }[];
}

/** Brings the files of a run or a logged model to `to`, a path below the artifacts; returns how many were new. */
export type FetchFiles = (of: ForeignRun | ForeignLoggedModel, to: string) => Promise<number>;

const hereScheme = "mlflow-artifacts:/";

export interface Intake {
  take(batch: readonly Foreign[]): Promise<void>;
  /** After the last batch. */
  finish(): Promise<Tally>;
}

const collection = "imports";

type SourceDoc = { readonly row: number };
type RunDoc = { readonly stamp?: string; readonly bytes: Readonly<Record<string, number>> };

/** What of this source is here already. */
export function takenOf({ store }: Kernel, source: string): Taken {
  const runs = new Map<string, TakenRun>();
  const prefix = `${source} `;
  for (const [key, doc] of store.docs<RunDoc>(collection))
    if (key.startsWith(prefix)) runs.set(key.slice(prefix.length), doc);
  return { row: store.docs<SourceDoc>(collection).get(source)?.row ?? 0, runs };
}

/**
 * Takes in what a reader found: a batch is one commit together with how far the source has been read, so that a kill
 * loses nothing and brings nothing twice.
 */
export function createIntake(
  kernel: Kernel,
  rooms: Rooms,
  source: string,
  fetchFiles: FetchFiles,
  report: (progress: Progress) => void,
): Intake {
  const { store, events } = kernel;
  const tally: Tally = {
    experiments: 0,
    runs: 0,
    points: 0,
    logged_models: 0,
    registered_models: 0,
    model_versions: 0,
    traces: 0,
    files: 0,
    unreadable: [],
    running: [],
  };
  const before = takenOf(kernel, source);
  const experiments = new Map<string, string>();
  const places = new Map<string, string>();
  let total: number | undefined;
  let ops: Op[] = [];
  let withFiles: (ForeignRun | ForeignLoggedModel)[] = [];
  let current: { id: string; stamp: string | undefined; bytes: Record<string, number> } | undefined;

  const note = (what: string, error: unknown): void => {
    if (!(error instanceof Error)) throw error;
    const isOurs = !(error instanceof ApiError);
    if (isOurs) kernel.log.warn("import", { what, why: error.stack ?? error.message });
    tally.unreadable.push({ what, why: error.message });
  };
  const experimentOf = (theirs: string): string =>
    experiments.get(theirs) ?? missing(`experiment ${theirs} is not in the source`);
  /** The run is complete: from now on its stamp says that it need not be read again. */
  const closeRun = (done: boolean): void => {
    if (!current) return;
    const { id, stamp, bytes } = current;
    const doc: RunDoc = { ...(done && stamp !== undefined && { stamp }), bytes };
    const known = before.runs.get(id);
    if (JSON.stringify(known) !== JSON.stringify(doc))
      ops.push({ do: "put", in: collection, key: `${source} ${id}`, doc });
    if (done) current = undefined;
  };
  const takeRun = (run: ForeignRun): void => {
    const experiment = experimentOf(run.experiment);
    const known = before.runs.get(run.id);
    ops.push(...rooms.tracking.adoption.run(run, experiment));
    tally.runs++;
    if (run.endTime === undefined && run.lifecycle === "active")
      tally.running.push({ id: run.id, experiment: run.experiment });
    const stamp = run.endTime === undefined ? undefined : (run.stamp ?? `${run.status}/${run.endTime}`);
    current = { id: run.id, stamp, bytes: { ...known?.bytes } };
    places.set(run.artifacts, rooms.tracking.adoption.runLocation(experiment, run.id));
    if (stamp === undefined || stamp !== known?.stamp) withFiles.push(run);
  };
  const takeOne = async (record: Foreign): Promise<void> => {
    if (record.kind !== "points") closeRun(true);
    switch (record.kind) {
      case "expected":
        total = record.runs;
        return;
      case "experiment":
        experiments.set(record.id, await rooms.tracking.adoption.experiment(record));
        tally.experiments++;
        return;
      case "run":
        return takeRun(record);
      case "points":
        if (record.values.length > 0) ops.push(rooms.tracking.adoption.points(record));
        tally.points += record.values.length;
        if (current && record.bytes !== undefined) current.bytes[record.key] = record.bytes;
        return;
      case "mark":
        ops.push({ do: "put", in: collection, key: source, doc: { row: record.row } });
        return;
      case "logged-model": {
        const experiment = experimentOf(record.experiment);
        ops.push(...rooms.tracking.adoption.loggedModel(record, experiment));
        places.set(record.artifacts, rooms.tracking.adoption.modelLocation(experiment, record.id));
        withFiles.push(record);
        tally.logged_models++;
        return;
      }
      case "registered-model":
        ops.push(...rooms.registry.adoption.model(record));
        tally.registered_models++;
        return;
      case "model-version":
        ops.push(...rooms.registry.adoption.version(record, (location) => hereOf(places, location)));
        tally.model_versions++;
        return;
      case "trace":
        ops.push(...rooms.tracing.adopt(record, experimentOf(record.experiment)));
        tally.traces++;
        return;
      case "unreadable":
        tally.unreadable.push(plain(record));
        return;
      default:
        record satisfies never;
    }
  };
  const commit = async (): Promise<void> => {
    const work = ops;
    ops = [];
    if (work.length === 0) return;
    await store.commit(work);
    for (const id of touchedRuns(work)) events.emit({ kind: "run", id });
  };
  const copyFiles = async (): Promise<void> => {
    const work = withFiles;
    withFiles = [];
    for (const each of work) {
      try {
        const place = places.get(each.artifacts) ?? "";
        if (place.startsWith(hereScheme)) tally.files += await fetchFiles(each, place.slice(hereScheme.length));
      } catch (error) {
        note(`files of ${each.kind} ${each.id}`, error);
      }
    }
  };
  return {
    async take(batch) {
      for (const record of batch) {
        const mark = ops.length;
        try {
          await takeOne(record);
        } catch (error) {
          ops.length = mark;
          note(nameOf(record), error);
        }
      }
      closeRun(false);
      await commit();
      await copyFiles();
      report({ done: tally.runs, unit: "runs", ...(total !== undefined && { total }) });
    },
    async finish() {
      closeRun(true);
      await commit();
      return tally;
    },
  };
}

function* touchedRuns(ops: readonly Op[]): Iterable<string> {
  const seen = new Set<string>();
  for (const op of ops) if ("table" in op && op.table === "runs") seen.add(op.id);
  yield* seen;
}

/** The place here of something that lies in the files of a run or model that came along. */
function hereOf(places: ReadonlyMap<string, string>, location: string): string | undefined {
  for (let end = location.length; end > 0; end = location.lastIndexOf("/", end - 1)) {
    const place = places.get(location.slice(0, end));
    if (place !== undefined) return place + location.slice(end);
  }
  return undefined;
}

function nameOf(record: Foreign): string {
  if ("id" in record) return `${record.kind} ${record.id}`;
  if ("name" in record) return `${record.kind} ${record.name}`;
  return record.kind;
}

function plain({ what, why }: Unreadable): { what: string; why: string } {
  return { what, why };
}

function missing(why: string): never {
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", why);
}
