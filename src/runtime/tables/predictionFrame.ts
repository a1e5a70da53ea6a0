import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { columnOfValues } from "../../core/frame/columnOfValues";
import type { Frame, FrameColumn } from "../../core/frame/frame";
import { loggedColumn } from "../../core/frame/loggedColumn";
import { endsBefore, loggedOnce, whereLogged } from "../kernel/frames/loggedFiles";

export interface PredictionsAsked {
  /** `.tidemark/predictions/ENDPOINT` */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Not among them any more. */
  readonly to: number;
}

/** A line of the log that says what the rows after it are. */
interface Head {
  readonly number: number;
  readonly variant: string;
  readonly columns: readonly string[];
  readonly classes?: readonly (string | number)[];
}

type Row = readonly [
  number: number,
  at: number,
  request: string,
  user: unknown,
  code: number,
  prediction: unknown,
  odds: unknown,
  ...features: unknown[],
];

const beforeFeatures = 7;
/** The newest ones; more are no table to look at as a whole. */
const mostRows = 2_000_000;

/**
 * Logged predictions as a table: a column a feature, `prediction`, `probability_CLASS`, `at`, `request_id`, `variant` and
 * `user`. What the model failed on is not in it.
 */
export function predictionFrame({ folder, from, to }: PredictionsAsked): Frame {
  const parts: { readonly head: Head; readonly row: Row }[][] = [];
  let rows = 0;
  for (const path of filesOf(folder, from, to).reverse()) {
    const part = rowsOf(path, from, to).slice(-(mostRows - rows));
    rows += part.length;
    parts.unshift(part);
    if (rows >= mostRows) break;
  }
  return frameOf(parts.flat());
}

/** Those that may hold some of it, the oldest first: each is called after when it began, and was written last when it ended. */
function filesOf(folder: string, from: number, to: number): string[] {
  if (!existsSync(folder)) return [];
  return loggedOnce(readdirSync(folder)).flatMap((name) => {
    const [, day, hour, minute, second, ms] =
      /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-\d+\.jsonl(?:\.gz)?$/.exec(name) ?? [];
    if (day === undefined || Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`) >= to) return [];
    const path = join(folder, name);
    return endsBefore(path, from) ? [] : [path];
  });
}

function rowsOf(listed: string, from: number, to: number): { readonly head: Head; readonly row: Row }[] {
  const heads = new Map<number, Head>();
  const found: { readonly head: Head; readonly row: Row }[] = [];
  const path = whereLogged(listed);
  const raw = readFileSync(path);
  for (const line of (path.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8").split("\n")) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      continue; // the last one, which is being written, or a process died in the middle of it
    }
    if (!Array.isArray(value)) {
      const head = value as Head;
      heads.set(head.number, head);
      continue;
    }
    const row = value as unknown as Row;
    const head = heads.get(row[0]);
    if (head && row[1] >= from && row[1] < to && row[4] < 400 && row[5] !== null) found.push({ head, row });
  }
  return found;
}

function frameOf(found: readonly { readonly head: Head; readonly row: Row }[]): Frame {
  const rows = found.length;
  const features = new Map<string, unknown[]>();
  const odds = new Map<string, unknown[]>();
  const list = (of: Map<string, unknown[]>, name: string): unknown[] => {
    const known = of.get(name) ?? new Array<unknown>(rows).fill(null);
    of.set(name, known);
    return known;
  };
  found.forEach(({ head, row }, i) => {
    head.columns.forEach((name, k) => {
      list(features, name)[i] = row[beforeFeatures + k];
    });
    const said = row[6];
    if (!Array.isArray(said)) return;
    said.forEach((value, k) => {
      list(odds, `probability_${head.classes?.[k] ?? k}`)[i] = value;
    });
  });
  const own: FrameColumn[] = [
    loggedColumn(
      "prediction",
      found.map(({ row }) => row[5]),
    ),
    ...[...odds].map(([name, values]) => loggedColumn(name, values)),
    {
      kind: "time",
      name: "at",
      missing: 0,
      dtype: "datetime64[ms, UTC]",
      values: Float64Array.from(found, ({ row }) => row[1]),
    },
    columnOfValues(
      "request_id",
      found.map(({ row }) => row[2]),
    ),
    columnOfValues(
      "variant",
      found.map(({ head }) => head.variant),
    ),
    columnOfValues(
      "user",
      found.map(({ row }) => row[3]),
    ),
  ];
  // a feature may be called as one of ours: it stays what the model was given
  return {
    rows,
    columns: [
      ...[...features].map(([name, values]) => loggedColumn(name, values)),
      ...own.filter(({ name }) => !features.has(name)),
    ],
  };
}
