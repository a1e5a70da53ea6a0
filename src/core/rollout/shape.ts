import { didYouMean, findClosest } from "../../shared/suggest";
import type { Place, Placed } from "../yaml/placedYaml";

/** What is wrong with a file, and where. Only errors keep it from being applied. */
export interface Finding extends Place {
  readonly message: string;
  readonly severity: "error" | "warning";
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A part of a file: how it is read, and how an editor is told of it. */
export interface Shape<T> {
  /** Undefined after a finding was noted. */
  read(value: Placed, at: string, notes: Notes): T | undefined;
  readonly schema: JsonSchema;
}

export interface Notes {
  add(place: Place, message: string): void;
}

interface Key<T> {
  readonly shape: Shape<T>;
  readonly doc: string;
  readonly isRequired: boolean;
  /** Where the key is left out. */
  readonly otherwise: T | undefined;
}

type Keys<T> = { readonly [K in keyof T]-?: Key<Exclude<T[K], undefined>> };

export function required<T>(shape: Shape<T>, doc: string): Key<T> {
  return { shape, doc, isRequired: true, otherwise: undefined };
}

export function optional<T>(shape: Shape<T>, doc: string, otherwise?: T): Key<T> {
  return { shape, doc, isRequired: false, otherwise };
}

/** A map of known keys. */
export function keys<T extends object>(known: Keys<T>, demand?: Demand): Shape<T> {
  const names = Object.keys(known) as (keyof T & string)[];
  return {
    read(value, at, notes) {
      if (value.kind !== "map") return wrong(value, at, notes, `keys (${names.join(", ")})`);
      let isWhole = true;
      const found: { [K in keyof T]?: T[K] } = {};
      const seen = new Set<string>();
      const unknown: string[] = [];
      for (const { key, keyPlace, value: inner } of value.entries) {
        const name = names.find((each) => each === key);
        if (name === undefined) {
          unknown.push(key);
          notes.add(
            keyPlace,
            `${at}: unknown key '${shortened(key)}'.${didYouMean(key, names) || ` Expected ${names.join(", ")}.`}`,
          );
          continue;
        }
        seen.add(name);
        const read = known[name].shape.read(inner, below(at, name), notes);
        if (read === undefined) isWhole = false;
        else found[name] = read;
      }
      for (const name of names) {
        if (seen.has(name)) continue;
        const { isRequired, otherwise } = known[name];
        if (isRequired) {
          isWhole = false;
          // a slip of the pen is said once
          if (!unknown.some((key) => findClosest(key, [name])))
            notes.add(value.place, `${at}: the key '${name}' is missing`);
        } else if (otherwise !== undefined) found[name] = otherwise;
      }
      const count = demand?.of.filter((name) => seen.has(name)).length ?? 1;
      if (demand && (count === 0 || (demand.exactly && count > 1))) {
        isWhole = false;
        if (count > 0 || unknown.length === 0)
          notes.add(
            value.place,
            `${at}: expected ${demand.exactly ? "exactly" : "at least"} one of ${demand.of.join(", ")}`,
          );
      }
      return isWhole ? (found as T) : undefined;
    },
    schema: {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(
        names.map((name) => {
          const { shape, doc, otherwise } = known[name];
          return [name, { ...shape.schema, description: doc, ...(isPlain(otherwise) ? { default: otherwise } : {}) }];
        }),
      ),
      required: names.filter((name) => known[name].isRequired),
      ...(demand && { [demand.exactly ? "oneOf" : "anyOf"]: demand.of.map((name) => ({ required: [name] })) }),
    },
  };
}

interface Demand {
  readonly of: readonly string[];
  /** One and no more; else one or more. */
  readonly exactly: boolean;
}

/** A map whose keys are the user's own, in the order of the file. */
export function named<T>(each: Shape<T>, what: string): Shape<readonly (readonly [string, T])[]> {
  return {
    read(value, at, notes) {
      if (value.kind !== "map") return wrong(value, at, notes, what);
      const found: [string, T][] = [];
      let isWhole = true;
      for (const { key, value: inner } of value.entries) {
        const read = each.read(inner, below(at, key), notes);
        if (read === undefined) isWhole = false;
        else found.push([key, read]);
      }
      if (found.length > 0 || !isWhole) return isWhole ? found : undefined;
      return refuse(value, at, notes, `expected ${what}, got none`);
    },
    schema: { type: "object", additionalProperties: each.schema, minProperties: 1 },
  };
}

export function list<T>(each: Shape<T>, atLeast = 0): Shape<readonly T[]> {
  return {
    read(value, at, notes) {
      if (value.kind !== "list") return wrong(value, at, notes, "a list");
      if (value.items.length < atLeast) return refuse(value, at, notes, `expected at least ${atLeast} of them`);
      const items = value.items.map((item, i) => each.read(item, `${at}[${i}]`, notes));
      return items.every((item) => item !== undefined) ? (items as readonly T[]) : undefined;
    },
    schema: { type: "array", items: each.schema, ...(atLeast > 0 && { minItems: atLeast }) },
  };
}

/** Text that `take` makes something of; undefined from it is a refusal. Numbers are taken as they are written. */
export function text<T = string>(
  what: string,
  take: (written: string) => T | undefined,
  schema: JsonSchema = {},
): Shape<T> {
  return {
    read(value, at, notes) {
      if (value.kind !== "value" || value.value === null || typeof value.value === "boolean")
        return wrong(value, at, notes, what);
      const taken = take(value.written);
      return taken ?? refuse(value, at, notes, `expected ${what}, got ${shown(value.written)}`);
    },
    schema: { type: "string", ...schema },
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return oneOfTable(Object.fromEntries(words.map((word) => [word, word])) as Record<string, T>);
}

/** A word that stands for something; `hint` says what else there is. */
export function oneOfTable<T>(table: Readonly<Record<string, T>>, hint = ""): Shape<T> {
  const words = Object.keys(table);
  const what = `${words.length > 1 ? "one of " : ""}${words.join(", ")}`;
  return {
    read(value, at, notes) {
      if (value.kind !== "value" || value.value === null) return wrong(value, at, notes, what);
      if (Object.hasOwn(table, value.written)) return table[value.written];
      const meant = didYouMean(value.written, words);
      return refuse(value, at, notes, `expected ${what}, got ${shown(value.written)}${meant ? `.${meant}` : hint}`);
    },
    schema: { enum: words },
  };
}

export function number(
  what: string,
  {
    min = Number.NEGATIVE_INFINITY,
    max = Number.POSITIVE_INFINITY,
    isWhole = false,
  }: { min?: number; max?: number; isWhole?: boolean } = {},
): Shape<number> {
  return {
    read(value, at, notes) {
      if (value.kind !== "value" || typeof value.value !== "number") return wrong(value, at, notes, what);
      const is = value.value;
      if (Number.isFinite(is) && is >= min && is <= max && (!isWhole || Number.isInteger(is))) return is;
      return refuse(value, at, notes, `expected ${what}, got ${shown(value.written)}`);
    },
    schema: {
      type: isWhole ? "integer" : "number",
      ...(Number.isFinite(min) && { minimum: min }),
      ...(Number.isFinite(max) && { maximum: max }),
    },
  };
}

export const truth: Shape<boolean> = {
  read: (value, at, notes) =>
    value.kind === "value" && typeof value.value === "boolean" ? value.value : wrong(value, at, notes, "true or false"),
  schema: { type: "boolean" },
};

/** The same part, changed after it was read. */
export function mapped<T, U>(shape: Shape<T>, change: (value: T) => U): Shape<U> {
  return {
    read(value, at, notes) {
      const read = shape.read(value, at, notes);
      return read === undefined ? undefined : change(read);
    },
    schema: shape.schema,
  };
}

function wrong(value: Placed, at: string, notes: Notes, what: string): undefined {
  const got =
    value.kind === "map"
      ? "keys"
      : value.kind === "list"
        ? "a list"
        : value.value === null
          ? "nothing"
          : shown(value.written);
  return refuse(value, at, notes, `expected ${what}, got ${got}`);
}

function refuse({ place }: Placed, at: string, notes: Notes, message: string): undefined {
  notes.add(place, `${at}: ${message}`);
  return undefined;
}

function below(at: string, key: string): string {
  return at === top ? key : `${at}.${shortened(key)}`;
}

/** What messages call the whole file. */
export const top = "the file";

function shown(written: string): string {
  return `'${shortened(written)}'`;
}

function shortened(written: string): string {
  const line = written.replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
