import { readYaml } from "../yaml/readYaml";

/** A column that a model takes, as the file `MLmodel` says it. */
export interface SignatureColumn {
  readonly name: string;
  /** double, float, long, integer, boolean, string, datetime, binary */
  readonly type: string;
  readonly required: boolean;
}

/** Undefined where there is no signature, or one of tensors without names. Throws when the text is no YAML at all. */
export function readSignature(text: string): SignatureColumn[] | undefined {
  const inputs = fields(fields(readYaml(text)).signature).inputs;
  if (typeof inputs !== "string") return undefined;
  let columns: unknown;
  try {
    columns = JSON.parse(inputs); // MLflow writes the columns as JSON in a text
  } catch {
    return undefined;
  }
  if (!Array.isArray(columns)) return undefined;
  const found = columns.map(fields).map(({ name, type, required }) => ({ name, type, required: required !== false }));
  const isColumn = (each: (typeof found)[number]): each is SignatureColumn =>
    typeof each.name === "string" && typeof each.type === "string" && each.type !== "tensor";
  return found.length > 0 && found.every(isColumn) ? found : undefined;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
