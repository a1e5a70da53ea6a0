import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Cron, partsOf, readCron } from "../../../core/cron/cron";
import { isList, isMap } from "../../../core/dvc/mapKeys";
import type { Value } from "../../../core/dvc/values";
import { Lines } from "../../../core/yaml/lines";
import { type PlacedPair, type PlacedValue, placedValues, plainValue } from "../../../core/yaml/placedValues";
import { invalid } from "../../../shared/apiError";
import { codeOf } from "../../kernel/home";
import { largestSharedFile, sharedFile } from "../../kernel/sharedFile";

/** One of `pipelines:` of tidemark.yaml: what is run by itself, and when. */
export interface PlannedPipeline {
  readonly name: string;
  /** The project's folder, from the workspace. */
  readonly project: string;
  readonly targets: readonly string[];
  readonly jobs: number | undefined;
  readonly schedule: Cron | undefined;
  /** Of the schedule: `Europe/Berlin`. */
  readonly zone: string;
  /** Patterns of files, from the project: a change of one of them runs it. */
  readonly files: readonly string[];
}

/** One of `gates:`: what has to hold of data before what needs them runs. */
export interface Gate {
  /** The stage or the .dvc file, as it is addressed from the folder of the tidemark.yaml. */
  readonly node: string;
  /** The suite of expectations, from there as well. */
  readonly suite: string;
  /** Absolute. */
  readonly folder: string;
}

export interface SharedPipelines {
  readonly pipelines: readonly PlannedPipeline[];
  readonly gates: readonly Gate[];
}

const none: SharedPipelines = { pipelines: [], gates: [] };

/** The parts of tidemark.yaml that pipelines have. */
export async function readShared(workspace: string): Promise<SharedPipelines> {
  const text = textOf(join(workspace, sharedFile));
  if (text === undefined || !/^["']?(pipelines|gates)["']?\s*:/m.test(text)) return none;
  const lines = new Lines(text);
  const read = await placedValues(text);
  if ("fault" in read)
    return invalid(
      `${sharedFile}:${lines.place({ from: read.fault.from, to: read.fault.to }).line}: ${read.fault.message}`,
    );
  const part = (key: string): { name: string; value: Value; fail: Fail }[] => {
    const own = pairOf(read.root, key);
    if (!own || (own.value.kind === "scalar" && own.value.value === null)) return [];
    if (own.value.kind !== "map") return failAt(lines, own)(key, "expected names with what belongs to each below");
    return own.value.entries.map((pair) => ({
      name: pair.key,
      value: plainValue(pair.value),
      fail: failAt(lines, pair),
    }));
  };
  return {
    pipelines: part("pipelines").map(({ name, value, fail }) => readPipeline(name, value, fail)),
    gates: part("gates").map(({ name, value, fail }) => ({
      node: name,
      suite: readSuite(name, value, fail),
      folder: workspace,
    })),
  };
}

/** `at` is dotted: `pipelines.nightly.schedule`. */
type Fail = (at: string, message: string) => never;

function pairOf(placed: PlacedValue, key: string): PlacedPair | undefined {
  return placed.kind === "map" ? placed.entries.find((pair) => pair.key === key) : undefined;
}

/** Names the line of what is meant, or of the nearest thing around it. */
function failAt(lines: Lines, pair: PlacedPair): Fail {
  return (at, message) => {
    let found = pair;
    for (const key of at.split(`.${pair.key}`).at(-1)?.split(".").filter(Boolean) ?? [])
      found = pairOf(found.value, key) ?? found;
    return invalid(`${sharedFile}:${lines.place({ from: found.from, to: found.to }).line}: ${at}: ${message}`);
  };
}

function textOf(path: string): string | undefined {
  try {
    return statSync(path).size > largestSharedFile
      ? invalid(`${path}: larger than ${largestSharedFile} bytes`)
      : readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

const keys = ["project", "targets", "jobs", "schedule", "timezone", "on"];

function readPipeline(name: string, value: Value, fail: Fail): PlannedPipeline {
  const at = `pipelines.${name}`;
  if (!isMap(value)) return fail(at, "expected schedule or on");
  const odd = Object.keys(value).find((key) => !keys.includes(key));
  if (odd !== undefined) return fail(`${at}.${odd}`, `no such key; there are ${keys.join(", ")}`);
  const { schedule, timezone, jobs, on } = value;
  const cron = schedule === undefined ? undefined : readCron(String(schedule));
  if (schedule !== undefined && cron === undefined)
    return fail(
      `${at}.schedule`,
      `expected minute, hour, day, month and weekday (0 3 * * *), got '${String(schedule)}'`,
    );
  if (on !== undefined && !isMap(on)) return fail(`${at}.on`, "expected files with patterns");
  return {
    name,
    project: typeof value.project === "string" ? value.project : ".",
    targets: textsIn(value.targets, `${at}.targets`, fail),
    jobs: typeof jobs === "number" && jobs >= 1 ? jobs : undefined,
    schedule: cron,
    zone: readZone(timezone, `${at}.timezone`, fail),
    files: on === undefined ? [] : textsIn(on.files, `${at}.on.files`, fail),
  };
}

function readZone(value: Value | undefined, at: string, fail: Fail): string {
  if (value === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    partsOf(0, String(value));
    return String(value);
  } catch {
    return fail(at, `no time zone is called '${String(value)}'; they are like Europe/Berlin`);
  }
}

function textsIn(value: Value | undefined, at: string, fail: Fail): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return [value];
  return isList(value) && value.every((each) => typeof each === "string")
    ? value.map(String)
    : fail(at, "expected a list of texts");
}

function readSuite(node: string, value: Value, fail: Fail): string {
  const suite = isMap(value) ? value.suite : value;
  return typeof suite === "string" && suite !== ""
    ? suite
    : fail(`gates.${node}`, "expected suite, the file of expectations");
}
