import assert from "node:assert/strict";
import { columnOfValues } from "../../../src/core/frame/columnOfValues";
import type { Frame } from "../../../src/core/frame/frame";
import { estimateQuality } from "../../../src/core/quality/estimate";
import { wilson } from "../../../src/core/quality/intervals";
import { applyRising, fitRising } from "../../../src/core/quality/isotonic";
import { qualityReport } from "../../../src/core/quality/qualityReport";
import { type Peer, startPeer } from "./peer";

type Value = number | string | boolean | null;

interface ClassCase {
  readonly name: string;
  readonly kind?: "int" | "bool";
  readonly actual: readonly Value[];
  readonly predicted?: readonly Value[];
  readonly probabilities?: readonly (readonly Value[])[];
  readonly positive?: Value;
  readonly weights?: readonly Value[];
  readonly classes?: readonly string[];
}

type Answer = Record<string, number | null> & {
  confusion?: number[][];
  per_class?: number[][];
  calibration?: [number[], number[]];
  roc?: [number[], number[]];
  pr?: [number[], number[]];
};

/** Numbers in 0…1, the same each time. */
function randomly(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** Two classes; `digits` of the scores: few of them make ties. */
function twoClasses(n: number, seed: number, digits: number, [no, yes]: readonly [Value, Value]) {
  const random = randomly(seed);
  const scores = Array.from({ length: n }, () => rounded(random(), digits));
  return {
    actual: scores.map((score) => (random() < 0.15 + 0.7 * score ? yes : no)),
    predicted: scores.map((score) => (score > 0.55 ? yes : no)),
    probabilities: [scores],
    positive: yes,
  };
}

function manyClasses(n: number, seed: number, classes: readonly Value[], digits = 6) {
  const random = randomly(seed);
  const rows = Array.from({ length: n }, () => {
    const parts = classes.map(() => rounded(random(), digits) + 10 ** -digits);
    const sum = parts.reduce((a, b) => a + b, 0);
    return parts.map((part) => part / sum);
  });
  const best = (row: readonly number[]) => row.indexOf(Math.max(...row));
  return {
    actual: rows.map((row) => classes[random() < 0.6 ? best(row) : Math.floor(random() * classes.length)] as Value),
    predicted: rows.map((row) => classes[best(row)] as Value),
    probabilities: classes.map((_, at) => rows.map((row) => row[at] as number)),
  };
}

function withGaps(values: readonly Value[], every: number): Value[] {
  return values.map((value, row) => (row % every === 3 ? null : value));
}

const smooth = twoClasses(400, 1, 9, [0, 1]);
const random = randomly(99);
const weights = Array.from({ length: 400 }, (_, row) => (row % 50 === 0 ? 0 : rounded(random() * 3, 3)));
const three = manyClasses(300, 5, ["cat", "dog", "owl"]);
const wide = manyClasses(500, 6, [3, 10, 2, 7, 1], 2);

const classCases: readonly ClassCase[] = [
  { name: "0 and 1", kind: "int", ...smooth },
  { name: "tied scores", kind: "int", ...twoClasses(500, 2, 1, [0, 1]) },
  { name: "words", ...twoClasses(200, 3, 4, ["no", "yes"]) },
  { name: "the smaller label is positive", ...twoClasses(200, 4, 4, ["no", "yes"]), positive: "no" },
  { name: "yes and no as booleans", kind: "bool", ...twoClasses(150, 7, 3, [false, true]) },
  { name: "-1 and 1", kind: "int", ...twoClasses(120, 8, 5, [-1, 1]) },
  { name: "weights, some of them 0", kind: "int", ...smooth, weights },
  { name: "missing truth", kind: "int", ...smooth, actual: withGaps(smooth.actual, 7) },
  { name: "missing answers", kind: "int", ...smooth, predicted: withGaps(smooth.predicted, 11) },
  { name: "missing scores", kind: "int", ...smooth, probabilities: [withGaps(smooth.probabilities[0] ?? [], 5)] },
  {
    name: "all right",
    kind: "int",
    actual: [0, 1, 1, 0],
    predicted: [0, 1, 1, 0],
    probabilities: [[0, 1, 0.9, 0.1]],
    positive: 1,
  },
  {
    name: "one class came",
    kind: "int",
    actual: [1, 1, 1],
    predicted: [1, 0, 1],
    probabilities: [[0.2, 0.3, 0.9]],
    positive: 1,
  },
  {
    name: "the other class came only",
    kind: "int",
    actual: [0, 0, 0],
    predicted: [1, 0, 0],
    probabilities: [[0.2, 0.3, 0.9]],
    positive: 1,
  },
  { name: "nothing is answered yes", kind: "int", actual: [0, 1, 0, 1], predicted: [0, 0, 0, 0], positive: 1 },
  { name: "three classes", ...three },
  { name: "three classes without scores", actual: three.actual, predicted: three.predicted },
  { name: "five numbers, ties", kind: "int", ...wide },
  { name: "three classes, weights", ...three, weights: weights.slice(0, 300) },
  { name: "an answer that never came", actual: ["a", "b", "a", "b", "a"], predicted: ["a", "c", "a", "b", "c"] },
  { name: "a class that is never answered", actual: ["a", "b", "c", "b", "a"], predicted: ["a", "b", "a", "b", "b"] },
  {
    name: "a class that has a score and no rows",
    ...manyClasses(100, 9, ["cat", "dog", "owl"]),
    actual: Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? "cat" : "dog")),
    classes: ["cat", "dog", "owl"],
  },
  { name: "missing words", ...three, actual: withGaps(three.actual, 9), predicted: withGaps(three.predicted, 8) },
];

function frameOf(columns: Readonly<Record<string, readonly Value[]>>): Frame {
  const read = Object.entries(columns).map(([name, values]) => columnOfValues(name, values));
  return { rows: Object.values(columns)[0]?.length ?? 0, columns: read };
}

/** Columns of scores are named for their classes. */
function classReport({ actual, predicted, probabilities, positive, weights: weight, classes }: ClassCase) {
  const labels = classes ?? [...new Set(actual)].filter((label) => label !== null);
  const ordered = probabilities && probabilities.length > 1 && !classes ? scoreNames(labels, actual) : labels;
  const scores = Object.fromEntries(
    (probabilities ?? []).map((column, at) => [probabilities?.length === 1 ? "score" : `score_${ordered[at]}`, column]),
  );
  const frame = frameOf({
    actual,
    ...(predicted ? { predicted } : {}),
    ...scores,
    ...(weight ? { weight } : {}),
  });
  return qualityReport(frame, {
    actual: "actual",
    ...(predicted ? { prediction: "predicted" } : {}),
    ...(probabilities ? { probability: probabilities.length === 1 ? ["score"] : ["score_"] } : {}),
    ...(positive === undefined || positive === null ? {} : { positive: String(positive) }),
    ...(weight ? { weight: "weight" } : {}),
    kind: "classification",
  });
}

/** sklearn takes scores in its labels' order. */
function scoreNames(labels: readonly Value[], actual: readonly Value[]): Value[] {
  return typeof actual[0] === "number"
    ? ([...labels] as number[]).sort((a, b) => a - b)
    : ([...labels] as string[]).sort();
}

/** Scores of the case in sklearn's order of labels. */
function ordered(each: ClassCase): ClassCase {
  if (!each.probabilities || each.probabilities.length < 2) return each;
  const given: readonly Value[] =
    each.classes ?? (typeof each.actual[1] === "number" ? [3, 10, 2, 7, 1] : ["cat", "dog", "owl"]);
  const names = scoreNames(
    [...given],
    each.actual.filter((label) => label !== null),
  );
  const probabilities = names.map((name) => each.probabilities?.[given.indexOf(name)] ?? []);
  return { ...each, probabilities };
}

function near(got: number | null | undefined, want: number | null | undefined, what: string): void {
  if (want === null || want === undefined) {
    assert.equal(got ?? null, null, what);
    return;
  }
  assert.ok(typeof got === "number", `${what}: ${got}, sklearn ${want}`);
  assert.ok(Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${what}: ${got}, sklearn ${want}`);
}

describe("quality as sklearn measures it", function () {
  this.timeout(120_000);
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
  });
  after(async () => peer?.stop());

  it("of classifiers", async () => {
    const cases = classCases.map(ordered);
    const answers = await peer.call<Answer[]>("quality", "classification", cases);
    let compared = 0;
    cases.forEach((each, at) => {
      const report = classReport(each);
      const { rows, confusion, per_class, calibration, roc, pr, ...figures } = answers[at] as Answer;
      assert.equal(report.rows, rows, `${each.name}: rows`);
      assert.equal(
        Object.values(report.dropped).reduce((a, b) => a + b, report.rows),
        each.actual.length,
        `${each.name}: what was left out`,
      );
      for (const [name, want] of Object.entries(figures)) {
        near(report.figures[name], want, `${each.name}: ${name}`);
        if (want === null) assert.ok(report.why[name], `${each.name}: why there is no ${name}`);
        compared++;
      }
      const detail = report.classification;
      if (confusion && !each.classes)
        assert.deepEqual(
          detail?.confusion.map((row) => row.map((n) => rounded(n, 9))),
          confusion.map((row) => row.map((n) => rounded(n, 9))),
          each.name,
        );
      const [precision, recall, f1] = per_class ?? [];
      if (precision && !each.classes)
        detail?.classes.forEach((own, label) => {
          near(own.precision, precision[label], `${each.name}: precision of ${own.label}`);
          near(own.recall, recall?.[label], `${each.name}: recall of ${own.label}`);
          near(own.f1, f1?.[label], `${each.name}: F1 of ${own.label}`);
        });
      const curves = detail?.curves[0];
      if (calibration) {
        assert.deepEqual(
          curves?.calibration.map((bin) => rounded(bin.predicted, 9)),
          calibration[0].map((x) => rounded(x, 9)),
          each.name,
        );
        assert.deepEqual(
          curves?.calibration.map((bin) => rounded(bin.observed, 9)),
          calibration[1].map((x) => rounded(x, 9)),
          each.name,
        );
      }
      for (const [name, want, got] of [
        ["ROC", roc, curves?.roc],
        ["PR", pr ? [pr[0], pr[1]] : undefined, curves?.pr],
      ] as const)
        if (want && got && got.length > 0 && got.length < 200) {
          assert.deepEqual(
            got.map(([x]) => rounded(x, 9)),
            want[0]?.map((x) => rounded(x, 9)),
            `${each.name}: ${name}`,
          );
          assert.deepEqual(
            got.map(([, y]) => rounded(y, 9)),
            want[1]?.map((y) => rounded(y, 9)),
            `${each.name}: ${name}`,
          );
        }
    });
    assert.ok(compared >= 250, `${compared} figures were compared`);
  });

  it("of regressors", async () => {
    const cases = regressionCases();
    const answers = await peer.call<Answer[]>("quality", "regression", cases);
    cases.forEach(({ name, actual, predicted, weights: weight }, at) => {
      const frame = frameOf({ actual, predicted, ...(weight ? { weight } : {}) });
      const roles = { actual: "actual", prediction: "predicted", ...(weight ? { weight: "weight" } : {}) };
      const report = qualityReport(frame, { ...roles, kind: "regression" });
      const { rows, quantiles, ...figures } = answers[at] as Answer & { quantiles?: unknown };
      assert.equal(report.rows, rows, `${name}: rows`);
      for (const [figure, want] of Object.entries(figures))
        near(report.figures[figure], want as number | null, `${name}: ${figure}`);
      for (const [place, value] of Object.values(report.regression?.error_quantiles ?? {}).entries())
        near(value, (quantiles as number[])[place], `${name}: quantile ${place}`);
    });
  });

  it("of rows without labels: each counts as each class by its probability", async () => {
    const [scores = []] = smooth.probabilities;
    const predicted = Int32Array.from(smooth.predicted, Number);
    const want = await peer.call<Record<string, number>>("quality", "estimated", {
      probabilities: scores,
      predicted: [...predicted],
    });
    const positive = Float64Array.from(scores);
    const { figures } = estimateQuality({
      labels: ["0", "1"],
      predicted,
      positive: 1,
      probabilities: [positive.map((p) => 1 - p), positive],
    });
    for (const [name, value] of Object.entries(want)) near(figures[name], value, name);
  });

  it("mends probabilities by isotonic regression", async () => {
    const { actual, probabilities } = twoClasses(500, 21, 2, [0, 1]);
    const [scores = []] = probabilities;
    const hits = Uint8Array.from(actual, Number);
    const asked = [-1, 0, 0.005, 0.1, 0.123, 0.5, 0.777, 0.99, 1, 2];
    const want = await peer.call<number[]>("quality", "isotonic", { scores, hits: [...hits], asked });
    const rising = fitRising(Float64Array.from(scores), hits);
    for (const [at, score] of asked.entries()) near(applyRising(rising, score), want[at], `at ${score}`);
  });

  it("puts Wilson's interval about a share", async () => {
    const asked: [number, number][] = [
      [0, 10],
      [10, 10],
      [1, 3],
      [50, 100],
      [7, 1000],
      [999, 1000],
    ];
    const want = await peer.call<[number, number][]>("quality", "wilson", asked);
    asked.forEach(([hits, n], at) => {
      const [low, high] = wilson(hits, n);
      near(low, want[at]?.[0], `${hits}/${n}`);
      near(high, want[at]?.[1], `${hits}/${n}`);
    });
  });
});

function regressionCases() {
  const next = randomly(17);
  const actual = Array.from({ length: 300 }, () => rounded(next() * 200 - 50, 4));
  const predicted = actual.map((value) => rounded(value * 0.9 + next() * 20 - 8, 4));
  return [
    { name: "plain", actual, predicted },
    { name: "gaps", actual: withGaps(actual, 6), predicted: withGaps(predicted, 10) },
    { name: "weights", actual, predicted, weights: weights.slice(0, 300) },
    {
      name: "an even number of equal weights",
      actual: actual.slice(0, 10),
      predicted: predicted.slice(0, 10),
      weights: new Array<number>(10).fill(2),
    },
    { name: "zeros among the truth", actual: [0, 1, 2, 0], predicted: [0.5, 1, 2.5, 0] },
    { name: "constant truth, met", actual: [5, 5, 5], predicted: [5, 5, 5] },
    { name: "constant truth, missed", actual: [5, 5, 5], predicted: [5, 6, 5] },
    { name: "one row", actual: [5], predicted: [6] },
    {
      name: "far from zero",
      actual: actual.map((value) => value + 1e9),
      predicted: predicted.map((value) => value + 1e9),
    },
    { name: "whole numbers", actual: [1, 2, 3, 4, 100], predicted: [1, 2, 3, 5, 90] },
  ] as { name: string; actual: Value[]; predicted: Value[]; weights?: number[] }[];
}
