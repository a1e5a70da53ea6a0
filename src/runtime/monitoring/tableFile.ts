import { statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { invalid } from "../../shared/apiError";
import { placesOf } from "../kernel/home";
import { openTable } from "../tables/tables";
import type { TableFile } from "./drift/driftWork";

/** A file of the workspace, or what else a table may be called by: a version of it, logged predictions. */
export async function tableFile(workspace: string, address: string): Promise<TableFile> {
  const path = resolve(workspace, address);
  const below = relative(workspace, path);
  if (below.startsWith("..") || isAbsolute(below)) invalid(`${address}: outside of the workspace`);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile && /[@:]/.test(address))
    return openTable(address, { workspace, home: placesOf(workspace).home, isOpen: false });
  if (!isFile) invalid(`${address}: there is no such file`);
  return { name: address, path };
}
