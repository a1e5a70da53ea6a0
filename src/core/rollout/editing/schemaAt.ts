import { deploymentJsonSchema } from "../deploymentSchema";

/** A part of the deployment file's schema, as far as an editor asks it. */
export interface PartSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, PartSchema>>;
  readonly additionalProperties?: boolean | PartSchema;
  readonly items?: PartSchema;
  readonly required?: readonly string[];
  /** One of several keys. */
  readonly oneOf?: readonly { readonly required?: readonly string[] }[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

const root = deploymentJsonSchema() as PartSchema;

/** What the schema says of a place; undefined for one that it does not know. */
export function schemaAt(path: readonly string[]): PartSchema | undefined {
  return path.reduce<PartSchema | undefined>((schema, part) => {
    if (schema === undefined) return undefined;
    if (/^\[\d+\]$/.test(part)) return schema.items;
    const { properties, additionalProperties } = schema;
    if (properties !== undefined && Object.hasOwn(properties, part)) return properties[part];
    return typeof additionalProperties === "object" ? additionalProperties : undefined;
  }, root);
}

/** Whether a place names one of the file's variants: as a value, or by its keys. */
export function namesVariant(path: readonly string[]): boolean {
  const place = path.map((part) => (part.startsWith("[") ? "[]" : part)).join(".");
  return /^spec\.(strategy\.(canary\.(stable|canary)|shadow\.(active|mirror)|blueGreen\.(active|preview)|ab\.weights)|routing\.\[\]\.variant)$/.test(
    place,
  );
}

export function namesModel(path: readonly string[]): boolean {
  return path.length === 4 && path[1] === "variants" && path[3] === "model";
}
