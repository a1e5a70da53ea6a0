import { availableParallelism } from "node:os";
import { OnnxFault } from "../../../core/onnx/fields";
import type { ModelFacts } from "../modelFacts";
import { rowsOf, stack } from "../tensorData";
import type { Tensor } from "../tensors";
import { editedModel } from "./editedModel";
import type { Engine } from "./engine";
import { type Gathering, gather, type Run } from "./gather";
import { type ReadFile, stampOf } from "./readFile";
import { sampleInputs } from "./sampleInputs";
import { openSession, type Session } from "./session";

export interface OnnxOptions {
  /** Default: one for quick models, all cores for slow ones. */
  readonly threads?: number | undefined;
  readonly onBatch?: Gathering["onBatch"];
}

/** A run that takes longer than this alone gains more from threads than it loses by them. */
const slowRun = 5;
/** Opened with all threads from the first: to open it twice would take long. */
const largeFile = 64 * 1024 * 1024;
/** Milliseconds that a batch may add to what a request waits for. */
const longestBatch = 10;

/** Opens a model in onnxruntime. Throws an OnnxFault for one that it cannot run. */
export async function openOnnxEngine(read: ReadFile, options: OnnxOptions): Promise<Engine> {
  const { path, stamp, source, facts } = read;
  const edited = editedModel(read);
  const open = (threads: number) => openSession(edited, facts, threads).catch(fault);
  const cores = availableParallelism();
  const first = options.threads ?? (source.size > largeFile ? cores : 1);
  try {
    let session = await open(first);
    let trial = await tryModel(session, facts);
    if (options.threads === undefined && trial.milliseconds > slowRun && first < cores) {
      await session.close();
      session = await open(cores);
      trial = await tryModel(session, facts);
    }
    if (stampOf(path) !== stamp) {
      await session.close(); // weights that lie in the file may be those of another one
      throw new OnnxFault("it was written anew while it was opened; try again");
    }
    return createEngine(session, facts, trial.isByRow, options.onBatch);
  } finally {
    edited.dispose();
  }
}

function fault(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new OnnxFault(`the runtime cannot run it: ${why.replace(/\s+/g, " ").trim()}`);
}

function createEngine(session: Session, facts: ModelFacts, isByRow: boolean, onBatch: Gathering["onBatch"]): Engine {
  const now = () => performance.now();
  const alone: Run = (inputs) => session.run(inputs);
  const fixed = facts.inputs.find(({ shape }) => shape[0] !== undefined)?.shape[0];
  let run: Run = gather({ run: alone, onBatch, longest: longestBatch, now });
  if (!isByRow) run = fixed === undefined ? inTurn(alone) : inTurn(inPieces(alone, fixed));
  return { facts, run, close: () => session.close() };
}

/** One after the other: a run holds the whole process anyhow. */
function inTurn(run: Run): Run {
  return (inputs, rows) => new Promise((done, fail) => setImmediate(() => void run(inputs, rows).then(done, fail)));
}

/** For models that were written for so many rows and no others. */
function inPieces(run: Run, size: number): Run {
  return async (inputs, rows) => {
    if (rows === size || rows % size !== 0) return run(inputs, rows);
    const parts: (readonly Tensor[])[] = [];
    for (let from = 0; from < rows; from += size)
      parts.push(
        await run(
          inputs.map((input) => rowsOf(input, from, size)),
          size,
        ),
      );
    return (parts[0] ?? []).map((_, i) => stack(parts.map((part) => part[i] as Tensor)));
  };
}

interface Trial {
  /** What a row gets does not depend on the rows beside it. */
  readonly isByRow: boolean;
  readonly milliseconds: number;
}

/** Warms the model up, and looks whether strangers' rows may share a run. */
async function tryModel(session: Session, facts: ModelFacts): Promise<Trial> {
  const width = facts.columns?.length ?? 1;
  const sample = (rows: number, from: number) => sampleInputs(facts.inputs, rows, from, width);
  const isFixed = facts.inputs.some(({ shape }) => shape.length === 0 || shape[0] !== undefined);
  try {
    const first = await session.run(sample(1, 0));
    const began = performance.now();
    const alone = [first, await session.run(sample(1, 1))];
    const milliseconds = await quickest(() => session.run(sample(1, 0)), performance.now() - began);
    if (isFixed) return { isByRow: false, milliseconds };
    const together = await session.run(
      facts.inputs.map((_, i) => stack([sample(1, 0)[i] as Tensor, sample(1, 1)[i] as Tensor])),
    );
    return {
      isByRow: together.every((output, i) =>
        isStacked(
          output,
          alone.map((each) => each[i] as Tensor),
        ),
      ),
      milliseconds,
    };
  } catch {
    return { isByRow: false, milliseconds: 0 }; // it takes other values than ours; a client's own will show it
  }
}

/** A busy machine makes one run of a quick model slow; a few more tell it from a slow model, which gets no more than one. */
async function quickest(run: () => Promise<unknown>, once: number): Promise<number> {
  let best = once;
  for (let spent = once; best > slowRun && spent < 10 * slowRun; ) {
    const began = performance.now();
    await run();
    const took = performance.now() - began;
    best = Math.min(best, took);
    spent += took;
  }
  return best;
}

function isStacked(output: Tensor, parts: readonly Tensor[]): boolean {
  if (parts.some(({ dims }) => dims[0] !== 1) || output.dims[0] !== parts.length) return false;
  const expected = stack(parts);
  return output.data.every((value: unknown, i: number) => isNear(value, expected.data[i]));
}

function isNear(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b));
}
