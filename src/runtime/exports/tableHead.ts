import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { invalid } from "../../shared/apiError";
import type { TableHead } from "../../shared/artifacts";
import { object, string } from "../../shared/readers";
import { ok, type Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import {
  type Artifacts,
  checkRelative,
  createLocations,
  joinPath,
  type OpenArtifact,
  ownPlace,
} from "../tracking/tracking";
import type { FromParquet, ParquetTask } from "./parquetWorker";

/** Beside the bundle that runs. */
const script = join(__dirname, "parquetWorker.js");
const mostRows = 200;
/** A file that keeps its reader busy for longer is given up. Milliseconds. */
const longest = 20_000;

const readAsked = object<{ path: string }>({ path: string });

/** The first rows of a table that a run logged in a binary format: of parquet, as yet. */
export function tableHeadRoutes(artifacts: Artifacts, kernel: Kernel): Route[] {
  const { locationOfRun } = createLocations(kernel);
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/runs/{run_id}/table-head",
      async handle({ body, params }) {
        const path = checkRelative(readAsked(body, "query").path);
        if (!/\.parquet$/i.test(path)) return invalid(`path: '${path}' is no parquet file`);
        const place = ownPlace(locationOfRun(params.run_id ?? ""));
        return ok(await readHead(path, await artifacts.open(joinPath(place, path))));
      },
    },
  ];
}

/** On a thread of its own, which a broken file may take along. */
async function readHead(path: string, { handle, size }: OpenArtifact): Promise<TableHead> {
  const task: ParquetTask = { do: "head", handle, size, rows: mostRows };
  // a file is a thing that can be handed over, which the types do not know
  const worker = new Worker(script, { workerData: task, transferList: [handle as unknown as ArrayBuffer] });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<TableHead>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(why));
      timer = setTimeout(() => fail("reading it takes too long"), longest);
      worker.once("message", (message: FromParquet) => {
        if (message.type === "head") resolve(message.head);
        else fail(message.type === "failed" ? message.message : message.type);
      });
      worker.once("error", reject);
      worker.once("exit", () => fail("the thread that reads it ended"));
    });
  } catch (error) {
    return invalid(
      `path: '${path}' cannot be read as parquet: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
