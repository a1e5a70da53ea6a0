import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ApiError } from "../shared/apiError";
import { jsonHeaders, type Reply, type Route } from "./kernel/http/route";
import type { FromProjects, ProjectTask, ToProjects } from "./projectWorker";

/** Beside the bundle that runs. */
const script = join(__dirname, "projectWorker.js");

/** Milliseconds without a question after which the thread ends; it holds an index of all tracked files. */
const idle = 10 * 60_000;

const paths = [
  "/api/tidemark/v1/data",
  "/api/tidemark/v1/data/projects",
  "/api/tidemark/v1/data/changes",
  "/api/tidemark/v1/data/diff",
  "/api/tidemark/v1/data/table",
  "/api/tidemark/v1/pipeline",
  "/api/tidemark/v1/pipeline/compare",
  "/api/tidemark/v1/pipeline/experiments",
  "/api/tidemark/v1/pipeline/plots",
  "/api/tidemark/v1/pipeline/page",
  "/api/tidemark/v1/pipeline/page/stage",
];

export interface ProjectThread {
  readonly routes: Route[];
  close(): Promise<void>;
}

/** The routes that look at projects of DVC. Their thread starts with the first question. */
export function createProjectThread(workspace: string): ProjectThread {
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let last = 0;

  const begin = (): Worker => {
    const made = new Worker(script, { workerData: { workspace } satisfies ProjectTask });
    made.unref();
    made.on("message", ({ id, status, body }: FromProjects) => {
      waiting.get(id)?.resolve({ status, headers: jsonHeaders, body });
      waiting.delete(id);
      if (waiting.size === 0) made.unref();
    });
    made.once("error", (error) => lose(made, error));
    made.once("exit", () => lose(made, new Error("the thread that looks at data ended")));
    return made;
  };
  const lose = (which: Worker, error: Error) => {
    if (worker !== which) return;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const ask = (url: string): Promise<Reply> => {
    worker ??= begin();
    const asked = worker;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (waiting.size === 0) void end();
    }, idle).unref();
    asked.ref();
    const id = ++last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      asked.postMessage({ id, url } satisfies ToProjects);
    });
  };
  const end = async () => {
    clearTimeout(timer);
    const ending = worker;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new ApiError("TEMPORARILY_UNAVAILABLE", "the runtime ends"));
    waiting.clear();
    await ending?.terminate();
  };
  return {
    routes: paths.map((path) => ({
      method: "GET",
      path,
      handle: ({ query }) => ask(`${path}?${query}`),
    })),
    close: end,
  };
}
