import { unable } from "../outcome";
import { pythonRegex } from "./pythonRegex";

type Schema = Readonly<Record<string, unknown>>;

const kinds = ["null", "boolean", "integer", "number", "string", "array", "object"];

/** Whether a document is as a JSON schema (draft 4 to 2020-12) says. Formats are hints, as they are in Python's jsonschema. */
export function jsonSchema(schema: unknown): (value: unknown) => boolean {
  const patterns = new Map<string, RegExp>();
  const search = (pattern: string, text: string): boolean => {
    const known = patterns.get(pattern) ?? pythonRegex(pattern);
    patterns.set(pattern, known);
    return known.test(text);
  };
  return (value) => holds(schema, value, { root: schema, search, depth: 0 });
}

interface Context {
  readonly root: unknown;
  readonly search: (pattern: string, text: string) => boolean;
  readonly depth: number;
}

const isMap = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function holds(schema: unknown, value: unknown, context: Context): boolean {
  if (typeof schema === "boolean") return schema;
  if (!isMap(schema)) return unable(`${JSON.stringify(schema)} is not of type 'object', 'boolean'`);
  if (context.depth > 200) return unable("the schema refers to itself without an end");
  const inner = { ...context, depth: context.depth + 1 };
  const also = (each: unknown, of: unknown = value) => holds(each, of, inner);
  if (typeof schema.$ref === "string" && !also(referred(schema.$ref, context.root))) return false;
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOf(type, value))) return false;
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => same(each, value))) return false;
  if ("const" in schema && !same(schema.const, value)) return false;
  if (!listOf(schema.allOf).every((each) => also(each))) return false;
  if (Array.isArray(schema.anyOf) && !schema.anyOf.some((each) => also(each))) return false;
  if (Array.isArray(schema.oneOf) && schema.oneOf.filter((each) => also(each)).length !== 1) return false;
  if (schema.not !== undefined && also(schema.not)) return false;
  if (schema.if !== undefined) {
    const branch = also(schema.if) ? schema.then : schema.else;
    if (branch !== undefined && !also(branch)) return false;
  }
  if (typeof value === "number") return numberHolds(schema, value);
  if (typeof value === "string") return textHolds(schema, value, context);
  if (Array.isArray(value)) return listHolds(schema, value, also);
  return !isMap(value) || mapHolds(schema, value, also, context);
}

function referred(reference: string, root: unknown): unknown {
  if (!reference.startsWith("#")) return unable(`Unresolvable: ${reference}: a schema refers to itself only`);
  let found: unknown = root;
  for (const part of reference.slice(1).split("/").filter(Boolean)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = isMap(found) ? found[key] : Array.isArray(found) ? found[Number(key)] : undefined;
  }
  return found === undefined ? unable(`Unresolvable: ${reference}`) : found;
}

function isOf(type: unknown, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isMap(value);
    case "number":
    case "string":
    case "boolean":
      return typeof value === type;
    default:
      return unable(
        `${JSON.stringify(type)} is not valid under any of the given schemas: a type is one of ${kinds.join(", ")}`,
      );
  }
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => same(each, b[i]));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }
  return a === b;
}

function numberHolds(schema: Schema, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === "number" && (exclusiveMinimum === true ? value <= minimum : value < minimum)) return false;
  if (typeof maximum === "number" && (exclusiveMaximum === true ? value >= maximum : value > maximum)) return false;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) return false;
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) return false;
  if (typeof multipleOf !== "number") return true;
  return Number.isInteger(multipleOf) ? value % multipleOf === 0 : Number.isInteger(value / multipleOf);
}

function textHolds(schema: Schema, value: string, { search }: Context): boolean {
  const length = [...value].length;
  if (typeof schema.minLength === "number" && length < schema.minLength) return false;
  if (typeof schema.maxLength === "number" && length > schema.maxLength) return false;
  return typeof schema.pattern !== "string" || search(schema.pattern, value);
}

function listHolds(
  schema: Schema,
  value: readonly unknown[],
  also: (schema: unknown, of: unknown) => boolean,
): boolean {
  if (typeof schema.minItems === "number" && value.length < schema.minItems) return false;
  if (typeof schema.maxItems === "number" && value.length > schema.maxItems) return false;
  if (schema.uniqueItems === true && value.some((each, i) => value.slice(0, i).some((before) => same(before, each))))
    return false;
  const first = listOf(schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined));
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  for (const [i, each] of value.entries()) {
    const own = i < first.length ? first[i] : rest;
    if (own !== undefined && !also(own, each)) return false;
  }
  if (schema.contains === undefined) return true;
  const found = value.filter((each) => also(schema.contains, each)).length;
  const { minContains = 1, maxContains = Number.POSITIVE_INFINITY } = schema;
  return found >= Number(minContains) && found <= Number(maxContains);
}

function mapHolds(
  schema: Schema,
  value: Schema,
  also: (schema: unknown, of: unknown) => boolean,
  context: Context,
): boolean {
  const keys = Object.keys(value);
  if (typeof schema.minProperties === "number" && keys.length < schema.minProperties) return false;
  if (typeof schema.maxProperties === "number" && keys.length > schema.maxProperties) return false;
  if (!listOf(schema.required).every((key) => Object.hasOwn(value, String(key)))) return false;
  const properties = isMap(schema.properties) ? schema.properties : {};
  const patterns = isMap(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
  for (const key of keys) {
    const each = value[key];
    if (schema.propertyNames !== undefined && !also(schema.propertyNames, key)) return false;
    const isKnown = Object.hasOwn(properties, key);
    if (isKnown && !also(properties[key], each)) return false;
    const matching = patterns.filter(([pattern]) => context.search(pattern, key));
    if (!matching.every(([, own]) => also(own, each))) return false;
    const other = schema.additionalProperties;
    if (!isKnown && matching.length === 0 && other !== undefined && !also(other, each)) return false;
  }
  for (const [key, needs] of Object.entries({ ...asMap(schema.dependencies), ...asMap(schema.dependentRequired) })) {
    if (!Object.hasOwn(value, key)) continue;
    if (Array.isArray(needs) ? !needs.every((each) => Object.hasOwn(value, String(each))) : !also(needs, value))
      return false;
  }
  return Object.entries(asMap(schema.dependentSchemas)).every(
    ([key, own]) => !Object.hasOwn(value, key) || also(own, value),
  );
}

function asMap(value: unknown): Schema {
  return isMap(value) ? value : {};
}
