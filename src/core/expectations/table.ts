import { metricBetween } from "./aggregate/bounds";
import { compareText } from "./aggregate/compareText";
import type { Domain } from "./domain";
import type { Kwargs } from "./kwargs";
import { type Outcome, unable } from "./outcome";

export function rowCountBetween({ rows }: Domain, kwargs: Kwargs): Outcome {
  return metricBetween({ kind: "number", value: rows.length }, kwargs);
}

export function rowCountEquals({ rows }: Domain, kwargs: Kwargs): Outcome {
  return { success: rows.length === kwargs.number("value"), result: { observed_value: rows.length } };
}

export function columnCountBetween({ names }: Domain, kwargs: Kwargs): Outcome {
  return metricBetween({ kind: "number", value: names.length }, kwargs);
}

export function columnCountEquals({ names }: Domain, kwargs: Kwargs): Outcome {
  const { length } = names;
  return { success: length === kwargs.number("value"), result: { observed_value: length } };
}

export function orderedColumns({ names }: Domain, kwargs: Kwargs): Outcome {
  const own = names;
  if (!kwargs.has("column_list")) return { success: true, result: { observed_value: own } };
  const wanted = kwargs.texts("column_list");
  const mismatched: unknown[] = [];
  for (let i = 0; i < Math.max(own.length, wanted.length); i++)
    if (own[i] !== wanted[i])
      mismatched.push({ "Expected Column Position": i, Expected: wanted[i] ?? null, Found: own[i] ?? null });
  if (mismatched.length === 0) return { success: true, result: { observed_value: own } };
  return { success: false, result: { observed_value: own, details: { mismatched } } };
}

export function columnSet({ names }: Domain, kwargs: Kwargs): Outcome {
  const own = new Set(names);
  const wanted = new Set(kwargs.texts("column_set"));
  const observed = [...own].sort(compareText);
  const unexpected = observed.filter((each) => !wanted.has(each));
  const missing = [...wanted].filter((each) => !own.has(each)).sort(compareText);
  if (unexpected.length === 0 && missing.length === 0) return { success: true, result: { observed_value: observed } };
  const isExact = !kwargs.has("exact_match") || kwargs.flag("exact_match");
  const mismatched = { ...(unexpected.length > 0 ? { unexpected } : {}), ...(missing.length > 0 ? { missing } : {}) };
  return {
    success: !isExact && missing.length === 0,
    result: { observed_value: observed, details: { mismatched } },
  };
}

export function columnExists({ names }: Domain, kwargs: Kwargs): Outcome {
  const own = names;
  const name = kwargs.text("column");
  const place = kwargs.has("column_index") ? kwargs.number("column_index") : 0; // 0 stands for nothing in Great Expectations
  return { success: place === 0 ? own.includes(name) : own.at(place) === name, result: {} };
}

/** What needs something that is not in the table. */
export function elsewhere(why: string): () => Outcome {
  return () => unable(why);
}
