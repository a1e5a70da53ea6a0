import { readModel } from "../../../core/onnx/readModel";
import { type Forest, readForest } from "../../../core/trees/forest";
import { readNodeAttributes } from "../../../core/trees/nodeAttributes";
import { createWalker, type Walker } from "../../../core/trees/walker";
import type { Engine } from "../engine/engine";
import type { FileSource } from "../fileSource";
import type { Label, ModelFacts } from "../modelFacts";
import { rowsOf } from "../tensorData";
import type { Tensor } from "../tensors";

export type RunRows = Engine["run"];

/** Operators that only give the trees' answer another form. */
const around = new Set(["ZipMap", "Cast", "Identity", "Reshape", "Squeeze"]);
/** Rows at the head of each run that the engine predicts too: it has the last word. */
const checkedRows = 16;
const close = 1e-5;

/**
 * A model that is nothing but trees is walked here, several times as fast as the engine does it with many rows. The engine
 * answers for some rows of each run as well, and alone as soon as the two differ; so it does where a row is missing numbers,
 * and where two classes are so near that rounding decides.
 */
export function quickForest(source: FileSource, engine: Engine, mayMiss = true): RunRows {
  const { facts } = engine;
  const forest = findForest(source, facts);
  if (forest === undefined) return engine.run;
  const walker = createWalker(forest);
  let isTrusted = true;

  return async (inputs, rows) => {
    const [input] = inputs as [Tensor];
    const width = input.data.length / rows;
    const data = input.data as Float32Array;
    if (!isTrusted || width < forest.features || (mayMiss && holdsNaN(data))) return engine.run(inputs, rows);
    const { outputs, unsure } = answer(forest, walker, facts, input, rows);
    const head = Math.min(rows, checkedRows);
    const asked = [...new Set([...Array(head).keys(), ...unsure])];
    if (asked.length > rows / 4 && rows > 4 * checkedRows) return engine.run(inputs, rows);
    const sure = await engine.run([pick(input, asked)], asked.length);
    isTrusted = agree(outputs, sure, asked, new Set(unsure), facts);
    if (!isTrusted) return engine.run(inputs, rows);
    put(outputs, sure, asked);
    return outputs;
  };
}

function holdsNaN(data: Float32Array): boolean {
  let sum = 0; // NaN, where one of them is
  for (let i = 0; i < data.length; i++) sum += (data[i] as number) * 0;
  return sum !== 0;
}

function findForest(source: FileSource, { inputs, prediction, probabilities }: ModelFacts): Forest | undefined {
  const [input] = inputs;
  if (inputs.length !== 1 || input?.type !== "float32" || input.shape.length !== 2) return undefined;
  const { nodes, inputs: declared } = readModel(source);
  const [trees, ...more] = nodes.filter(({ operation }) => !around.has(operation));
  if (trees === undefined || more.length > 0 || trees.inputs[0] !== declared[0]?.name) return undefined;
  if (trees.operation !== "TreeEnsembleClassifier" && trees.operation !== "TreeEnsembleRegressor") return undefined;
  const { from, to } = trees.span;
  const forest = readForest(readNodeAttributes(source.read(from, to - from)));
  if (forest === undefined || prediction < 0) return undefined;
  return forest.isClassifier === (probabilities !== undefined) ? forest : undefined;
}

interface Answered {
  /** Those that are asked for; in places that nobody looks at there is nothing. */
  readonly outputs: Tensor[];
  readonly unsure: readonly number[];
}

function answer(forest: Forest, walker: Walker, facts: ModelFacts, input: Tensor, rows: number): Answered {
  const sums = walker.sum(input.data as Float32Array, rows, input.data.length / rows);
  const outputs: Tensor[] = [];
  if (!forest.isClassifier) {
    const data = sums.slice(0, rows * forest.width);
    outputs[facts.prediction] = { type: "float32", dims: [rows, forest.width], data };
    return { outputs, unsure: [] };
  }
  const classes = facts.classes ?? [];
  const { probabilities, chosen, unsure } = forest.isBinary ? ofTwo(forest, sums, rows) : ofMany(forest, sums, rows);
  const isText = facts.outputs[facts.prediction]?.type === "string";
  outputs[facts.prediction] = {
    type: isText ? "string" : "int64",
    dims: [rows],
    data: isText ? textsOf(classes, chosen) : numbersOf(classes, chosen),
  };
  const width = probabilities.length / rows;
  outputs[facts.probabilities as number] = { type: "float32", dims: [rows, width], data: probabilities };
  return { outputs, unsure };
}

interface Chosen {
  readonly probabilities: Float32Array;
  readonly chosen: Uint32Array;
  readonly unsure: readonly number[];
}

/** One number is kept: that of the second class. */
function ofTwo({ weights, transform }: Forest, sums: Float32Array, rows: number): Chosen {
  const isShare = transform === "NONE" && weights.every((weight) => weight >= 0);
  const cut = isShare ? 0.5 : 0;
  const probabilities = new Float32Array(rows * 2);
  const chosen = new Uint32Array(rows);
  const unsure: number[] = [];
  for (let row = 0; row < rows; row++) {
    const sum = sums[row] as number;
    if (Math.abs(sum - cut) < close) unsure.push(row);
    chosen[row] = sum > cut ? 1 : 0;
    const second = transform === "LOGISTIC" ? 1 / (1 + Math.exp(-sum)) : sum;
    probabilities[row * 2] = isShare || transform === "LOGISTIC" ? 1 - second : -second;
    probabilities[row * 2 + 1] = second;
  }
  return { probabilities, chosen, unsure };
}

function ofMany({ width, transform }: Forest, sums: Float32Array, rows: number): Chosen {
  const probabilities = sums.slice(0, rows * width);
  const chosen = new Uint32Array(rows);
  const unsure: number[] = [];
  for (let row = 0, at = 0; row < rows; row++, at += width) {
    let [best, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < width; k++) {
      const value = probabilities[at + k] as number;
      if (value > best) [best, second, chosen[row]] = [value, best, k];
      else if (value > second) second = value;
    }
    if (best - second < close) unsure.push(row);
    if (transform === "NONE") continue;
    let all = 0;
    for (let k = at; k < at + width; k++) {
      const value = probabilities[k] as number;
      const moved = transform === "LOGISTIC" ? 1 / (1 + Math.exp(-value)) : Math.exp(value - best);
      probabilities[k] = moved;
      all += moved;
    }
    if (transform === "SOFTMAX")
      for (let k = at; k < at + width; k++) probabilities[k] = (probabilities[k] as number) / all;
  }
  return { probabilities, chosen, unsure };
}

function textsOf(classes: readonly Label[], chosen: Uint32Array): string[] {
  const texts = classes.map(String);
  return Array.from(chosen, (k) => texts[k] ?? "");
}

function numbersOf(classes: readonly Label[], chosen: Uint32Array): BigInt64Array {
  const numbers = classes.map((each) => BigInt(Math.trunc(Number(each)) || 0));
  const data = new BigInt64Array(chosen.length);
  for (let row = 0; row < chosen.length; row++) data[row] = numbers[chosen[row] as number] ?? 0n;
  return data;
}

function pick(input: Tensor, rows: readonly number[]): Tensor {
  const data = input.data as Float32Array;
  const width = data.length / (input.dims[0] as number);
  const picked = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) picked.set(data.subarray(row * width, (row + 1) * width), i * width);
  return { type: "float32", dims: [rows.length, width], data: picked };
}

/** A label may differ where it hangs on rounding, a number nowhere. */
function agree(
  outputs: readonly Tensor[],
  sure: readonly Tensor[],
  asked: readonly number[],
  unsure: ReadonlySet<number>,
  { prediction, probabilities }: ModelFacts,
): boolean {
  for (const place of [prediction, probabilities]) {
    if (place === undefined) continue;
    const [own, theirs] = [outputs[place], sure[place]];
    if (own === undefined || theirs === undefined || own.type !== theirs.type) return false;
    const width = theirs.data.length / asked.length;
    if (own.data.length !== width * (own.dims[0] as number)) return false;
    for (let i = 0; i < asked.length; i++)
      for (let k = 0; k < width; k++) {
        const row = asked[i] as number;
        const [a, b] = [own.data[row * width + k], theirs.data[i * width + k]];
        if (typeof a === "number" && typeof b === "number") {
          if (!(Math.abs(a - b) <= close * Math.max(1, Math.abs(b)))) return false;
        } else if (a !== b && !unsure.has(row)) return false;
      }
  }
  return true;
}

/** The engine's own answers where it was asked. */
function put(outputs: readonly Tensor[], sure: readonly Tensor[], asked: readonly number[]): void {
  outputs.forEach((own, place) => {
    const theirs = sure[place] as Tensor;
    const width = theirs.data.length / asked.length;
    const target = own.data as unknown as unknown[];
    asked.forEach((row, i) => {
      const { data } = rowsOf(theirs, i, 1);
      for (let k = 0; k < width; k++) target[row * width + k] = data[k];
    });
  });
}
