import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { ApiError } from "../shared/apiError";
import { createDispatch } from "./kernel/http/dispatch";
import { inject } from "./kernel/http/inject";
import { createLog } from "./kernel/log";
import { projectLooks } from "./projectLooks";

/** Of the thread that looks at projects of DVC. */
export interface ProjectTask {
  readonly workspace: string;
}

export interface ToProjects {
  readonly id: number;
  readonly url: string;
}

export interface FromProjects {
  readonly id: number;
  readonly status: number;
  readonly body: string;
}

/** Looks at data and pipelines on a thread of their own: a walk over 100,000 files keeps no request of others waiting. */
function serve(port: MessagePort, { workspace }: ProjectTask): void {
  const log = createLog((line) => process.stderr.write(line), "warn");
  const dispatch = createDispatch(projectLooks(workspace), log);
  port.on("message", ({ id, url }: ToProjects) => {
    const answered = inject(dispatch, { method: "GET", url });
    void answered.then(({ status, body }) =>
      port.postMessage({ id, status, body: body.toString("utf8") } satisfies FromProjects),
    );
  });
}

if (parentPort === null) throw new ApiError("INTERNAL_ERROR", "this is a thread of the runtime");
serve(parentPort, workerData as ProjectTask);
