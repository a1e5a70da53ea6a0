import { chooseWalker } from "../../../core/trees/chooseWalker";
import type { Forest } from "../../../core/trees/forest";
import type { Label, ModelFacts } from "../modelFacts";
import type { Tensor } from "../tensors";

/** What a forest answers to `rows` rows that lie one behind the other. */
export type TreeAnswers = (data: Float32Array, rows: number) => readonly Tensor[];

/** Outputs in the order of the model's facts. */
export function treeAnswers(forest: Forest, { prediction, probabilities, classes, outputs }: ModelFacts): TreeAnswers {
  const walker = chooseWalker(forest);
  if (!forest.isClassifier || probabilities === undefined) {
    const isFlat = outputs[prediction]?.shape.length === 1;
    return (data, rows) => {
      const sums = walker.sum(data, rows, data.length / rows).slice(0, rows * forest.width);
      return [{ type: "float32", dims: isFlat ? [rows] : [rows, forest.width], data: sums }];
    };
  }
  const choose = forest.isBinary ? ofTwo : ofMany;
  const name = outputs[prediction]?.type === "string" ? texts(classes ?? []) : numbers(classes ?? []);
  return (data, rows) => {
    const { shares, chosen } = choose(forest, walker.sum(data, rows, data.length / rows), rows);
    const answer: Tensor[] = [];
    answer[prediction] = name(chosen);
    answer[probabilities] = { type: "float32", dims: [rows, shares.length / rows], data: shares };
    return answer;
  };
}

interface Chosen {
  /** A number a class, row by row. */
  readonly shares: Float32Array;
  readonly chosen: Uint32Array;
}

/** One number is kept: that of the second class. */
function ofTwo({ transform, isShare }: Forest, sums: Float32Array, rows: number): Chosen {
  const cut = isShare ? 0.5 : 0;
  const shares = new Float32Array(rows * 2);
  const chosen = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const sum = sums[row] as number;
    chosen[row] = sum > cut ? 1 : 0;
    const second = transform === "LOGISTIC" ? logistic(sum) : sum;
    shares[row * 2] = isShare || transform === "LOGISTIC" ? 1 - second : -second;
    shares[row * 2 + 1] = second;
  }
  return { shares, chosen };
}

function ofMany({ width, transform }: Forest, sums: Float32Array, rows: number): Chosen {
  const shares = sums.slice(0, rows * width);
  const chosen = new Uint32Array(rows);
  for (let row = 0, at = 0; row < rows; row++, at += width) {
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) {
      const value = shares[at + k] as number;
      if (value <= best) continue;
      best = value;
      chosen[row] = k;
    }
    if (transform === "LOGISTIC") for (let k = at; k < at + width; k++) shares[k] = logistic(shares[k] as number);
    else if (transform === "SOFTMAX") softmax(shares, at, width, best);
  }
  return { shares, chosen };
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function softmax(values: Float32Array, from: number, count: number, largest: number): void {
  let all = 0;
  for (let k = from; k < from + count; k++) {
    values[k] = Math.exp((values[k] as number) - largest);
    all += values[k] as number;
  }
  for (let k = from; k < from + count; k++) values[k] = (values[k] as number) / all;
}

function texts(classes: readonly Label[]): (chosen: Uint32Array) => Tensor {
  const names = classes.map(String);
  return (chosen) => ({
    type: "string",
    dims: [chosen.length],
    data: Array.from(chosen, (k) => names[k] as string),
  });
}

function numbers(classes: readonly Label[]): (chosen: Uint32Array) => Tensor {
  const values = classes.map((each) => BigInt(each));
  return (chosen) => {
    const data = new BigInt64Array(chosen.length);
    for (let row = 0; row < chosen.length; row++) data[row] = values[chosen[row] as number] as bigint;
    return { type: "int64", dims: [chosen.length], data };
  };
}
