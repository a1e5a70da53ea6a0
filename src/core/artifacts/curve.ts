import { isObject, type LoggedTable, tableOf } from "./tableIn";

/** How a classifier does at every threshold. */
export interface Curve {
  readonly kind: "roc" | "pr";
  /** One a class, or one. Points are [false positive rate, true positive rate] or [recall, precision]. */
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

const kinds = {
  roc: { x: /^(fpr|false_?positive_?rate)$/i, y: /^(tpr|true_?positive_?rate)$/i },
  pr: { x: /^recall$/i, y: /^precision$/i },
} as const;
const mostLines = 20;

/** Lists of rates side by side, rows with both, or either of them one level down (DVC's `{"roc": […]}`, one a class). */
export function curveIn(value: unknown): Curve | undefined {
  const own = lineIn(value);
  if (own) return { kind: own.kind, lines: [{ name: "", points: own.points }] };
  if (!isObject(value)) return undefined;
  const inner = Object.entries(value).flatMap(([name, each]) => {
    const line = lineIn(each);
    return line ? [{ name, ...line }] : [];
  });
  const [first] = inner;
  if (first === undefined) return undefined;
  const lines = inner.filter(({ kind }) => kind === first.kind).slice(0, mostLines);
  return {
    kind: first.kind,
    lines: lines.map(({ name, points }) => ({ name: lines.length === 1 ? "" : name, points })),
  };
}

interface Line {
  readonly kind: Curve["kind"];
  readonly points: readonly (readonly [number, number])[];
}

function lineIn(value: unknown): Line | undefined {
  // sklearn's precision_recall_curve has a threshold less than it has points, so the lists need not be of one length
  const table = isObject(value) ? tableOf(onlyRates(value)) : tableOf(value);
  return table && lineOfTable(table);
}

function onlyRates(value: Record<string, unknown>): unknown {
  const rates = Object.values(kinds).flatMap(({ x, y }) => [x, y]);
  const found = Object.entries(value).filter(
    ([name, list]) => Array.isArray(list) && rates.some((rate) => rate.test(name)),
  );
  return found.length >= 2 ? Object.fromEntries(found) : value;
}

export function lineOfTable({ columns, rows }: LoggedTable): Line | undefined {
  for (const kind of ["roc", "pr"] as const) {
    const x = columns.findIndex((name) => kinds[kind].x.test(name));
    const y = columns.findIndex((name) => kinds[kind].y.test(name));
    if (x < 0 || y < 0) continue;
    const points = rows
      .map((row) => [Number(row[x]), Number(row[y])] as const)
      .filter(([a, b]) => a >= 0 && a <= 1 && b >= 0 && b <= 1);
    // rates of single classes in a report are no curve
    if (points.length >= 3 && new Set(points.map(([a]) => a)).size >= 3)
      return { kind, points: [...points].sort((a, b) => a[0] - b[0]) };
  }
  return undefined;
}

/** The area below, by trapezoids. */
export function areaUnder(points: Line["points"]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1] as [number, number], points[i] as [number, number]];
    sum += ((x1 - x0) * (y0 + y1)) / 2;
  }
  return sum;
}
