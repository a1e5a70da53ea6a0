import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { ColumnFacts } from "../../runtime/serving/modelFacts";
import { UsageError } from "../args";
import type { Call } from "../verb";

export interface FoundModel {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly columns: readonly ColumnFacts[] | undefined;
}

/** A file is opened as it is; what is registered or logged is found by the workspace. */
export async function findModel(model: string, workspace: string, _door: Call["door"]): Promise<FoundModel> {
  const path = resolve(workspace, model);
  if (!existsSync(path)) throw new UsageError(`--model: ${path} is not there`);
  if (!statSync(path).isFile()) throw new UsageError(`--model: ${path} is no file`);
  return { path, name: basename(path).replace(/\.onnx$/i, ""), version: "1", columns: undefined };
}
