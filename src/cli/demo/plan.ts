import { createRandom } from "../../core/stats/random";
import { type Curves, classifierCurves, divergingCurve, lossCurve, rateSchedule } from "./curves";

/** One run of the demo. Times are seconds after the demo's start; a run of the past has `age` instead. */
export interface DemoRun {
  /** Name within the plan, by which a nested run finds its parent. */
  readonly key: string;
  readonly experiment: string;
  readonly name: string;
  readonly parent?: string;
  readonly begins: number;
  readonly lasts: number;
  /** Seconds before the demo's start at which it began; such a run is written at once. */
  readonly age?: number;
  readonly ends: "FINISHED" | "FAILED";
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly curves: Curves;
  /** Artifact path → text. */
  readonly files: Readonly<Record<string, string>>;
}

export interface DemoVersion {
  readonly run: string;
  readonly description: string;
  readonly stage?: "Staging" | "Production" | "Archived";
  readonly aliases: readonly string[];
}

export interface DemoPlan {
  readonly runs: readonly DemoRun[];
  readonly model: { readonly name: string; readonly description: string; readonly versions: readonly DemoVersion[] };
  readonly traces: readonly DemoTrace[];
}

export interface DemoTrace {
  readonly name: string;
  readonly question: string;
  readonly answer: string;
  readonly milliseconds: number;
  readonly failed: boolean;
}

export const churn = "customer-churn";
export const demand = "demand-forecast";
const dayLong = 86_400;
const bestOfSweep = "forest-3";

/** The whole demo, drawn from the seed alone: same seed, same demo. */
export function planDemo(seed: number): DemoPlan {
  const random = createRandom(seed);
  const runs = [
    linear(random, { key: "linear-old", begins: 0, age: 3 * dayLong, rate: 0.05 }),
    linear(random, { key: "linear-older", begins: 0, age: 2 * dayLong + 4000, rate: 0.005 }),
    linear(random, { key: "linear", begins: 0, rate: 0.02 }),
    ...forestSweep(random),
    diverging(random),
    ...forecasts(random),
  ];
  return { runs, model: churnModel, traces: drawTraces(random) };
}

function linear(
  random: () => number,
  { key, begins, age, rate }: { key: string; begins: number; age?: number; rate: number },
): DemoRun {
  const steps = 40;
  const pace = rate > 0.03 ? 1.6 : rate < 0.01 ? 0.5 : 1;
  const curves = classifierCurves(random, { steps, pace, floor: 0.38, start: 0.72, overfitsAt: rate > 0.03 ? 0.5 : 1 });
  return {
    key,
    experiment: churn,
    name: age === undefined ? "linear" : `linear lr ${rate}`,
    begins,
    lasts: 20,
    ...(age === undefined ? {} : { age }),
    ends: "FINISHED",
    params: { learning_rate: String(rate), alpha: "0.0005", batch_size: "128", epochs: String(steps), seed: "7" },
    tags: { model: "logistic regression", ...sourceTags("train.py") },
    curves: { ...curves, lr: rateSchedule(rate, steps) },
    files: modelFiles("logistic regression", curves),
  };
}

function forestSweep(random: () => number): DemoRun[] {
  const grid = [50, 100, 200].flatMap((trees) => [4, 8].map((depth) => ({ trees, depth })));
  const nested = grid.map(({ trees, depth }, i): DemoRun => {
    const floor = 0.36 + 0.04 * random() - (i === 3 ? 0.04 : 0);
    const curves = classifierCurves(random, {
      steps: 12,
      pace: 1.2,
      floor,
      start: 0.66,
      overfitsAt: depth > 4 ? 0.6 : 1,
    });
    return {
      key: `forest-${i}`,
      experiment: churn,
      name: `forest ${trees}×${depth}`,
      parent: "sweep",
      // two at a time, as a sweep with two workers
      begins: 3 + 5 * Math.floor(i / 2) + (i % 2) * 0.7,
      lasts: 4.5,
      ends: "FINISHED",
      params: { trees: String(trees), max_depth: String(depth), min_samples_leaf: "5" },
      tags: { model: "random forest", ...sourceTags("train_forest.py") },
      curves,
      files: modelFiles("random forest", curves),
    };
  });
  const best = nested.map((run) => Math.max(...(run.curves.val_auc ?? [])));
  const parent: DemoRun = {
    key: "sweep",
    experiment: churn,
    name: "forest sweep",
    begins: 2.5,
    lasts: 17,
    ends: "FINISHED",
    params: { trees: "[50, 100, 200]", max_depth: "[4, 8]", min_samples_leaf: "5" },
    tags: { model: "random forest", ...sourceTags("train_forest.py") },
    curves: { best_val_auc: best.map((_, i) => Math.max(...best.slice(0, i + 1))) },
    files: {},
  };
  return [parent, ...nested];
}

function diverging(random: () => number): DemoRun {
  const drawn = divergingCurve(random, { steps: 24, pace: 1, floor: 0.4, start: 0.72, overfitsAt: 1 });
  const epoch = drawn.findIndex(Number.isNaN);
  // the script looks at its loss and gives up
  const losses = drawn.slice(0, epoch + 1);
  return {
    key: "diverging",
    experiment: churn,
    name: "linear, rate too high",
    begins: 6,
    lasts: 7,
    ends: "FAILED",
    params: { learning_rate: "5", alpha: "0.0005", batch_size: "128", epochs: "40", seed: "7" },
    tags: { model: "logistic regression", ...sourceTags("train.py") },
    curves: { train_loss: losses },
    files: { "error.txt": `ValueError: train_loss is not a number in epoch ${epoch}; the learning rate is 5\n` },
  };
}

function forecasts(random: () => number): DemoRun[] {
  return ["seasonal", "boosted"].map((name, i): DemoRun => {
    const steps = 60;
    const shape = { steps, pace: 0.8 + 0.5 * i, floor: 11 - 2.5 * i, start: 48, overfitsAt: 1 };
    const rmse = lossCurve(random, shape);
    return {
      key: name,
      experiment: demand,
      name,
      begins: 1 + 3 * i,
      lasts: 18,
      ends: "FINISHED",
      params: { horizon_days: "28", lags: i === 0 ? "7,28" : "1,7,14,28", model: name },
      tags: sourceTags("forecast.py"),
      curves: { rmse, mae: rmse.map((value) => Number((value * 0.78).toPrecision(6))) },
      files: {},
    };
  });
}

function sourceTags(script: string): Record<string, string> {
  return { "mlflow.source.name": script, "mlflow.source.type": "LOCAL", "tidemark.demo": "true" };
}

/** Small and honest: what the demo drew, and a model file that says it is none. */
function modelFiles(kind: string, curves: Curves): Record<string, string> {
  const last = Object.fromEntries(Object.entries(curves).map(([key, values]) => [key, values.at(-1)]));
  return {
    "report/metrics.json": `${JSON.stringify(last, null, 2)}\n`,
    "report/confusion.csv": confusion(last.val_accuracy ?? 0.8),
    "model/README.md": `# ${kind}\n\nA stand-in written by \`tidemark demo\`: there are no weights in it. Train the real one with the demo project's scripts.\n`,
  };
}

function confusion(accuracy: number): string {
  const wrong = Math.round(500 * (1 - accuracy));
  const missed = Math.round(wrong * 0.6);
  return [
    "actual,predicted_stays,predicted_leaves",
    `stays,${400 - (wrong - missed)},${wrong - missed}`,
    `leaves,${missed},${100 - missed}`,
    "",
  ].join("\n");
}

const churnModel: DemoPlan["model"] = {
  name: churn,
  description: "How likely a customer is to leave within the next quarter.",
  versions: [
    { run: "linear-older", description: "First model that beat the rule of thumb.", stage: "Archived", aliases: [] },
    { run: "linear", description: "Tuned learning rate.", stage: "Production", aliases: ["champion"] },
    { run: bestOfSweep, description: "Best forest of the sweep.", stage: "Staging", aliases: ["challenger"] },
  ],
};

function drawTraces(random: () => number): DemoTrace[] {
  const asked = [
    [
      "Why did customer C00017 get a high score?",
      "A monthly contract, five calls to support and only three months with us.",
    ],
    ["Which contract loses most customers?", "The monthly one: about one in three leaves."],
    ["Would a yearly contract keep C00042?", "Its score falls from 0.61 to 0.34 with a yearly contract."],
    ["Summarise churn for the north region", ""],
  ] as const;
  return asked.map(([question, answer], i) => ({
    name: "answer_question",
    question,
    answer,
    milliseconds: Math.round(280 + 900 * random()),
    failed: i === 3,
  }));
}
