import { resolve } from "node:path";
import type { TableFile } from "../../runtime/monitoring/drift/driftWork";

/** A table of the command line; files are found from the workspace on. */
export function tableFile(workspace: string, name: string): TableFile {
  return { name, path: resolve(workspace, name) };
}
