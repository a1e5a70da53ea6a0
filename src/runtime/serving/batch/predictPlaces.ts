import { existsSync } from "node:fs";
import { findClosest } from "../../../shared/suggest";
import { type S3Address, s3Url } from "../../kernel/s3/address";
import { type Copying, download } from "../../kernel/s3/download";
import { isS3Fault, openS3, type S3, type S3Object } from "../../kernel/s3/s3";
import { checkWritable, upload } from "../../kernel/s3/upload";
import { BatchRefusal, type BatchTask, type Format, type Place } from "./batchTask";
import { type BatchOptions, type BatchResult, checkInput, checkOutput, predictFiles } from "./predictFiles";
import { openStagingFolder, type StagingFolder } from "./stagingFolder";

/** An object of S3. */
export interface ObjectPlace {
  readonly object: S3Address;
  readonly format: Format;
}
export type AnyPlace = Place | ObjectPlace;

export interface PlacesOptions extends Omit<BatchOptions, "task" | "report"> {
  readonly task: Omit<BatchTask, "input" | "output"> & { readonly input: AnyPlace; readonly output: AnyPlace };
  readonly workspace: string;
  report(stage: Stage, done: number, total: number): void;
}

export type Stage = "Downloading" | "Predicting" | "Uploading";

/**
 * Predictions of files and of objects. An object is copied to this machine first, the output from here at the end, each
 * in pieces, so that nothing but disk grows with them and what was stopped goes on with the same task.
 */
export async function predictPlaces(options: PlacesOptions): Promise<BatchResult> {
  const { input, output } = options.task;
  if (!("object" in input) && !("object" in output))
    return predictFiles({
      ...options,
      task: { ...options.task, input, output },
      report: during(options, "Predicting"),
    });
  try {
    if (!("object" in input)) checkInput(input.path);
    if (!("object" in output)) checkOutput(output.path);
    if (nameOfAny(input) === nameOfAny(output))
      throw new BatchRefusal("--output: is the input itself; name another object");
    const s3 = await openS3();
    try {
      return await predictObjects(options, s3);
    } finally {
      s3.close();
    }
  } catch (error) {
    if (isS3Fault(error)) throw new BatchRefusal(error.message);
    throw error;
  }
}

export function nameOfAny(place: AnyPlace): string {
  return "object" in place ? s3Url(place.object) : place.path;
}

function during({ report }: PlacesOptions, stage: Stage): Copying["report"] {
  return (done, total) => report(stage, done, total);
}

async function predictObjects(options: PlacesOptions, s3: S3): Promise<BatchResult> {
  const { task, workspace, signal } = options;
  const { input, output } = task;
  // all that can be wrong out there is asked for before the work
  const object = "object" in input ? await find(s3, input.object, signal) : undefined;
  if ("object" in output) await checkWritable(s3, output.object, signal);
  const names = { input: nameOfAny(input), output: nameOfAny(output) };
  const folder = openStagingFolder(workspace, names.input, names.output);
  try {
    const local: BatchTask = {
      ...task,
      input: "object" in input ? await stage(options, s3, folder, input, object as S3Object) : input,
      output: "object" in output ? { ...output, path: folder.output(output.format), name: names.output } : output,
    };
    const result = folder.predicted(local) ?? (await predict(options, local, folder));
    if ("object" in output)
      await upload(s3, output.object, local.output.path, { signal, report: during(options, "Uploading") });
    folder.remove();
    return result;
  } catch (error) {
    folder.release(); // also where the task is wrong: with other columns nothing is copied twice
    throw error;
  }
}

async function stage(
  options: PlacesOptions,
  s3: S3,
  folder: StagingFolder,
  { object: at, format }: ObjectPlace,
  object: S3Object,
): Promise<Place> {
  const path = folder.input(object, format);
  const copying = { signal: options.signal, report: during(options, "Downloading") };
  if (!existsSync(path)) await download(s3, at, object, path, copying);
  return { path, format, name: s3Url(at) };
}

async function predict(options: PlacesOptions, task: BatchTask, folder: StagingFolder): Promise<BatchResult> {
  const result = await predictFiles({ ...options, task, report: during(options, "Predicting") });
  if (task.output.name !== undefined) folder.notePredicted(task, result);
  return result;
}

/** Keys that are looked through for one of a similar name. */
const mostLookedAt = 1000;

async function find(s3: S3, at: S3Address, signal: AbortSignal): Promise<S3Object> {
  const found = await s3.head(at, signal);
  if (found !== undefined) return found;
  const beside = await keysBeside(s3, at, signal);
  const isFolder = beside.some((key) => key.startsWith(`${at.key}/`));
  const closest = findClosest(at.key, beside);
  const hint = closest === undefined ? "" : `. Did you mean ${s3Url({ ...at, key: closest })}?`;
  const why = isFolder ? "is a folder; name one object in it" : `is not there${hint}`;
  throw new BatchRefusal(`--input: ${s3Url(at)} ${why}`);
}

/** None where one may not look. */
async function keysBeside(s3: S3, { bucket, key }: S3Address, signal: AbortSignal): Promise<string[]> {
  const keys: string[] = [];
  try {
    for await (const each of s3.list(bucket, key.slice(0, key.lastIndexOf("/") + 1), signal))
      if (keys.push(each.key) >= mostLookedAt) break;
  } catch (error) {
    if (!isS3Fault(error)) throw error;
  }
  return keys;
}
