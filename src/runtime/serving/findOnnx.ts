import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { readModelFile } from "../../core/mlflow/mlmodelFile";
import { readOnnxData } from "../../core/mlflow/onnxData";
import { readSignature } from "../../core/mlflow/signature";
import type { ColumnFacts } from "./modelFacts";
import { NeedsOnnx, Refusal } from "./refusal";

export interface OnnxFile {
  /** Absolute. */
  readonly path: string;
  /** What the signature says beside it. */
  readonly columns: readonly ColumnFacts[] | undefined;
}

/** Where `tidemark convert` puts what it made. */
export const convertedName = "model.onnx";

/**
 * The ONNX file to serve: of a model that MLflow logged as one, the converted one beside a model of another kind, or the
 * only one there is. `address` is how the user calls it; without an ONNX the Refusal says how to come by one.
 */
export async function findOnnx(place: string, address: string): Promise<OnnxFile> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw new Refusal(404, `${address}: ${place} is not there`);
  if (!found.isDirectory()) return { path: ofFile(place, address), columns: undefined };
  const names = await readdir(place);
  const text = names.includes("MLmodel") ? await readFile(join(place, "MLmodel"), "utf8") : undefined;
  const columns = text === undefined ? undefined : ifYaml(() => readSignature(text));
  const logged = text === undefined ? undefined : ifYaml(() => readOnnxData(text));
  const onnx = names.filter((name) => /\.onnx$/i.test(name));
  const name = logged ?? (onnx.includes(convertedName) ? convertedName : onnx.length === 1 ? onnx[0] : undefined);
  if (name === undefined || !(await isFile(join(place, name)))) return refuse(address, text, onnx);
  return { path: join(place, name), columns };
}

function ofFile(path: string, address: string): string {
  if (extname(path).toLowerCase() === ".onnx") return path;
  throw new NeedsOnnx(
    400,
    `${address}: ${basename(path)} is no ONNX model; make one of it: tidemark convert ${address}`,
  );
}

function refuse(address: string, text: string | undefined, onnx: readonly string[]): never {
  if (onnx.length > 1)
    throw new Refusal(400, `${address}: holds several ONNX files (${onnx.join(", ")}); name one by its own path`);
  if (text === undefined)
    throw new Refusal(400, `${address}: holds no model: neither an MLmodel file nor an ONNX file`);
  const flavors = ifYaml(() => readModelFile(text).flavors) ?? [];
  const kind = flavors.length === 0 ? "another kind" : flavors.join(" and ");
  throw new NeedsOnnx(400, `${address}: is a model of ${kind}; make ONNX of it first: tidemark convert ${address}`);
}

function ifYaml<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // written by something else: it tells us nothing
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
