import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type TableAnswer, tableFormat } from "../../../core/table/summary/tableDiff";
import { invalid } from "../../../shared/apiError";
import type { Repository } from "../repository";
import type { FromTables, TableTask } from "./tableWorker";

export interface AskedTable {
  /** Of the file, absolute: its name says what it is, and it is what `after` may stand for. */
  readonly path: string;
  /** md5 of the older version. */
  readonly before?: string;
  /** md5 of the newer one. */
  readonly after?: string;
  /** The newer version is what lies in the workspace. */
  readonly inWorkspace: boolean;
}

/** A file that keeps its reader busy for longer is given up. Milliseconds. */
const longest = 120_000;
/** One after the other: two large tables fill memory enough. */
let last: Promise<unknown> = Promise.resolve();

/** Rows and columns of a table in two versions, worked out in a thread. */
export async function diffTables(repository: Repository, asked: AskedTable): Promise<TableAnswer> {
  const format = tableFormat(asked.path) ?? invalid(`path: '${asked.path}' is neither CSV nor parquet`);
  const before = asked.before === undefined ? undefined : objectPath(repository, asked.before);
  const cached = asked.after === undefined ? undefined : objectPath(repository, asked.after);
  const after = cached ?? (asked.inWorkspace && existsSync(asked.path) ? asked.path : undefined);
  const missing = [
    ...(asked.before !== undefined && before === undefined ? (["before"] as const) : []),
    ...(asked.after !== undefined && after === undefined ? (["after"] as const) : []),
  ];
  if (missing.length > 0) return { missing };
  if (before === undefined && after === undefined) invalid("before, after: one of the two versions is needed");
  const task: TableTask = {
    ...(before !== undefined && { before: { path: before, format } }),
    ...(after !== undefined && { after: { path: after, format } }),
  };
  const answer = last.then(() => inThread(task));
  last = answer.catch(() => undefined);
  return answer;
}

/** Where the cache has it; undefined where it has not. */
function objectPath({ cacheFolder }: Repository, md5: string): string | undefined {
  if (!/^[0-9a-f]{32}$/.test(md5)) invalid(`'${md5}' is no md5`);
  const places = [join(cacheFolder, "files", "md5"), cacheFolder].map((folder) =>
    join(folder, md5.slice(0, 2), md5.slice(2)),
  );
  return places.find((path) => existsSync(path));
}

async function inThread(task: TableTask): Promise<TableAnswer> {
  const worker = new Worker(join(__dirname, "tableWorker.js"), { workerData: task });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<TableAnswer>((resolve, reject) => {
      timer = setTimeout(() => resolve({ why: "comparing them takes too long" }), longest);
      worker.once("message", (said: FromTables) =>
        resolve("diff" in said ? { diff: said.diff } : { why: said.failed }),
      );
      worker.once("error", reject);
      worker.once("exit", () => resolve({ why: "the thread that reads them ended" }));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
