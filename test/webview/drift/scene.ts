import { type Door, Refused } from "../../../src/extension/runtime/door";
import type { ColumnDrift, ColumnPicture, DriftDocument, DriftReport } from "../../../src/shared/drift";
import type { MonitorDocument, WindowResult } from "../../../src/shared/monitors";

export interface Answers {
  drift?: DriftDocument;
  monitor?: MonitorDocument;
  /** What was asked, in order. */
  readonly asked: string[];
  /** What was posted, in order. */
  readonly posted: { readonly path: string; readonly body: unknown }[];
}

/** Stands for a runtime whose monitors have looked for a month. */
export function doorTo(answers: Answers): Door {
  const answer = (method: string, path: string, body: unknown): unknown => {
    const { pathname } = new URL(path, "http://runtime");
    answers.asked.push(path);
    if (method === "POST") answers.posted.push({ path: pathname, body });
    if (method === "POST" && pathname === "/api/tidemark/v1/drift" && answers.drift) return answers.drift;
    if (pathname === "/api/tidemark/v1/monitors/churn-drift" && answers.monitor) {
      const window = new URL(path, "http://runtime").searchParams.get("window");
      if (window !== null && !answers.monitor.windows.some(({ id }) => id === window)) throw new Refused(404, window);
      return answers.monitor;
    }
    if (pathname === "/api/tidemark/v1/monitors/churn-drift/check") return {};
    throw new Refused(404, `${path} does not exist`);
  };
  return {
    url: "http://127.0.0.1",
    token: "",
    get: async (path, read) => read(answer("GET", path, undefined), "answer"),
    post: async (path, body, read) => read(answer("POST", path, body), "answer"),
    bytes: async (method, path, body) => new TextEncoder().encode(JSON.stringify(answer(method, path, body))),
    follow: async () => undefined,
    close: () => undefined,
  };
}

const numbers = [
  "monthly_charges",
  "tenure",
  "support_calls_30d",
  "total_charges",
  "data_usage_gb",
  "age",
  "login_days_30d",
  "num_products",
];
const values = [
  "payment_method",
  "contract",
  "internet_service",
  "streaming_tv",
  "has_partner",
  "paperless",
  "gender",
  "senior",
];
const scores = [
  0.412, 0.286, 0.173, 0.128, 0.091, 0.074, 0.062, 0.051, 0.038, 0.027, 0.024, 0.019, 0.017, 0.012, 0.009,
];
export const columns = scores.map((_, i) => (i % 2 === 0 ? numbers[i / 2] : values[(i - 1) / 2]) as string);

function bell(middle: number, width: number, bins: number): number[] {
  const all = Array.from({ length: bins }, (_, i) => Math.exp(-(((i - middle) / width) ** 2) / 2));
  const sum = all.reduce((total, each) => total + each, 0);
  return all.map((each) => each / sum);
}

function pictureOf(name: string, score: number, isNumber: boolean): ColumnPicture {
  const shift = score * 18;
  const side = (more: number) => ({
    rows: 48_210,
    missing: name === "support_calls_30d" && more > 0 ? 0.041 : 0,
    distinct: isNumber ? 900 : 4,
    ...(isNumber && {
      mean: 64.8 + more,
      std: 20,
      quantiles: [25.1 + more, 49.8 + more, 64.9 + more, 79.3 + more, 99.6 + more] as [
        number,
        number,
        number,
        number,
        number,
      ],
    }),
  });
  return {
    name,
    role: "feature",
    ...(isNumber
      ? {
          edges: Array.from({ length: 31 }, (_, i) => 15 + i * 3),
          reference: bell(14, 5, 30),
          current: bell(14 + shift, 5, 30),
        }
      : {
          labels: ["electronic check", "mailed check", "bank transfer", "credit card"],
          reference: [0.34, 0.23, 0.22, 0.21],
          current: [0.34 + score, 0.23 - score / 3, 0.22 - score / 3, 0.21 - score / 3],
        }),
    sides: { reference: side(0), current: side(shift * 2) },
  };
}

function found(score: number, isNumber: boolean): ColumnDrift {
  return {
    type: isNumber ? "num" : "cat",
    test: isNumber ? "wasserstein" : "jensenshannon",
    score,
    threshold: 0.1,
    drift: score >= 0.1,
  };
}

function reportOf(factor: number): DriftReport {
  const all = columns.map((name, i) => [name, found((scores[i] as number) * factor, i % 2 === 0)] as const);
  const drifted = all.filter(([, { drift }]) => drift).length;
  return {
    dataset_drift: drifted / all.length >= 0.5,
    share: drifted / all.length,
    drifted,
    tested: all.length,
    drift_share: 0.5,
    columns: Object.fromEntries(all),
    skipped: { signup_date: "dates are not tested", "<img src=x onerror=alert(1)>": "no value in the reference" },
  };
}

export function driftOf(factor = 1): DriftDocument {
  return {
    report: {
      ...reportOf(factor),
      segments: { "region = north": reportOf(1.67), "region = west": reportOf(0.95), "region = east": reportOf(0.29) },
    },
    columns: columns.map((name, i) => pictureOf(name, (scores[i] as number) * factor, i % 2 === 0)),
    reference: { name: "data/customers.csv@v3", rows: 190_342, version: "9b1d4e7a0c11" },
    current: { name: "predictions:churn", rows: 48_210 },
    at: Date.UTC(2026, 10, 21, 9),
    took_ms: 213,
  };
}

const day = 86_400_000;

export function monitorOf(factor = 1): MonitorDocument {
  const windows = Array.from({ length: 30 }, (_, i): WindowResult => {
    const far = 0.15 + 0.85 * (i / 29) ** 2;
    const report = reportOf(far + (i % 5) * 0.01);
    const from = Date.UTC(2026, 9, 23) + i * day;
    return {
      id: `w${i}`,
      from,
      to: from + day,
      rows: 40_000 + 273 * i,
      health: report.drifted >= 4 ? "warning" : "healthy",
      says: `${report.drifted} of ${report.tested} columns drifted`,
      drifted: report.drifted,
      tested: report.tested,
      limit: 4,
      scores: Object.fromEntries(Object.entries(report.columns).map(([name, { score }]) => [name, score])),
      figures: {},
      took_ms: 200,
    };
  });
  const last = windows.at(-1) as WindowResult;
  return {
    state: {
      name: "churn-drift",
      target: { kind: "deployment", name: "churn" },
      health: last.health,
      says: last.says,
      last,
      open: 1,
    },
    windows,
    drift: driftOf(factor),
    alerts: [],
  };
}

/** So many columns as a table of features may have. */
export function wide(count: number): DriftDocument {
  const whole = driftOf();
  const names = Array.from({ length: count }, (_, i) => `feature_${String(i).padStart(5, "0")}`);
  return {
    ...whole,
    columns: names.map((name, i) => pictureOf(name, (i % 300) / 1000, i % 2 === 0)),
    report: {
      ...whole.report,
      segments: {},
      tested: count,
      columns: Object.fromEntries(names.map((name, i) => [name, found((i % 300) / 1000, i % 2 === 0)])),
    },
  };
}
