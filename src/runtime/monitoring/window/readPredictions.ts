import { createReadStream, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Frame } from "../../../core/frame/frame";
import { loggedColumn } from "../../../core/frame/loggedColumn";
import { endsBefore, loggedOnce, whereLogged } from "../../kernel/frames/loggedFiles";

export interface PredictionsAsked {
  /** `.tidemark/predictions/ENDPOINT` */
  readonly folder: string;
  readonly from: number;
  /** Not among them any more. */
  readonly to: number;
  /** Only so many of the last ones. */
  readonly last?: number;
  /** Beyond, only every second one is kept, every fourth and so on. */
  readonly most: number;
}

export interface PredictionRows {
  readonly frame: Frame;
  /** Of all that were there, also of those that are not in the frame. */
  readonly rows: number;
  /** Of each row of the frame. */
  readonly requests: readonly string[];
  readonly times: readonly number[];
  readonly classes: readonly (string | number)[] | undefined;
}

/** A line of the log that says what the rows after it are. */
interface Head {
  readonly number: number;
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

interface Kept {
  readonly head: Head;
  readonly row: Row;
}

/** What a log of predictions has of a stretch of time, as a table: a column a feature, `prediction` and `probability_CLASS`. What failed is not in it. */
export async function readPredictions({ folder, from, to, last, most }: PredictionsAsked): Promise<PredictionRows> {
  const files = filesOf(folder, from, to);
  const bounds = { from, to };
  const { kept, rows } =
    last === undefined ? await thinnedRows(files, bounds, most) : await lastRows(files, bounds, Math.min(last, most));
  return {
    frame: frameOf(kept),
    rows,
    requests: kept.map(({ row }) => row[2]),
    times: kept.map(({ row }) => row[1]),
    classes: kept.findLast(({ head }) => head.classes !== undefined)?.head.classes,
  };
}

interface Times {
  readonly from: number;
  readonly to: number;
}

async function thinnedRows(files: readonly string[], bounds: Times, most: number) {
  let kept: Kept[] = [];
  let [rows, step] = [0, 1];
  const take = (each: Kept) => {
    if (rows++ % step !== 0) return;
    kept.push(each);
    if (kept.length <= most) return;
    kept = kept.filter((_, i) => i % 2 === 0);
    step *= 2;
  };
  for (const path of files) await readFile(path, bounds, take);
  return { kept, rows };
}

/** The newest files first, and none that has only older rows: of several processes an older file may have newer ones. */
async function lastRows(files: readonly string[], bounds: Times, last: number) {
  let kept: Kept[] = [];
  for (const path of files.toReversed()) {
    const [oldest] = kept;
    if (kept.length >= last && oldest && endsBefore(path, oldest.row[1])) continue;
    const own: Kept[] = [];
    await readFile(path, bounds, (each) => void own.push(each));
    kept = [...own, ...kept].sort((a, b) => a.row[1] - b.row[1]).slice(-last);
  }
  return { kept, rows: kept.length };
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

async function readFile(path: string, { from, to }: Times, take: (each: Kept) => void) {
  const raw = createReadStream(path);
  const heads = new Map<number, Head>();
  const input = path.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (error) => input.destroy(error));
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        continue; // a process died in the middle of it
      }
      if (!Array.isArray(value)) {
        const head = value as Head;
        heads.set(head.number, head);
        continue;
      }
      const row = value as unknown as Row;
      const head = heads.get(row[0]);
      if (head && row[1] >= from && row[1] < to && row[5] !== null && row[4] < 400) take({ head, row });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // it was packed, and went, before it was opened
    const packed = whereLogged(path);
    if (packed !== path) await readFile(packed, { from, to }, take);
  }
}

const beforeFeatures = 7;

function frameOf(kept: readonly Kept[]): Frame {
  const columns = new Map<string, unknown[]>();
  const column = (name: string): unknown[] => {
    let found = columns.get(name);
    if (found === undefined) {
      found = new Array<unknown>(kept.length).fill(null);
      columns.set(name, found);
    }
    return found;
  };
  const places = new Map<Head, unknown[][]>();
  const prediction = new Array<unknown>(kept.length).fill(null);
  const odds = new Map<string, unknown[]>();
  for (const [i, { head, row }] of kept.entries()) {
    let into = places.get(head);
    if (into === undefined) {
      into = head.columns.map(column);
      places.set(head, into);
    }
    for (let at = 0; at < into.length; at++) (into[at] as unknown[])[i] = row[beforeFeatures + at];
    prediction[i] = row[5];
    const said = row[6];
    if (!Array.isArray(said)) continue;
    for (const [k, value] of said.entries()) {
      const name = `probability_${head.classes?.[k] ?? k}`;
      const of = odds.get(name) ?? new Array<unknown>(kept.length).fill(null);
      of[i] = value;
      odds.set(name, of);
    }
  }
  const found = [...columns].map(([name, values]) => loggedColumn(name, values));
  const names = new Set(columns.keys());
  if (!names.has("prediction")) found.push(loggedColumn("prediction", prediction));
  for (const [name, values] of odds) if (!names.has(name)) found.push(loggedColumn(name, values));
  return { rows: kept.length, columns: found };
}
