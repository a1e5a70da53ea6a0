import { guessDirection } from "../../src/core/metrics/direction";
import { decimalsOf, formatAt, formatDelta } from "../../src/core/metrics/precision";
import { nameOfColumn } from "../../src/shared/runTable";
import type { Comparison } from "./comparison";
import type { Environment } from "./environment";
import type { Tab } from "./settings";

/** One fact of all runs that are compared. */
export interface Line {
  readonly key: string;
  /** In the order of the runs. */
  readonly values: readonly string[];
  /** Whether the run at this place says something else than most. */
  readonly odd: readonly boolean[];
  readonly differs: boolean;
  /** Against the baseline, where the values are numbers. */
  readonly deltas?: readonly string[];
}

export interface LinesWish {
  readonly comparison: Comparison;
  readonly environment: Environment;
  readonly runs: readonly { readonly id: string }[];
  /** The run that the others are measured against, when it is among them. */
  readonly baseline: string | undefined;
  readonly tab: Tab;
}

/** The lines of one tab. */
export function linesOf({ comparison, tab, runs, environment, baseline }: LinesWish): Line[] {
  const ids = runs.map(({ id }) => id);
  const measure = baseline === undefined ? -1 : ids.indexOf(baseline);
  const lineOf = (key: string, read: (id: string) => string | undefined) => compared(key, ids.map(read), measure);
  switch (tab) {
    case "params":
    case "tags": {
      const kind = tab === "params" ? "param" : "tag";
      return comparison.columns
        .filter((column) => column.kind === kind)
        .map(({ key }) => lineOf(nameOfColumn(key), (id) => comparison.texts.get(key)?.get(id)))
        .sort(byKey);
    }
    case "metrics":
      return [...comparison.metrics]
        .map(([key, facts]) =>
          measured(
            key,
            ids.map((id) => facts.get(id)?.last),
            measure,
          ),
        )
        .sort(byKey);
    case "environment":
    case "code": {
      const keys = new Set(ids.flatMap((id) => [...(environment.get(id)?.[tab].keys() ?? [])]));
      return [...keys].map((key) => lineOf(key, (id) => environment.get(id)?.[tab].get(key)));
    }
    default:
      return tab satisfies never;
  }
}

/** `measure`: the place of the baseline, −1 without one. */
function compared(key: string, values: readonly (string | undefined)[], measure: number): Line {
  const counts = new Map<string | undefined, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  // what the others differ from: the baseline, else the first of the most frequent
  const usual =
    measure >= 0 ? values[measure] : [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), ["", 0])[0];
  return {
    key,
    values: values.map((value) => value ?? "–"),
    odd: values.map((value) => counts.size > 1 && value !== usual),
    differs: counts.size > 1,
  };
}

function measured(key: string, last: readonly (number | undefined)[], measure: number): Line {
  const values = last.map((value) => value ?? Number.NaN);
  const decimals = decimalsOf(values);
  const texts = last.map((value) => (value === undefined ? undefined : formatAt(value, decimals)));
  const plain = compared(key, texts, measure);
  // every run has its own value: the best stands out, not what differs
  const best = bestOf(key, values);
  const line = { ...plain, odd: values.map((value) => plain.differs && value === best) };
  const base = values[measure];
  if (base === undefined) return line;
  const deltas = values.map((value, i) => (i === measure ? "" : formatDelta(value - base, decimals)));
  return { ...line, deltas };
}

function bestOf(metric: string, values: readonly number[]): number | undefined {
  const direction = guessDirection(metric);
  const known = values.filter(Number.isFinite);
  if (direction === "none" || known.length === 0) return undefined;
  return direction === "lower" ? Math.min(...known) : Math.max(...known);
}

function byKey(a: Line, b: Line): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
