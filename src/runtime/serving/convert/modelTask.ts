import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readYaml } from "../../../core/yaml/readYaml";
import { invalid } from "../../../shared/apiError";

/** What the Python program is told, in its words. */
export interface ModelTask {
  /** A file, or a folder with the file MLmodel or with a SavedModel in it. */
  readonly source: string;
  readonly flavors?: Readonly<Record<string, unknown>>;
  readonly example?: string;
  readonly example_info?: Readonly<Record<string, unknown>>;
  /** Of the signature, as MLflow writes them. */
  readonly columns?: readonly unknown[];
}

export interface Source {
  readonly task: ModelTask;
  /** The ONNX file that the model is already. */
  readonly onnx: string | undefined;
  /** Where the file MLmodel lies, else the source's own folder. */
  readonly folder: string;
}

/** Looks at a model without loading it. */
export async function readSource(path: string, address: string): Promise<Source> {
  const found = await stat(path).catch(() => invalid(`${address}: ${path} is not there`));
  if (!found.isDirectory()) {
    // a file of a model that MLflow logged: its folder says what it is
    if (basename(path) === "MLmodel") return readSource(dirname(path), address);
    const isOnnx = /\.onnx$/i.test(path);
    return { task: { source: path }, onnx: isOnnx ? path : undefined, folder: dirname(path) };
  }
  const names = await readdir(path);
  if (names.includes("MLmodel")) return readLogged(path, address);
  if (names.includes("saved_model.pb")) return { task: { source: path }, onnx: undefined, folder: path };
  const models = names.filter((name) => modelFile.test(name));
  if (models.length === 1) return readSource(join(path, models[0] as string), address);
  const what = models.length === 0 ? "no model" : `several models (${models.sort().join(", ")})`;
  return invalid(
    `${address}: ${path} holds ${what}; name a folder with an MLmodel file, or a model's file such as model.pkl`,
  );
}

const modelFile = /\.(pkl|pickle|joblib|skops|ubj|xgb|bst|lgb|cbm|pt|pth|pt2|keras|h5)$/i;

async function readLogged(folder: string, address: string): Promise<Source> {
  let file: Readonly<Record<string, unknown>>;
  try {
    file = fields(readYaml(await readFile(join(folder, "MLmodel"), "utf8")));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return invalid(`${address}: its file MLmodel is not as MLflow writes it: ${why}`);
  }
  const flavors = fields(file.flavors);
  const onnx = fields(flavors.onnx).data;
  const info = fields(file.saved_input_example_info);
  const example = textOf(info.artifact_path);
  const columns = listIn(fields(file.signature).inputs);
  return {
    task: {
      source: folder,
      flavors,
      ...(example !== undefined && (await isThere(join(folder, example)))
        ? { example: join(folder, example), example_info: info }
        : {}),
      ...(columns !== undefined && { columns }),
    },
    onnx: typeof onnx === "string" ? join(folder, onnx) : undefined,
    folder,
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function listIn(text: unknown): unknown[] | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found : undefined;
  } catch {
    return undefined; // a signature that nobody can read says nothing
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
