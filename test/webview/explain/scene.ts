import { type Door, Refused } from "../../../src/extension/runtime/door";
import {
  type ExplainedInteractions,
  type ExplainedNumbers,
  type ExplainedRow,
  type ExplainWish,
  type ExplanationPage,
  packExplanation,
} from "../../../src/shared/explanation";

const route = "/api/tidemark/v1/explain";

export interface Answers {
  explanation?: { readonly page: ExplanationPage; readonly numbers: ExplainedNumbers };
  interactions?: ExplainedInteractions;
  request?: ExplainedRow;
  /** What is refused, in words. */
  refused?: string;
}

/** Stands for a runtime that has explained already; `asked` is what the page wanted. */
export function doorTo(answers: Answers, asked: ExplainWish[] = []): Door {
  const found = <T>(value: T | undefined, path: string): T => {
    if (value === undefined) throw new Refused(400, answers.refused ?? `${path} does not exist`);
    return value;
  };
  return {
    url: "http://127.0.0.1",
    token: "",
    get: async (path, read) => read(found(answers.request, path), "answer"),
    post: async (path, _body, read) => read(found(answers.interactions, path), "answer"),
    bytes: async (method, path, body) => {
      const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
      if (path.startsWith(`${route}/request/`)) return text(found(answers.request, path));
      if (path === `${route}/interactions`) return text(found(answers.interactions, path));
      if (method !== "POST" || path !== route) throw new Refused(404, `${path} does not exist`);
      asked.push(body as ExplainWish);
      const { page, numbers } = found(answers.explanation, path);
      return packExplanation(page, numbers);
    },
    follow: async () => undefined,
    close: () => undefined,
  };
}

/** The same numbers in the same order each time. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const contracts = ["month-to-month", "one year", "two year"];
const payments = ["electronic check", "mailed check", "bank transfer", "credit card"];
const services = ["fiber", "dsl", "none"];

interface Made {
  readonly name: string;
  readonly words?: readonly string[];
  given(random: () => number): number;
  shap(given: number, row: ReadonlyMap<string, number>, random: () => number): number;
}

const normal = (random: () => number) => random() + random() + random() + random() - 2;
const place = (count: number) => (random: () => number) => Math.floor(random() ** 1.4 * count);

const features: readonly Made[] = [
  {
    name: "contract",
    words: contracts,
    given: place(3),
    shap: (v, _, r) => ([1.2, -0.6, -1.6][v] ?? 0) + 0.25 * normal(r),
  },
  {
    name: "tenure",
    given: (r) => Math.floor(r() ** 1.6 * 73),
    shap: (v, row, r) =>
      1.3 * Math.exp(-v / 18) - 0.55 - v / 110 + (row.get("contract") === 0 ? 0.14 : -0.1) + 0.1 * normal(r),
  },
  { name: "monthly_charges", given: (r) => 20 + 100 * r(), shap: (v, _, r) => (v - 68) / 34 + 0.3 * normal(r) },
  {
    name: "payment_method",
    words: payments,
    given: place(4),
    shap: (v, _, r) => ([0.75, -0.5, -0.4, 0.1][v] ?? 0) + 0.2 * normal(r),
  },
  {
    name: "support_calls_30d",
    given: (r) => Math.floor(r() ** 4 * 9),
    shap: (v, _, r) => 0.33 * v - 0.3 + 0.15 * normal(r),
  },
  {
    name: "internet_service",
    words: services,
    given: place(3),
    shap: (v, _, r) => ([0.45, -0.35, -0.7][v] ?? 0) + 0.12 * normal(r),
  },
  { name: "total_charges", given: (r) => 4000 * r() ** 2, shap: (v, _, r) => (v - 1300) / 3600 + 0.2 * normal(r) },
  { name: "data_usage_gb", given: (r) => 60 * r(), shap: (v, _, r) => (v - 30) / 130 + 0.12 * normal(r) },
  { name: "age", given: (r) => Math.round(18 + 60 * r()), shap: (v, _, r) => (48 - v) / 130 + 0.1 * normal(r) },
  { name: "num_products", given: (r) => 1 + Math.floor(4 * r()), shap: (v, _, r) => (v - 2.5) / 12 + 0.05 * normal(r) },
  { name: "streaming_tv", given: (r) => Math.round(r()), shap: (v, _, r) => (v - 0.5) / 6 + 0.03 * normal(r) },
  { name: "senior", given: (r) => (r() < 0.2 ? 1 : 0), shap: (v, _, r) => (v - 0.2) / 7 + 0.03 * normal(r) },
];

/** Customers who may leave; `count` features, of which those beyond the first twelve hardly matter. */
export function churn(rows: number, count = 21): { page: ExplanationPage; numbers: ExplainedNumbers } {
  const all: Made[] = Array.from(
    { length: count },
    (_, i) =>
      features[i] ?? {
        name: `usage_${i - features.length + 1}`,
        given: (r) => normal(r) * 10,
        shap: (v, _row, r) => v * 0.002 + 0.008 * normal(r),
      },
  );
  const random = chance(7);
  const values = new Float32Array(rows * all.length);
  const given = new Float32Array(rows * all.length);
  const predictions = new Float32Array(rows);
  const base = Math.log(0.265 / 0.735);
  for (let row = 0; row < rows; row++) {
    const known = new Map<string, number>();
    let sum = base;
    for (const [i, made] of all.entries()) {
      const value = made.given(random);
      known.set(made.name, value);
      given[i * rows + row] = made.name === "total_charges" && row % 40 === 3 ? Number.NaN : value;
      values[i * rows + row] = made.shap(value, known, random);
      sum += values[i * rows + row] as number;
    }
    predictions[row] = sum;
  }
  const meanAbs = (i: number) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += Math.abs(values[i * rows + row] as number);
    return rows === 0 ? 0 : sum / rows;
  };
  const page: ExplanationPage = {
    model: "models:/churn/5",
    title: "churn v5",
    run: { id: "r1", name: "calm-heron-214" },
    data: "data/customers.csv",
    data_version: "9b1d4e7",
    method: "tree_path_dependent",
    notes: [],
    rows,
    features: all.map(({ name, words }, i) => ({ name, mean_abs: meanAbs(i), ...(words && { words }) })),
    outputs: ["churn"],
    output: "churn",
    space: "raw",
    link: "logit",
    base_value: base,
    additivity: 2e-7,
    took_ms: 840,
  };
  return { page, numbers: { values, given, predictions } };
}

export function interactionsOf({ features }: ExplanationPage): ExplainedInteractions {
  const random = chance(3);
  const size = features.map(({ mean_abs }) => mean_abs);
  const at = (i: number, j: number) =>
    i === j ? (size[i] ?? 0) : 0.3 * Math.sqrt((size[i] ?? 0) * (size[j] ?? 0)) * random() ** 3;
  const upper = size.map((_, i) => size.map((__, j) => at(i, j)));
  return {
    features: features.map(({ name }) => name),
    rows: 1000,
    mean_abs: upper.map((row, i) => row.map((value, j) => (j >= i ? value : (upper[j]?.[i] ?? 0)))),
  };
}
