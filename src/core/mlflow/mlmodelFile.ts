import { readYaml } from "../yaml/readYaml";

/** What the file `MLmodel` beside a model says of it, as far as we show it. */
export interface ModelFile {
  readonly flavors: readonly string[];
  /** Columns, or tensors, that the signature names; absent without a signature. */
  readonly inputs?: number;
  readonly outputs?: number;
  /** Path of the input example beside the file. */
  readonly example?: string;
}

/** Whatever is not as MLflow writes it counts as not said. Throws when it is no YAML at all. */
export function readModelFile(text: string): ModelFile {
  const file = fields(readYaml(text));
  const signature = file.signature === undefined || file.signature === null ? undefined : fields(file.signature);
  const example = fields(file.saved_input_example_info).artifact_path;
  const inputs = signature && countOf(signature.inputs);
  const outputs = signature && countOf(signature.outputs);
  return {
    // every model can also be loaded as this one, so it tells nothing when there is another
    flavors: Object.keys(fields(file.flavors)).filter(
      (name, _i, all) => name !== "python_function" || all.length === 1,
    ),
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    ...(typeof example === "string" && example !== "" && { example }),
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** MLflow writes the columns as JSON in a text. */
function countOf(columns: unknown): number | undefined {
  if (typeof columns !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(columns);
    return Array.isArray(parsed) ? parsed.length : undefined;
  } catch {
    return undefined;
  }
}
