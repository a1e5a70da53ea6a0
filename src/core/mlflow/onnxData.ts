import { readYaml } from "../yaml/readYaml";

/** The ONNX file of a model that MLflow logged in its flavour `onnx`, as its MLmodel names it; undefined for others. */
export function readOnnxData(text: string): string | undefined {
  const { data } = fields(fields(fields(readYaml(text)).flavors).onnx);
  return typeof data === "string" && data !== "" && !data.split(/[/\\]/).includes("..") ? data : undefined;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
