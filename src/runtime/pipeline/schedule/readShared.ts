import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Cron, partsOf, readCron } from "../../../core/cron/cron";
import { isList, isMap } from "../../../core/dvc/mapKeys";
import type { Value, ValueMap } from "../../../core/dvc/values";
import { placedValues, plainValue } from "../../../core/yaml/placedValues";
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
  /** The stage or the .dvc file, as it is addressed from the project's root. */
  readonly node: string;
  /** The suite of expectations, from the workspace. */
  readonly suite: string;
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
  const read = await placedValues(text);
  if ("fault" in read) return invalid(`${sharedFile}: ${read.fault.message}`);
  const root = plainValue(read.root);
  const part = (key: string): ValueMap => {
    const value = isMap(root) ? root[key] : undefined;
    if (value === undefined || value === null) return {};
    return isMap(value) ? value : invalid(`${sharedFile}: ${key}: expected names with what belongs to each below`);
  };
  return {
    pipelines: Object.entries(part("pipelines")).map(([name, value]) => readPipeline(name, value)),
    gates: Object.entries(part("gates")).map(([node, value]) => ({ node, suite: readSuite(node, value) })),
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

function readPipeline(name: string, value: Value): PlannedPipeline {
  const at = `${sharedFile}: pipelines.${name}`;
  if (!isMap(value)) return invalid(`${at}: expected schedule or on`);
  const odd = Object.keys(value).find((key) => !keys.includes(key));
  if (odd !== undefined) return invalid(`${at}.${odd}: no such key; there are ${keys.join(", ")}`);
  const { schedule, timezone, jobs, on } = value;
  const cron = schedule === undefined ? undefined : readCron(String(schedule));
  if (schedule !== undefined && cron === undefined)
    return invalid(
      `${at}.schedule: expected minute, hour, day, month and weekday (0 3 * * *), got '${String(schedule)}'`,
    );
  if (on !== undefined && !isMap(on)) return invalid(`${at}.on: expected files with patterns`);
  return {
    name,
    project: typeof value.project === "string" ? value.project : ".",
    targets: textsIn(value.targets, `${at}.targets`),
    jobs: typeof jobs === "number" && jobs >= 1 ? jobs : undefined,
    schedule: cron,
    zone: readZone(timezone, `${at}.timezone`),
    files: on === undefined ? [] : textsIn(on.files, `${at}.on.files`),
  };
}

function readZone(value: Value | undefined, at: string): string {
  if (value === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    partsOf(0, String(value));
    return String(value);
  } catch {
    return invalid(`${at}: no time zone is called '${String(value)}'; they are like Europe/Berlin`);
  }
}

function textsIn(value: Value | undefined, at: string): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return [value];
  return isList(value) && value.every((each) => typeof each === "string")
    ? value.map(String)
    : invalid(`${at}: expected a list of texts`);
}

function readSuite(node: string, value: Value): string {
  const suite = isMap(value) ? value.suite : value;
  return typeof suite === "string" && suite !== ""
    ? suite
    : invalid(`${sharedFile}: gates.${node}: expected suite, the file of expectations`);
}
