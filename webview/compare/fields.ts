import { numberIn } from "../../src/shared/runTable";
import type { Comparison } from "./comparison";
import { bestOf } from "./ranking";

/** The keys that charts can be made of: `params.lr`, `metrics.val_auc`. Those that differ come first. */
export function fieldsOf({ columns, metrics }: Comparison): { readonly params: string[]; readonly metrics: string[] } {
  const params = columns.filter(({ kind }) => kind === "param");
  return {
    params: [...params].sort((a, b) => Number(b.distinct > 1) - Number(a.distinct > 1)).map(({ key }) => key),
    metrics: [...metrics.keys()].sort().map((key) => `metrics.${key}`),
  };
}

/** A run's value: of a metric the best, of a param the number that it reads as, or its text. */
export function valueIn({ texts, metrics }: Comparison, field: string, run: string): number | string | undefined {
  if (field.startsWith("metrics.")) {
    const key = field.slice("metrics.".length);
    const facts = metrics.get(key)?.get(run);
    return facts && bestOf(key, facts);
  }
  const text = texts.get(field)?.get(run);
  return text === undefined ? undefined : (numberIn(text) ?? text);
}
