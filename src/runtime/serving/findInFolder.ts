import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readModelFile } from "../../core/mlflow/mlmodelFile";
import { readOnnxData } from "../../core/mlflow/onnxData";
import { readSignature } from "../../core/mlflow/signature";
import type { OnnxFile } from "./findOnnx";
import { NeedsOnnx, Refusal } from "./refusal";

/** Where `tidemark convert` puts what it made. */
export const convertedName = "model.onnx";

/** The ONNX file in a folder that holds a model. */
export async function findInFolder(place: string, address: string): Promise<OnnxFile> {
  const names = await readdir(place);
  const text = names.includes("MLmodel") ? await readFile(join(place, "MLmodel"), "utf8") : undefined;
  const columns = text === undefined ? undefined : ifYaml(() => readSignature(text));
  const logged = text === undefined ? undefined : ifYaml(() => readOnnxData(text));
  const onnx = names.filter((name) => /\.onnx$/i.test(name));
  const name = logged ?? (onnx.includes(convertedName) ? convertedName : onnx.length === 1 ? onnx[0] : undefined);
  if (name === undefined || !(await isFile(join(place, name)))) return refuse(address, text, onnx);
  return { path: join(place, name), columns };
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
