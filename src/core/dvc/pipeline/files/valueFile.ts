import { Lines } from "../../../yaml/lines";
import { type PlacedValue, placedValues, plainValue } from "../../../yaml/placedValues";
import type { Place } from "../../../yaml/placedYaml";
import { isMap } from "../../mapKeys";
import type { Value } from "../../values";
import type { Fault } from "../resolved";
import { jsonValues, TextFault } from "./jsonValues";

/** A file of params or metrics: YAML, or by its ending JSON, TOML or Python. */
export interface ValueFile {
  /** From the project's root. */
  readonly file: string;
  readonly text: string;
  readonly lines: Lines;
  readonly value: Value;
  /** Of YAML only. */
  readonly placed?: PlacedValue;
  /** Dates, which Python would not leave a text. */
  readonly dates: readonly Place[];
}

export interface FileFault {
  readonly file: string;
  readonly message: string;
  readonly place: Place;
}

/** The values of a text, or what is wrong with it. An empty file is a map without entries, as are `0` and `false`. */
export async function readValueFile(file: string, text: string): Promise<ValueFile | { readonly fault: FileFault }> {
  const lines = new Lines(text);
  const fault = (message: string, from: number, to = from) => ({
    fault: { file, message, place: lines.place({ from, to }) },
  });
  try {
    switch (endingOf(file)) {
      case ".json":
        return { file, text, lines, value: orEmpty(jsonValues(text)), dates: [] };
      case ".toml":
        return { file, text, lines, value: (await import("./tomlValues")).tomlValues(text), dates: [] };
      case ".py":
        return { file, text, lines, value: (await import("./pythonValues")).pythonValues(text), dates: [] };
      default: {
        const read = await placedValues(text);
        if ("fault" in read) return fault(read.fault.message, read.fault.from, read.fault.to);
        const value = orEmpty(plainValue(read.root));
        const dates = datesOf(read.root).map((each) => lines.place(each));
        return { file, text, lines, value, placed: read.root, dates };
      }
    }
  } catch (thrown) {
    if (thrown instanceof TextFault) return fault(thrown.message, thrown.at);
    throw thrown;
  }
}

function endingOf(file: string): string {
  return /\.[^./]+$/.exec(file)?.[0].toLowerCase() ?? "";
}

function orEmpty(value: Value): Value {
  const isNothing =
    value === null || value === false || value === 0 || value === "" || (Array.isArray(value) && value.length === 0);
  return isNothing ? {} : value;
}

function datesOf(placed: PlacedValue): PlacedValue[] {
  if (placed.kind === "scalar") return placed.isDate ? [placed] : [];
  if (placed.kind === "list") return placed.items.flatMap(datesOf);
  return placed.entries.flatMap(({ value }) => datesOf(value));
}

/** A person learns it from us; dvc would only stop. */
export function dateFaults({ file, dates }: Pick<ValueFile, "file" | "dates">): Fault[] {
  const message = "a date, taken as text; dvc stops at it, so put it in quotes";
  return dates.map((place) => ({ message, file, place, severity: "warning" }));
}

export function typeName(value: Value): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true or false";
  if (isMap(value)) return "a map";
  return Array.isArray(value) ? "a list" : "a number";
}

/** How a caller lets us read: a file's text by its path from the project's root; undefined where there is none. */
export type ReadText = (file: string) => string | undefined | Promise<string | undefined>;

/** Files of values, each read once. */
export class ValueFiles {
  private readonly read = new Map<string, Promise<ValueFile | { readonly fault: FileFault } | undefined>>();

  constructor(private readonly readText: ReadText) {}

  get(file: string): Promise<ValueFile | { readonly fault: FileFault } | undefined> {
    let reading = this.read.get(file);
    if (!reading) {
      reading = this.load(file);
      this.read.set(file, reading);
    }
    return reading;
  }

  private async load(file: string): Promise<ValueFile | { readonly fault: FileFault } | undefined> {
    const text = await this.readText(file);
    return text === undefined ? undefined : readValueFile(file, text);
  }
}
