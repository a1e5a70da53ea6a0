import { stat } from "node:fs/promises";
import { join } from "node:path";
import { integer, object } from "../../shared/readers";
import { readRunGroups } from "../../shared/runGroups";
import type { Door } from "../runtime/door";

export interface Counts {
  readonly runs: number;
  readonly running: number;
  readonly failed: number;
  readonly models: number;
}

const readStatus = object<{ models: number }>({ models: integer });

/** Asked at every change: so of models no more than how many there are. */
export async function countFolder(door: Door): Promise<Counts> {
  const [{ groups }, { models }] = await Promise.all([
    door.get("/api/tidemark/v1/run-groups?by=status", readRunGroups),
    door.get("/api/tidemark/v1/status", readStatus),
  ]);
  const sum = (key: "runs" | "running" | "failed") => groups.reduce((total, group) => total + group[key], 0);
  return { runs: sum("runs"), running: sum("running"), failed: sum("failed"), models };
}

/** Whether a folder has runs or a pipeline, as far as can be seen without a runtime. */
export async function showsSigns(folder: string): Promise<boolean> {
  const found = await Promise.all(
    [join(".tidemark", "store"), "dvc.yaml"].map((name) =>
      stat(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
