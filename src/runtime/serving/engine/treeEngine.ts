import { setImmediate } from "node:timers/promises";
import { Refusal } from "../refusal";
import { stack } from "../tensorData";
import type { Tensor } from "../tensors";
import type { Engine } from "./engine";
import { findForest } from "./findForest";
import { type Gathering, gather } from "./gather";
import { type ReadFile, stampOf } from "./readFile";
import { treeAnswers } from "./treeAnswers";

export interface TreeEngineOptions {
  /** Opens the model in onnxruntime: for rows with missing numbers, and for those that it refuses. */
  open(): Promise<Engine>;
  readonly onBatch?: Gathering["onBatch"];
}

/** Steps down trees in one turn of the event loop, a few milliseconds: others are heard in between. */
const stepsAtOnce = 4_000_000;
/** Milliseconds that a batch may add to what a request waits for. */
const longestBatch = 10;

/**
 * Walks trees here, several times as fast as onnxruntime, with the same sums in the same order. A walk is bounded by the
 * depth of the trees and stays within its own memory, so it neither hangs nor takes the process with it. Undefined for a
 * model that is more than trees.
 */
export function openTreeEngine(
  { path, stamp, source, model, facts }: ReadFile,
  { open, onBatch }: TreeEngineOptions,
): Engine | undefined {
  const forest = findForest(source, model, facts);
  if (forest === undefined) return undefined;
  const answer = treeAnswers(forest, facts);
  const declared = facts.inputs[0]?.shape[1];
  const { features } = forest;
  const steps = forest.depths.reduce((sum, depth) => sum + depth, forest.depths.length);
  const rowsAtOnce = Math.max(64, Math.floor(stepsAtOnce / steps));
  const walk = gather({
    run: async ([input], rows) => answer(input?.data as Float32Array, rows),
    onBatch,
    longest: longestBatch,
    now: () => performance.now(),
    isAtOnce: true,
  });
  /** Many rows, with room for others between them. */
  async function walkFar({ data, dims }: Tensor, rows: number): Promise<readonly Tensor[]> {
    const width = dims[1] as number;
    const parts: (readonly Tensor[])[] = [];
    const began = performance.now();
    for (let from = 0; from < rows; from += rowsAtOnce) {
      const to = Math.min(rows, from + rowsAtOnce);
      parts.push(answer((data as Float32Array).subarray(from * width, to * width), to - from));
      await setImmediate();
    }
    onBatch?.(rows, performance.now() - began);
    return facts.outputs.map((_, i) => stack(parts.map((part) => part[i] as Tensor)));
  }

  let opening: Promise<Engine> | undefined;
  let isClosed = false;

  function other(): Promise<Engine> {
    if (isClosed) return Promise.reject(new Refusal(503, `${facts.name} version ${facts.version} is closed`, 1));
    opening ??= openSame().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function openSame(): Promise<Engine> {
    if (stampOf(path) === stamp) return open();
    throw new Refusal(
      503,
      `${path} was written anew since ${facts.name} was opened; rows with missing numbers need it`,
    );
  }

  function isOurs(inputs: readonly Tensor[], rows: number): boolean {
    const [input] = inputs;
    const width = input?.dims[1] ?? 0;
    if (input?.type !== "float32" || input.dims.length !== 2 || input.dims[0] !== rows || rows === 0) return false;
    return width >= features && width === (declared ?? width) && !holdsNaN(input.data as Float32Array);
  }

  return {
    facts,
    async run(inputs, rows) {
      if (!isOurs(inputs, rows)) return (await other()).run(inputs, rows);
      return rows > rowsAtOnce ? walkFar(inputs[0] as Tensor, rows) : walk(inputs, rows);
    },
    async close() {
      isClosed = true; // whoever comes after this would open what nobody closes
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}

function holdsNaN(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true;
  return false;
}
