import { basename, resolve } from "node:path";
import { findOnnx } from "../../runtime/serving/findOnnx";
import type { ColumnFacts } from "../../runtime/serving/modelFacts";
import { Refusal } from "../../runtime/serving/refusal";
import { boolean, list, object, optional, string } from "../../shared/readers";
import { UsageError } from "../args";
import type { Call } from "../verb";

export interface FoundModel {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly columns: readonly ColumnFacts[] | undefined;
}

const readFound = object<FoundModel>({
  path: string,
  name: string,
  version: string,
  columns: optional(list(object<ColumnFacts>({ name: string, type: string, required: boolean }))),
});

/** A file is found from where the command is typed, as all that it names; what is registered or logged is found by the workspace. */
export async function findModel(model: string, door: Call["door"]): Promise<FoundModel> {
  if (/^(models|runs):/i.test(model)) {
    const opened = await door();
    return readFound(
      await opened.call("GET", `/api/tidemark/v1/served-model?model=${encodeURIComponent(model)}`),
      "reply",
    );
  }
  const path = resolve(model);
  try {
    const said = model === path ? model : `${model} (${path})`; // from where it was typed, or from the workspace
    return { name: basename(path).replace(/\.onnx$/i, ""), version: "1", ...(await findOnnx(path, said)) };
  } catch (error) {
    if (error instanceof Refusal) throw new UsageError(`--model: ${error.message}`);
    throw error;
  }
}
