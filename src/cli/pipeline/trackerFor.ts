import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { createProjectTracker, type ProjectTracker } from "../../runtime/pipeline/pipeline";
import type { Call } from "../verb";

export interface Tracking {
  readonly tracker: ProjectTracker;
  /** Of the same project in another work tree of git: runs are named as if they were in this one. */
  at(root: string): ProjectTracker;
  close(): Promise<void>;
}

/** Runs of stages go to the runtime of the workspace, which is started when the first one begins. */
export function trackerFor({ workspace, out }: Pick<Call, "workspace" | "out">, root: string): Tracking {
  const home = homeOf(workspace, root);
  const closing: (() => Promise<void> | void)[] = [];
  let opening: ReturnType<typeof openOnce> | undefined;
  const make = (place: string, project: string) =>
    createProjectTracker({
      workspace: place,
      root: project,
      env: process.env,
      now: Date.now,
      open() {
        opening ??= openOnce();
        return opening;
      },
    });
  async function openOnce() {
    const [{ ensureRuntime }, { usualPort }, { createHttpDoor }, { keepRuntime }] = await Promise.all([
      import("../../runtime/running"),
      import("../doctor/ports"),
      import("../httpDoor"),
      import("../keepRuntime"),
    ]);
    const running = await ensureRuntime(home, { alsoPort: usualPort });
    const door = createHttpDoor(running);
    closing.push(door.close, keepRuntime(home, running, usualPort, out));
    return {
      ask: (method: "GET" | "POST" | "PUT", path: string, body?: unknown) => door.call(method, path, body),
      url: running.url,
      token: running.token,
    };
  }
  return {
    tracker: make(home, root),
    at: (other) => make(resolve(other, relative(root, home)), other),
    close: async () => {
      for (const each of closing) await each();
    },
  };
}

/** The nearest folder above that Tidemark knows already, up to the one that git has; else the project. */
function homeOf(workspace: string, root: string): string {
  for (let at = workspace; ; at = dirname(at)) {
    if (existsSync(join(at, ".tidemark"))) return at;
    if (existsSync(join(at, ".git")) || dirname(at) === at) return root;
  }
}
