import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Taken } from "../../core/mlflow/foreign";
import { invalid } from "../../shared/apiError";
import type { Progress } from "../kernel/jobs";
import type { Kernel } from "../kernel/kernel";
import { checkInside, copyNew, findLocal } from "./artifactSource";
import { followWorkspace } from "./follow";
import type { Follow } from "./followFolder";
import { createIntake, type FetchFiles, type Tally, takenOf } from "./intake";
import { createMlflowClient, type MlflowClient } from "./mlflowClient";
import { readMlflowServer } from "./mlflowServer";
import { readInWorker } from "./readInWorker";
import type { Rooms } from "./rooms";
import { fetchFromServer } from "./serverFiles";

export interface ImportOptions {
  /** For a server that asks for one. */
  readonly token?: string | undefined;
  /** Of a folder, only these runs. */
  readonly runs?: readonly string[];
  readonly report?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export type Importing = ReturnType<typeof createImporting>;

/** Follows what MLflow writes into the workspace by itself. */
export function followImports(kernel: Kernel, importing: Importing): Follow {
  return followWorkspace(kernel, {
    database: async (path) => void (await importing.mlflow(path)),
    folder: async (path, runs) => {
      const { running } = await importing.mlflow(path, runs ? { runs } : {});
      return running.map(({ id, experiment }) => join(path, experiment, id));
    },
  });
}

export function createImporting(kernel: Kernel, rooms: Rooms) {
  const { workspace } = kernel.places;

  const localFiles =
    (near: string): FetchFiles =>
    async (of, to) => {
      const from = await findLocal(of.artifacts, near);
      if (from === undefined) return 0;
      await checkInside(from, near);
      return copyNew(from, (below) => rooms.tracking.artifacts.folder(`${to}/${below}`));
    };
  const takeIn = async (source: string, read: Read, files: FetchFiles, options: ImportOptions): Promise<Tally> => {
    const intake = createIntake(kernel, rooms, source, files, options.report ?? (() => undefined));
    for await (const batch of read(takenOf(kernel, source))) {
      await intake.take(batch);
      if (options.signal?.aborted) break;
    }
    return intake.finish();
  };

  return {
    /** A folder `mlruns` or one that holds it, a `mlflow.db`, or the address of a server. */
    async mlflow(source: string, options: ImportOptions = {}): Promise<Tally> {
      if (/^https?:\/\//i.test(source)) {
        const client = createMlflowClient(source, options.token);
        const read: Read = (taken) => batched(readMlflowServer(client, taken));
        return takeIn(client.url, read, serverFiles(client, rooms), options);
      }
      const path = await findStore(resolve(workspace, source.replace(/^sqlite:\/\/\//, "").replace(/^file:\/\//, "")));
      const kind = (await stat(path)).isDirectory() ? "mlruns" : "sqlite";
      const read: Read = (taken) => readInWorker({ kind, path, taken, ...(options.runs && { runs: options.runs }) });
      // what an mlruns folder records lies in it; what a database records lies beside it
      return takeIn(path, read, localFiles(kind === "mlruns" ? path : dirname(path)), options);
    },
  };
}

type Read = (taken: Taken) => AsyncIterable<Parameters<ReturnType<typeof createIntake>["take"]>[0]>;

function serverFiles(client: MlflowClient, { tracking }: Rooms): FetchFiles {
  return (of, to) => fetchFromServer(client, tracking.artifacts, of, to);
}

async function* batched<T>(records: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < 64) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

async function findStore(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    return invalid(`${path}: does not exist; give a folder 'mlruns', a file 'mlflow.db' or a server's address`);
  if (!found.isDirectory() || (await holdsExperiments(path))) return path;
  const database = join(path, "mlflow.db");
  const folder = join(path, "mlruns");
  const isDatabase = (await stat(database).catch(() => undefined)) !== undefined;
  const isFolder = await holdsExperiments(folder);
  if (isDatabase && isFolder) return invalid(`${path}: holds both 'mlruns' and 'mlflow.db'; import them one by one`);
  if (isDatabase) return database;
  if (isFolder) return folder;
  return invalid(
    basename(path) === "mlruns"
      ? `${path}: holds no experiments, only files; what MLflow 3 knows of them is in the 'mlflow.db' beside it`
      : `${path}: holds neither experiments of MLflow nor a 'mlflow.db'`,
  );
}

/** MLflow 3 keeps only files of runs in `mlruns`; before, each experiment there said what it is in a meta.yaml. */
async function holdsExperiments(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) if (await stat(join(folder, name, "meta.yaml")).catch(() => undefined)) return true;
  return false;
}
