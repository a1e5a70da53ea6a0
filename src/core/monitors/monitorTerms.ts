import { type ColumnType, type DriftTest, driftTests } from "../../shared/drift";
import { type Cron, partsOf, readCron } from "../cron/cron";
import { keys, named, number, oneOf, optional, type Shape, text } from "../rollout/shape";
import type { Placed } from "../yaml/placedYaml";
import type { Range, Tests, Window } from "./monitor";

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A timer of node ends there. */
const longest = 400 * 86_400_000;

function msOf(written: string): number | undefined {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)$/.exec(written.trim()) ?? [];
  const ms = Number(count) * (units[unit] ?? Number.NaN);
  return ms >= 1000 && ms <= longest ? ms : undefined;
}

/** `30s`, `10m`, `24h`, `7d` → milliseconds. */
export const span: Shape<number> = text("a time as 30s, 10m, 24h or 7d", msOf, { examples: ["10m", "24h", "7d"] });

export const windowShape: Shape<Window> = text(
  "a time as 1h, 24h or 7d, or a number of rows as '1000 rows'",
  (written): Window | undefined => {
    const [, rows] = /^(\d{1,9})\s*rows?$/.exec(written.trim()) ?? [];
    if (Number(rows) > 0) return { kind: "rows", rows: Number(rows) };
    const ms = msOf(written);
    return ms === undefined ? undefined : { kind: "time", ms };
  },
  { examples: ["1h", "24h", "7d", "1000 rows"] },
);

export const cron: Shape<Cron> = text("minute, hour, day, month and weekday (0 3 * * *)", readCron, {
  examples: ["0 * * * *", "0 3 * * *"],
});

export const zone: Shape<string> = text("a time zone like Europe/Berlin", (written) => {
  try {
    partsOf(0, written);
    return written;
  } catch {
    return undefined;
  }
});

export const range: Shape<Range> = keys<Range>(
  {
    min: optional(number("a number"), "Not less than this."),
    max: optional(number("a number"), "Not more than this."),
  },
  { of: ["min", "max"], exactly: false },
);

const test = oneOf(...driftTests);
const ofType: Readonly<Record<string, ColumnType>> = { num: "num", cat: "cat", text: "text" };

/** One test for all columns that it takes, or tests by type of column and by column. */
export const testsShape = either<Pick<Tests, "of" | "columns">, DriftTest>(
  (value, at, notes) => {
    const one = test.read(value, at, notes);
    return one && { of: { num: one, cat: one, text: one }, columns: {} };
  },
  named(test, "tests by column, or under num, cat and text"),
  (entries) => {
    const of: Partial<Record<ColumnType, DriftTest>> = {};
    const columns: Record<string, DriftTest> = Object.create(null);
    for (const [name, each] of entries) {
      const type = Object.hasOwn(ofType, name) ? ofType[name] : undefined;
      if (type) of[type] = each;
      else columns[name] = each;
    }
    return { of, columns };
  },
  test,
);

const score = number("a number from 0 on", { min: 0 });

export const thresholdShape = either<Pick<Tests, "threshold" | "thresholds">, number>(
  (value, at, notes) => {
    const threshold = score.read(value, at, notes);
    return threshold === undefined ? undefined : { threshold, thresholds: {} };
  },
  named(score, "thresholds by column"),
  (entries) => ({ threshold: undefined, thresholds: Object.assign(Object.create(null), Object.fromEntries(entries)) }),
  score,
);

/** A single value or a map. */
function either<T, E>(
  single: Shape<T>["read"],
  map: Shape<readonly (readonly [string, E])[]>,
  take: (entries: readonly (readonly [string, E])[]) => NoInfer<T>,
  schema: Shape<E>,
): Shape<T> {
  return {
    read(value: Placed, at, notes) {
      if (value.kind !== "map") return single(value, at, notes);
      const entries = map.read(value, at, notes);
      return entries && take(entries);
    },
    schema: { anyOf: [schema.schema, map.schema] },
  };
}

/** Where alerts go: an address, or the variable of the runtime's environment that holds one. */
export const webhook: Shape<string> = text(
  "an address as https://… or the variable that holds it as env:NAME",
  (written) => (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(written) || isAddress(written) ? written : undefined),
  { examples: ["env:TIDEMARK_WEBHOOK"] },
);

export function isAddress(written: string): boolean {
  try {
    const { protocol, username } = new URL(written);
    return (protocol === "https:" || protocol === "http:") && username === "";
  } catch {
    return false;
  }
}
