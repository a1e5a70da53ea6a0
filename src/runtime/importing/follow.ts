import { join } from "node:path";
import type { Kernel } from "../kernel/kernel";
import { watchPath } from "../kernel/watch";
import { type BringFolder, type Follow, followFolder } from "./followFolder";
import { createPacer } from "./pacer";

export interface Bring {
  database(path: string): Promise<void>;
  readonly folder: BringFolder;
}

/**
 * Follows what MLflow writes into the workspace by itself: `mlflow.db` and `mlruns`. Only known paths are watched: the
 * workspace's own entries, the list of runs of each experiment, and the folders of runs that are being written.
 */
export function followWorkspace(kernel: Kernel, bring: Bring): Follow {
  const { workspace } = kernel.places;
  const database = join(workspace, "mlflow.db");
  const folder = join(workspace, "mlruns");
  const report = (error: unknown) =>
    kernel.log.warn("could not follow", { why: error instanceof Error ? error.message : String(error) });

  const databasePacer = createPacer(() => bring.database(database), report);
  let store: Follow | undefined;
  const root = watchPath(
    workspace,
    { depth: 0, present: true, wants: (path) => path === folder || path.startsWith(database) },
    (seen, path) => {
      if (path === folder && seen === "addDir") store ??= followFolder(folder, bring.folder, report);
      else if (path === folder && seen === "unlinkDir") {
        void store?.close();
        store = undefined;
      } else if (path === database && seen !== "unlink") databasePacer.poke();
    },
  );
  return {
    async close() {
      await root.close();
      await store?.close();
      await databasePacer.close();
    },
  };
}
