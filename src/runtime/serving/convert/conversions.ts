import { createReadStream, existsSync } from "node:fs";
import { copyFile, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { OnnxFault } from "../../../core/onnx/fields";
import { readModel } from "../../../core/onnx/readModel";
import { invalid } from "../../../shared/apiError";
import type { Progress } from "../../kernel/jobs";
import type { Kernel } from "../../kernel/kernel";
import type { Actor, Registry } from "../../registry/registry";
import type { Tracking } from "../../tracking/tracking";
import { openFileSource } from "../fileSource";
import { convertedName } from "../findInFolder";
import { besideModel, createModelPlaces, isModelAddress, type ModelPlace } from "../modelPlaces";
import { findPython } from "./findPython";
import { readSource } from "./modelTask";
import { type Converted, runProgram } from "./runProgram";

export interface ConvertAsked {
  /** `models:/…`, `runs:/…`, or the absolute path of a file or folder. */
  readonly model: string;
  readonly python: string | undefined;
  /** Absolute; written besides. */
  readonly output: string | undefined;
  /** Absolute: rows to compare on, in place of the model's own example. */
  readonly example: string | undefined;
  readonly seconds: number;
}

/** What a conversion came to. `differs`: it was made, was found to be another model, and was thrown away. */
export type Conversion =
  | (Converted & {
      readonly outcome: "converted";
      readonly model: string;
      readonly file: string;
      readonly bytes: number;
    })
  | { readonly outcome: "already"; readonly model: string; readonly file: string }
  | {
      readonly outcome: "differs";
      readonly model: string;
      readonly message: string;
      readonly row: number | undefined;
      readonly largest_difference: number | undefined;
    };

export interface Work {
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal;
  readonly by: Actor;
}

export type Conversions = ReturnType<typeof createConversions>;

const steps: Readonly<Record<string, string>> = {
  loading: "Python loads the model",
  converting: "Python converts it",
  checking: "its predictions are compared",
};
const stepCount = Object.keys(steps).length + 1;

/** Models of other frameworks into ONNX, by the user's own Python. Unpickling runs code: only what the user asks for. */
export function createConversions(
  kernel: Kernel,
  tracking: Tracking,
  registry: Registry,
  program = join(__dirname, "convert.pyz"),
) {
  const modelPlaces = createModelPlaces(kernel, tracking, registry);
  const { workspace } = kernel.places;

  return {
    async convert(asked: ConvertAsked, work: Work): Promise<Conversion> {
      const place = isModelAddress(asked.model) ? await modelPlaces.find(asked.model) : undefined;
      const { model } = asked;
      const source = await readSource(place?.path ?? model, model);
      if (source.onnx !== undefined) return { outcome: "already", model, file: source.onnx };
      const target = place === undefined ? (asked.output ?? ownTarget(model, source.folder)) : undefined;
      if (target !== undefined) await checkFree(target, asked.output !== undefined);
      const folder = await mkdtemp(join(tmpdir(), "tidemark-convert-"));
      try {
        const name = target !== undefined ? basename(target) : nameBeside(place as ModelPlace);
        const made = join(folder, name);
        const outcome = await runProgram({
          python: findPython({ given: asked.python, workspace, env: process.env }),
          program,
          task: {
            ...source.task,
            ...(asked.example !== undefined && { example: asked.example, example_info: undefined }),
            output: made,
            paths: [workspace, join(workspace, "src")],
          },
          cwd: workspace,
          signal: work.signal,
          seconds: asked.seconds,
          onStep: (step) => {
            const done = Object.keys(steps).indexOf(step);
            work.report({ done: Math.max(0, done), total: stepCount, message: steps[step] ?? step });
          },
        });
        if (outcome.type === "refused") {
          const { reason, message, row, largest_difference } = outcome.why;
          if (reason === "differs") return { outcome: "differs", model, message, row, largest_difference };
          return invalid(message);
        }
        checkOnnx(made);
        work.signal.throwIfAborted();
        work.report({ done: stepCount - 1, total: stepCount, message: "it is put in its place" });
        if (asked.output !== undefined && place !== undefined) await putFile(made, asked.output);
        const file = place === undefined ? await putFile(made, target as string) : await putBeside(made, place);
        if (place?.registered !== undefined) await note(place.registered, file, outcome.made, work.by);
        return { outcome: "converted", model, file, bytes: (await stat(file)).size, ...outcome.made };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };

  /** The weights of a large model first: a model is there when its own file is. */
  async function putBeside(made: string, place: ModelPlace): Promise<string> {
    const to = besideModel(place, basename(made));
    const weights = `${made}.data`;
    const hasWeights = existsSync(weights);
    if (hasWeights) await tracking.artifacts.write(`${to}.data`, createReadStream(weights));
    try {
      await tracking.artifacts.write(to, createReadStream(made));
    } catch (error) {
      if (hasWeights) await tracking.artifacts.remove(`${to}.data`);
      throw error;
    }
    return place.isFolder ? join(place.path, basename(made)) : join(dirname(place.path), basename(made));
  }

  function note(version: NonNullable<ModelPlace["registered"]>, file: string, made: Converted, by: Actor) {
    return registry.conversions.note(version, by, {
      file: basename(file),
      converter: `${made.converter} ${made.packages[made.converter] ?? ""}`.trim(),
      python: made.python,
      largest_difference: made.largest_difference,
      rows: made.rows,
    });
  }
}

/** In a folder the name that is looked for; beside a file its own, so that several models can lie together. */
function nameBeside({ isFolder, path }: ModelPlace): string {
  return isFolder ? convertedName : stemOf(path);
}

function stemOf(path: string): string {
  return `${basename(path, extname(path))}.onnx`;
}

function ownTarget(model: string, folder: string): string {
  return folder === model ? join(model, convertedName) : join(dirname(model), stemOf(model));
}

/** What convert once wrote it writes again; a model of somebody else's stays. */
async function checkFree(target: string, isNamed: boolean): Promise<void> {
  const parent = await stat(dirname(target)).catch(() => undefined);
  if (!parent?.isDirectory()) invalid(`--output: the folder ${dirname(target)} is not there`);
  const there = await stat(target).catch(() => undefined);
  if (there?.isDirectory()) invalid(`--output: ${target} is a folder; name a file in it`);
  if (there === undefined || isNamed || (await isOurs(target))) return;
  invalid(`${target} is there and was not made by convert; name another file with --output`);
}

async function isOurs(path: string): Promise<boolean> {
  try {
    return "tidemark.converter" in checkOnnx(path).metadata;
  } catch {
    return false; // no ONNX at all, then it is somebody's
  }
}

function checkOnnx(path: string) {
  if (!existsSync(path)) return invalid("Python said that it converted the model, and wrote no file");
  const source = openFileSource(path);
  try {
    return readModel(source);
  } catch (error) {
    if (error instanceof OnnxFault) return invalid(`what Python wrote is no ONNX model: ${error.message}`);
    throw error;
  } finally {
    source.close();
  }
}

/** Whole or not at all, also where the folder is on another disk than the temporary one. */
async function putFile(made: string, target: string): Promise<string> {
  const parts = existsSync(`${made}.data`) ? [".data", ""] : [""];
  const growing = `.${process.pid}.part`;
  try {
    for (const part of parts) await copyFile(`${made}${part}`, `${target}${part}${growing}`);
    for (const part of parts) await rename(`${target}${part}${growing}`, `${target}${part}`);
  } catch (error) {
    for (const part of parts) await rm(`${target}${part}${growing}`, { force: true });
    throw error;
  }
  return target;
}
