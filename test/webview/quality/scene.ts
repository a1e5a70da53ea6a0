import { fairnessReport } from "../../../src/core/fairness/fairnessReport";
import { columnOfValues } from "../../../src/core/frame/columnOfValues";
import type { Frame } from "../../../src/core/frame/frame";
import { checkLimits } from "../../../src/core/quality/limits";
import { measureQuality } from "../../../src/core/quality/qualityDocument";
import { createRandom } from "../../../src/core/stats/random";
import { type Door, Refused } from "../../../src/extension/runtime/door";
import type { FairnessDocument } from "../../../src/shared/fairness";
import { readFairnessRequest } from "../../../src/shared/fairnessReaders";
import type { QualityDocument } from "../../../src/shared/quality";
import { readQualityRequest } from "../../../src/shared/qualityReaders";

type Value = string | number | null;

function frameOf(columns: Readonly<Record<string, readonly Value[]>>): Frame {
  const read = Object.entries(columns).map(([name, values]) => columnOfValues(name, values));
  return { rows: Object.values(columns)[0]?.length ?? 0, columns: read };
}

/** Credits of people: who was taken to repay, and who did. `shift` makes the model worse in the west. */
export function credits(rows: number, seed: number, shift: number): Frame {
  const random = createRandom(seed);
  const all = Array.from({ length: rows }, () => {
    const age = 18 + Math.floor(random() * 60);
    const sex = random() < 0.45 ? "female" : "male";
    const region = ["north", "south", "west"][Math.floor(random() * 3)] as string;
    const score = 1 / (1 + Math.exp(-(0.05 * (age - 45) + (sex === "male" ? 0.5 : 0) + 3 * (random() - 0.5))));
    const repaid = random() < score ? 1 : 0;
    const p = Math.min(0.999, Math.max(0.001, score - (region === "west" ? shift : 0) + 0.2 * (random() - 0.5)));
    return { age, sex, region, repaid, p_repaid: Number(p.toFixed(4)), approved: p > 0.5 ? 1 : 0 };
  });
  const names = ["age", "sex", "region", "repaid", "p_repaid", "approved"] as const;
  return frameOf(Object.fromEntries(names.map((name) => [name, all.map((row) => row[name])])));
}

export function withoutColumn(frame: Frame, name: string): Frame {
  return { rows: frame.rows, columns: frame.columns.filter((column) => column.name !== name) };
}

export function flowers(rows: number): Frame {
  const random = createRandom(5);
  const kinds = ["setosa", "versicolor", "virginica"];
  const scored = Array.from({ length: rows }, () => {
    const parts = kinds.map(() => random() ** 2);
    const sum = parts.reduce((a, b) => a + b, 0);
    return parts.map((part) => part / sum);
  });
  const best = (row: readonly number[]) => row.indexOf(Math.max(...row));
  return frameOf({
    species: scored.map((row) => kinds[random() < 0.75 ? best(row) : Math.floor(random() * 3)] as string),
    ...Object.fromEntries(kinds.map((kind, at) => [`prob_${kind}`, scored.map((row) => row[at] as number)])),
  });
}

export function prices(rows: number): Frame {
  const random = createRandom(6);
  const price = Array.from({ length: rows }, () => 80 + 400 * random() ** 2);
  const area = price.map((each) => Math.round(each / 3 + 20 * random()));
  const noise = () => (random() + random() + random() - 1.5) * 40;
  return frameOf({ price, estimate: price.map((each) => each * 0.96 + noise()), area });
}

/** Stands for a runtime that has these tables, and measures them as the real one does. */
export function doorTo(tables: Readonly<Record<string, Frame>>): Door & { readonly posted: unknown[] } {
  const posted: unknown[] = [];
  const find = (name: string): Frame => {
    const frame = tables[name];
    if (!frame) throw new Refused(400, `${name}: there is no such file`);
    return frame;
  };
  const quality = (body: unknown): QualityDocument => {
    const asked = readQualityRequest(body, "body");
    const [current, reference] = [find(asked.data), asked.reference === undefined ? undefined : find(asked.reference)];
    return {
      ...measureQuality(current, reference, asked),
      tables: {
        current: { name: asked.data, rows: current.rows },
        ...(reference ? { reference: { name: asked.reference ?? "", rows: reference.rows } } : {}),
      },
      at: 1_800_000_000_000,
      took_ms: 42,
    };
  };
  const fairness = (body: unknown): FairnessDocument => {
    const asked = readFairnessRequest(body, "body");
    const frame = find(asked.data);
    const report = fairnessReport(frame, asked);
    const checks = checkLimits(report.figures, report.why, asked);
    const { actual, prediction = "", probability = "" } = asked;
    const others = frame.columns
      .map(({ name }) => name)
      .filter((name) => ![actual, prediction, probability].includes(name));
    return {
      ok: checks.every(({ ok }) => ok),
      checks,
      report,
      table: { name: asked.data, rows: frame.rows },
      columns: { actual, ...(prediction && { prediction }), ...(probability && { probability }), others },
      at: 1_800_000_000_000,
      took_ms: 42,
    };
  };
  const answer = (method: string, path: string, body: unknown): unknown => {
    const { pathname } = new URL(path, "http://runtime");
    if (method === "POST") posted.push(body);
    if (pathname === "/api/tidemark/v1/quality") return quality(body);
    if (pathname === "/api/tidemark/v1/fairness") return fairness(body);
    throw new Refused(404, `${path} does not exist`);
  };
  return {
    posted,
    url: "http://127.0.0.1",
    token: "",
    get: async (path, read) => read(answer("GET", path, undefined), "answer"),
    post: async (path, body, read) => read(answer("POST", path, body), "answer"),
    bytes: async (method, path, body) => new TextEncoder().encode(JSON.stringify(answer(method, path, body))),
    follow: async () => undefined,
    close: () => undefined,
  };
}
