import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createProjectTracker, type ProjectTracker } from "../../runtime/pipeline/pipeline";
import type { Call } from "../verb";

export interface Tracking {
  readonly tracker: ProjectTracker;
  close(): Promise<void>;
}

/** Runs of stages go to the runtime of the workspace, which is started when the first one begins. */
export function trackerFor({ workspace, out }: Pick<Call, "workspace" | "out">, root: string): Tracking {
  const home = homeOf(workspace, root);
  const closing: (() => Promise<void> | void)[] = [];
  const tracker = createProjectTracker({
    workspace: home,
    root,
    env: process.env,
    now: Date.now,
    async open() {
      const [{ ensureRuntime }, { usualPort }, { createHttpDoor }, { keepRuntime }] = await Promise.all([
        import("../../runtime/running"),
        import("../doctor/ports"),
        import("../httpDoor"),
        import("../keepRuntime"),
      ]);
      const running = await ensureRuntime(home, { alsoPort: usualPort });
      const door = createHttpDoor(running);
      closing.push(door.close, keepRuntime(home, running, usualPort, out));
      return { ask: (method, path, body) => door.call(method, path, body), url: running.url, token: running.token };
    },
  });
  return {
    tracker,
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
