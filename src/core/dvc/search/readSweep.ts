import { Lines } from "../../yaml/lines";
import { type PlacedMap, type PlacedPair, placedValues, plainValue } from "../../yaml/placedValues";
import { isList, isMap } from "../mapKeys";
import { writeValue } from "../overrides/expandSweeps";
import { OverrideFault } from "../overrides/override";
import { parseOverride } from "../overrides/parseOverride";
import { type Value, WholeFloat } from "../values";

export type SearchKind = "grid" | "random" | "tpe";
export const searchKinds: readonly SearchKind[] = ["grid", "random", "tpe"];
export type Goal = "max" | "min";

/** A sweep as a file defines it; what the command line says goes before it. */
export interface SweepFile {
  readonly name?: string;
  readonly search?: SearchKind;
  readonly metric?: string;
  readonly goal?: Goal;
  readonly trials?: number;
  readonly jobs?: number;
  readonly seed?: number;
  readonly targets?: readonly string[];
  /** As after `-S`. */
  readonly params: readonly string[];
}

/** A file that does not say a sweep; the message names file and line. */
export class SweepFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SweepFault";
  }
}

/** `name`: the sweep of that name below `sweeps`; without one the whole file is a sweep. */
export async function readSweep(text: string, file: string, name?: string): Promise<SweepFile> {
  const read = await placedValues(text);
  const fail = (from: number, message: string): never => {
    throw new SweepFault(`${file}:${new Lines(text).place({ from, to: from }).line}: ${message}`);
  };
  if ("fault" in read) return fail(read.fault.from, read.fault.message);
  const { root } = read;
  if (root.kind !== "map") return fail(0, "expected keys and values of a sweep");
  if (name === undefined) return readMap(root, fail);
  const sweeps = find(root, "sweeps");
  const own = sweeps?.value.kind === "map" ? find(sweeps.value, name) : undefined;
  if (!own) {
    const names = sweeps?.value.kind === "map" ? sweeps.value.entries.map(({ key }) => key).join(", ") : "none";
    return fail(sweeps?.from ?? 0, `no sweep '${name}' below 'sweeps'; there are: ${names}`);
  }
  return own.value.kind === "map"
    ? readMap(own.value, fail)
    : fail(own.from, `sweeps.${name}: expected keys and values`);
}

/** Those below `sweeps` of a file that reads as YAML. */
export async function sweepNames(text: string): Promise<string[]> {
  const read = await placedValues(text);
  const sweeps = "root" in read && read.root.kind === "map" ? find(read.root, "sweeps") : undefined;
  return sweeps?.value.kind === "map" ? sweeps.value.entries.map(({ key }) => key) : [];
}

type Fail = (from: number, message: string) => never;

const known = [
  "name",
  "search",
  "method",
  "metric",
  "goal",
  "trials",
  "jobs",
  "seed",
  "targets",
  "params",
  "parameters",
];

function readMap(map: PlacedMap, fail: Fail): SweepFile {
  const sweep: { -readonly [K in keyof SweepFile]: SweepFile[K] } = { params: [] };
  for (const { key, from, value: placed } of map.entries) {
    const value = plainValue(placed);
    const text = () => (typeof value === "string" ? value : fail(from, `${key}: expected a text`));
    const whole = (least: number) =>
      typeof value === "number" && Number.isInteger(value) && value >= least
        ? value
        : fail(from, `${key}: expected a whole number, ${least} or more`);
    if (key === "name") sweep.name = text();
    else if (key === "search" || key === "method")
      sweep.search = searchOf(text()) ?? fail(from, `${key}: ${searchKinds.join(", ")}, not '${value}'`);
    else if (key === "metric" && isMap(value)) {
      sweep.metric = typeof value.name === "string" ? value.name : fail(from, "metric.name: expected a text");
      if (value.goal !== undefined)
        sweep.goal = goalOf(String(value.goal)) ?? fail(from, `metric.goal: max or min, not '${value.goal}'`);
    } else if (key === "metric") sweep.metric = text();
    else if (key === "goal") sweep.goal = goalOf(text()) ?? fail(from, `goal: max or min, not '${value}'`);
    else if (key === "trials") sweep.trials = whole(1);
    else if (key === "jobs") sweep.jobs = whole(1);
    else if (key === "seed") sweep.seed = whole(0);
    else if (key === "targets")
      sweep.targets = isList(value) ? value.map(String) : fail(from, "targets: expected a list");
    else if (key === "params" || key === "parameters")
      sweep.params =
        placed.kind === "map"
          ? placed.entries.map((each) => paramText(each, fail))
          : fail(from, `${key}: expected keys and values`);
    else fail(from, `'${key}' says nothing of a sweep; known are ${known.join(", ")}`);
  }
  if (sweep.params.length === 0) fail(map.from, "params: a sweep needs parameters to go over");
  return sweep;
}

export function searchOf(text: string): SearchKind | undefined {
  return searchKinds.find((each) => each === (text === "bayes" ? "tpe" : text));
}

export function goalOf(text: string): Goal | undefined {
  if (/^max(imi[sz]e)?$/.test(text)) return "max";
  return /^min(imi[sz]e)?$/.test(text) ? "min" : undefined;
}

/** What `-S` would say: a text is read as there, a list is a choice, a map is a range. */
function paramText({ key, from, value: placed }: PlacedPair, fail: Fail): string {
  const text = `${key}=${valueText(plainValue(placed), (message) => fail(from, `params.${key}: ${message}`))}`;
  try {
    parseOverride(text.slice(text.split("=", 1)[0]?.includes(":") ? text.indexOf(":") + 1 : 0));
  } catch (thrown) {
    if (thrown instanceof OverrideFault) fail(from, thrown.message);
    throw thrown;
  }
  return text;
}

function valueText(value: Value, fail: (message: string) => never): string {
  if (typeof value === "string") return value;
  if (isList(value)) return value.length > 0 ? `choice(${value.map(writeValue).join(",")})` : fail("an empty list");
  if (!isMap(value)) return writeValue(value);
  if (isList(value.values)) return valueText(value.values, fail);
  if (value.value !== undefined) return writeValue(value.value);
  const [low, high] = [numberOf(value.low ?? value.min), numberOf(value.high ?? value.max)];
  if (low === undefined || high === undefined) return fail("expected values, or low and high");
  const isLog = value.log === true || /^(?:q_)?log/.test(String(value.distribution ?? ""));
  const step = numberOf(value.step ?? value.q);
  const isWhole =
    value.type === "int" ||
    (value.type !== "float" &&
      [value.low ?? value.min, value.high ?? value.max].every(
        (each) => typeof each === "number" && Number.isInteger(each),
      ) &&
      value.distribution !== "uniform" &&
      !isLog);
  if (isWhole && step === undefined) return `${isLog ? "logint" : "randint"}(${low},${high})`;
  if (step !== undefined)
    return isLog ? fail("a step and a logarithm exclude each other") : `quniform(${low},${high},${step})`;
  return `${isLog ? "loguniform" : "uniform"}(${low},${high})`;
}

function numberOf(value: Value | undefined): number | undefined {
  if (value instanceof WholeFloat) return value.value;
  return typeof value === "number" ? value : undefined;
}

function find(map: PlacedMap, key: string): PlacedPair | undefined {
  return map.entries.find((entry) => entry.key === key);
}
