import { type Cursor, cursorAt } from "../../yaml/cursor";
import { outlineOf, type Span } from "../../yaml/outline";
import { namesModel, namesVariant, type PartSchema, schemaAt } from "./schemaAt";

/** A way to go on with what is being written. */
export interface Suggestion {
  readonly label: string;
  readonly kind: "key" | "value" | "variant" | "model";
  /** A snippet: `$0` and `${1:10m}` are places to write at. */
  readonly insert: string;
  readonly detail: string;
  readonly doc: string;
}

/** A version or alias that a variant may serve. */
export interface KnownModel {
  /** `models:/churn/3` */
  readonly address: string;
  readonly detail: string;
}

export interface Suggestions {
  readonly word: Span;
  readonly suggestions: readonly Suggestion[];
}

export function suggestionsAt(text: string, offset: number, models: readonly KnownModel[]): Suggestions | undefined {
  const cursor = cursorAt(text, offset);
  if (cursor === undefined) return undefined;
  const { at, path, word } = cursor;
  const schema = schemaAt(path);
  if (schema === undefined) return undefined;
  const suggestions =
    at === "value" ? valuesFor(path, schema, { text, models }) : keysFor(schema, cursor, variantsIn(text));
  return { word, suggestions };
}

function keysFor(schema: PartSchema, cursor: Cursor, variants: readonly string[]): Suggestion[] {
  if (schema.type === "array") return cursor.isFlow ? [] : itemsFor(schema.items ?? {});
  if (namesVariant(cursor.path))
    return variants
      .filter((name) => !cursor.others.includes(name))
      .map((name) => ({
        label: name,
        kind: "variant",
        insert: cursor.isWhole ? name : `${name}: $0`,
        detail: "",
        doc: "",
      }));
  const { properties = {}, oneOf = [], required = [] } = schema;
  const isOneOf = oneOf.some(({ required: [only] = [] }) => only !== undefined && cursor.others.includes(only));
  return Object.entries(properties)
    .filter(([key]) => !cursor.others.includes(key))
    .filter(([key]) => !isOneOf || !oneOf.some(({ required: [only] = [] }) => only === key))
    .map(([key, part]) => ({
      label: key,
      kind: "key",
      insert: cursor.isWhole ? key : keySnippet(key, part, cursor.isFlow),
      detail: required.includes(key) ? "required" : describe(part),
      doc: part.description ?? "",
    }));
}

/** Items of a list that has none at this place. */
function itemsFor({ properties = {}, required = [], oneOf = [] }: PartSchema): Suggestion[] {
  const whole = required.filter((key) => properties[key]);
  if (whole.length > 0 && oneOf.length === 0)
    return [
      {
        label: `- ${whole.join(", ")}`,
        kind: "key",
        insert: `- ${whole.map((key, i) => `${key}: $${i + 1}`).join("\n  ")}`,
        detail: "",
        doc: "",
      },
    ];
  return Object.entries(properties)
    .filter(([key]) => oneOf.length === 0 || oneOf.some(({ required: [only] = [] }) => only === key))
    .map(([key, part]) => ({
      label: `- ${key}`,
      kind: "key",
      insert: `- ${keySnippet(key, part, true)}`,
      detail: describe(part),
      doc: part.description ?? "",
    }));
}

function keySnippet(key: string, part: PartSchema, isFlow: boolean): string {
  if (key === "pause") return `pause: {duration: \${1:10m}}`;
  if (part.type === "array") return isFlow ? `${key}: [$0]` : `${key}:\n  - $0`;
  if (part.type === "object") return isFlow || isRange(part) ? `${key}: {$0}` : `${key}:\n  $0`;
  return part.default === undefined ? `${key}: $0` : `${key}: \${1:${String(part.default)}}`;
}

/** `{min, max}` reads best on one line. */
function isRange({ properties = {} }: PartSchema): boolean {
  return Object.keys(properties).join() === "min,max";
}

function valuesFor(
  path: readonly string[],
  schema: PartSchema,
  { text, models }: { readonly text: string; readonly models: readonly KnownModel[] },
): Suggestion[] {
  if (namesModel(path))
    return models.map(({ address, detail }) => ({
      label: address,
      kind: "model",
      insert: escaped(/^[\w.:/@-]+$/.test(address) ? address : JSON.stringify(address)),
      detail,
      doc: "",
    }));
  if (namesVariant(path))
    return variantsIn(text).map((name) => ({ label: name, kind: "variant", insert: name, detail: "", doc: "" }));
  const words = schema.enum ?? (schema.type === "boolean" ? [true, false] : durations(schema));
  return words.map((word) => ({
    label: String(word),
    kind: "value",
    insert: escaped(String(word)),
    detail: word === schema.default ? "default" : "",
    doc: "",
  }));
}

function durations({ pattern = "" }: PartSchema): readonly string[] {
  return pattern.includes("(ms|s|m|h)") ? ["30s", "5m", "10m", "1h"] : [];
}

/** The names of the file's variants, in its order. */
export function variantsIn(text: string): string[] {
  return outlineOf(text).entries.flatMap(({ path, key, valueSpan }) => {
    const isName = key === "name" && path.length === 3 && path[0] === "spec" && path[1] === "variants";
    const name =
      isName && valueSpan
        ? text
            .slice(valueSpan.from, valueSpan.to)
            .trim()
            .replace(/^["']|["']$/g, "")
        : "";
    return name === "" ? [] : [name];
  });
}

/** What kind of thing is expected, in a word or two. */
export function describe({ type, enum: words, default: usual, minimum, maximum }: PartSchema): string {
  const kind = words !== undefined ? words.join(" | ") : typeof type === "string" && type !== "object" ? type : "";
  const range = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : "";
  return [kind, range, usual === undefined ? "" : `default ${String(usual)}`].filter(Boolean).join(", ");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, "\\$&");
}
