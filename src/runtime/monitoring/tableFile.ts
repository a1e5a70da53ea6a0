import { statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { invalid } from "../../shared/apiError";
import type { TableFile } from "./drift/driftWork";

/** A file of the workspace. */
export async function tableFile(workspace: string, address: string): Promise<TableFile> {
  const path = resolve(workspace, address);
  const below = relative(workspace, path);
  if (below.startsWith("..") || isAbsolute(below)) invalid(`${address}: outside of the workspace`);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) invalid(`${address}: there is no such file`);
  return { name: address, path };
}
