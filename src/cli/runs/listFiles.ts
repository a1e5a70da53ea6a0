import { boolean, integer, list, object, optional, string } from "../../shared/readers";
import type { Door } from "../door";

export interface RunFile {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size: number;
}

const readFiles = object<{ files: RunFile[] }>({
  files: optional(
    list(object<RunFile>({ path: string, is_dir: optional(boolean, false), file_size: optional(integer, 0) })),
    [],
  ),
});

/** The top of a run's artifacts. */
export async function listFiles(door: Door, run: string): Promise<RunFile[]> {
  const reply = await door.call("GET", `/api/2.0/mlflow/artifacts/list?run_id=${encodeURIComponent(run)}`);
  return readFiles(reply, "reply").files;
}
