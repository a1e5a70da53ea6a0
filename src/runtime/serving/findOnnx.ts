import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { ColumnFacts } from "./modelFacts";
import { NeedsOnnx, Refusal } from "./refusal";

export interface OnnxFile {
  /** Absolute. */
  readonly path: string;
  /** What the signature says beside it. */
  readonly columns: readonly ColumnFacts[] | undefined;
}

/**
 * The ONNX file to serve: of a model that MLflow logged as one, the converted one beside a model of another kind, or the
 * only one there is. `address` is how the user calls it; without an ONNX the Refusal says how to come by one.
 */
export async function findOnnx(place: string, address: string): Promise<OnnxFile> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw new Refusal(404, `${address} is not there`);
  if (!found.isDirectory()) return { path: ofFile(place, address), columns: undefined };
  return (await import("./findInFolder")).findInFolder(place, address); // it reads YAML
}

function ofFile(path: string, address: string): string {
  if (extname(path).toLowerCase() === ".onnx") return path;
  throw new NeedsOnnx(
    400,
    `${address}: ${basename(path)} is no ONNX model; make one of it: tidemark convert ${address}`,
  );
}
