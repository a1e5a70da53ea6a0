import { ApiError, invalid } from "../../shared/apiError";
import { perturbationKinds, type RobustnessDocument, type RobustnessTest } from "../../shared/robustness";
import { didYouMean } from "../../shared/suggest";
import type { Grouping } from "../quality/read/groupColumn";
import { type Answers, compareAnswers, dropOf, metricOf, type Truth } from "./answers";
import { type Perturbation, planPerturbations } from "./perturbations";
import type { ModelRows } from "./rows";

export interface RobustnessWish {
  readonly kind: "classification" | "regression";
  readonly seed: number;
  readonly truth: Truth | undefined;
  /** Columns whose values' shares are shifted. */
  readonly slices: readonly Grouping[];
}

export type MeasuredRobustness = Pick<
  RobustnessDocument,
  "kind" | "rows" | "seed" | "metric" | "tests" | "figures" | "skipped"
>;

const times = 3;

/** Asks the model for the rows as they are, and again after each change. `told` hears of each test. */
export async function measureRobustness(
  rows: ModelRows,
  ask: (values: Float64Array) => Promise<Answers>,
  { kind, seed, truth, slices }: RobustnessWish,
  told: (done: number, all: number) => void = () => undefined,
): Promise<MeasuredRobustness> {
  const { perturbations, skipped } = planPerturbations(rows, seed);
  const before = await ask(rows.values);
  const value = truth && metricOf(before, truth);
  if (truth && value === undefined) return unknownMetric(truth, before);
  const tests: RobustnessTest[] = [];
  for (const [at, each] of perturbations.entries()) {
    const after = await tried(ask, each.apply(rows));
    tests.push(
      "refused" in after
        ? refusedTest(each, after.refused)
        : testOf(each, before, after, { kind, truth, value: value ?? null }),
    );
    told(at + 1, perturbations.length);
  }
  if (truth && value !== null && value !== undefined) tests.push(...sliceTests(before, truth, value, slices));
  return {
    kind,
    rows: rows.count,
    seed,
    ...(truth ? { metric: { name: truth.metric, value: value ?? null } } : {}),
    tests: tests.sort((a, b) => harm(b) - harm(a)),
    figures: worst(tests),
    skipped,
  };
}

/** A model may take no such rows at all; that is a finding, and the other changes are tried all the same. */
async function tried(
  ask: (values: Float64Array) => Promise<Answers>,
  values: Float64Array,
): Promise<Answers | { readonly refused: string }> {
  try {
    return await ask(values);
  } catch (error) {
    if (error instanceof ApiError) return { refused: error.message };
    throw error;
  }
}

function refusedTest({ kind, feature, strength }: Perturbation, refused: string): RobustnessTest {
  return {
    kind,
    feature,
    strength,
    answers_changed: 1,
    mean_change: null,
    metric: null,
    metric_drop: null,
    why: `the model answers nothing then: ${refused}`,
  };
}

function testOf(
  { kind: way, feature, strength }: Perturbation,
  before: Answers,
  after: Answers,
  { kind, truth, value }: { kind: RobustnessWish["kind"]; truth: Truth | undefined; value: number | null },
): RobustnessTest {
  const metric = truth && metricOf(after, truth);
  return {
    kind: way,
    feature,
    strength,
    ...compareAnswers(before, after, kind),
    ...(truth ? { metric: metric ?? null, metric_drop: dropOf(truth.metric, value, metric) } : {}),
  };
}

/** What the metric would be if rows of a group came three times as often; the model is not asked anew. */
function sliceTests(before: Answers, truth: Truth, value: number, slices: readonly Grouping[]): RobustnessTest[] {
  return slices.flatMap(({ column, names, codes }) =>
    names.map((name, group): RobustnessTest => {
      const weights = Float64Array.from(
        codes,
        (code, row) => (truth.weights?.[row] ?? 1) * (code === group ? times : 1),
      );
      const metric = metricOf(before, { ...truth, weights }) ?? null;
      return {
        kind: "slice",
        feature: `${column}: ${name}`,
        strength: `${times} times as often`,
        answers_changed: null,
        mean_change: null,
        metric,
        metric_drop: dropOf(truth.metric, value, metric),
      };
    }),
  );
}

function harm({ metric_drop, answers_changed }: RobustnessTest): number {
  return metric_drop ?? answers_changed ?? 0;
}

const measures = ["answers_changed", "mean_change", "metric_drop"] as const;

function worst(tests: readonly RobustnessTest[]): Record<string, number | null> {
  const most = (of: readonly RobustnessTest[], measure: (typeof measures)[number]) => {
    const values = of.flatMap((test) => (typeof test[measure] === "number" ? [test[measure]] : []));
    return values.length === 0 ? null : Math.max(...values);
  };
  const figures: Record<string, number | null> = {};
  for (const measure of measures) {
    figures[measure] = most(tests, measure);
    for (const kind of perturbationKinds) {
      const own = tests.filter((test) => test.kind === kind);
      if (own.length > 0) figures[`${kind}.${measure}`] = most(own, measure);
    }
  }
  return figures;
}

function unknownMetric({ metric, actual }: Truth, { outputs }: Answers): never {
  const names = actual instanceof Float64Array ? ["mae", "rmse", "r2"] : ["accuracy", "f1", "roc_auc", "log_loss"];
  return invalid(
    `metric: no '${metric}' of ${outputs > 1 ? "classes" : "these answers"}.${didYouMean(metric, names) || ` There are ${names.join(", ")} and others of tidemark quality.`}`,
  );
}
