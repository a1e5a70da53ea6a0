import { maskPython } from "./maskPython";

/** A metric's name as it is written in a call that logs it; places count characters from the start of the text. */
export interface MetricKey {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const calls = /\b(?:log_metrics?|log_dict|log)[ \t]*\(\s*(?:(?:key|metrics|data|dictionary|name)[ \t]*=\s*)?/g;
const literal = /[rRuU]?(["'])(?!\1\1)( *)\1/y;
const mostKeys = 2000;
/** Characters of a dictionary that are looked through. */
const longestDict = 20_000;

/** `log_metric("val_auc", …)`, `log_metrics({"val_auc": …})`, `wandb.log({…})`: keys that are written out. */
export function findMetricKeys(text: string): MetricKey[] {
  if (!/\blog(_metrics?|_dict)?[ \t]*\(/.test(text)) return [];
  const masked = maskPython(text);
  const found: MetricKey[] = [];
  let looked = 0;
  for (const call of masked.matchAll(calls)) {
    const from = call.index + call[0].length;
    if (found.length >= mostKeys) break;
    if (masked[from] === "{") {
      if (from < looked) continue; // within a dictionary that was looked through
      const dict = keysOfDict(text, masked, from);
      found.push(...dict.keys);
      looked = dict.end;
    } else {
      const key = literalAt(text, masked, from);
      if (key) found.push(key);
    }
  }
  return found;
}

function literalAt(text: string, masked: string, at: number): MetricKey | undefined {
  literal.lastIndex = at;
  const match = literal.exec(masked);
  if (match === null) return undefined;
  const end = at + match[0].length;
  const start = end - 2 - (match[2]?.length ?? 0);
  return { key: text.slice(start + 1, end - 1), start, end };
}

/** The keys of a dictionary that is written out, not of those within it. */
function keysOfDict(text: string, masked: string, open: number): { keys: MetricKey[]; end: number } {
  const keys: MetricKey[] = [];
  let depth = 0;
  let i = open;
  for (const most = Math.min(masked.length, open + longestDict); i < most; i++) {
    const each = masked[i] ?? "";
    if ("{[(".includes(each)) depth++;
    else if ("}])".includes(each)) {
      if (--depth === 0) break;
    } else if (each === '"' || each === "'") {
      const key = literalAt(text, masked, i);
      if (key === undefined) break; // of three quotes, or not closed: no name of a metric
      if (depth === 1 && /^\s*:/.test(masked.slice(key.end, key.end + 40))) keys.push(key);
      i = key.end - 1;
    }
  }
  return { keys, end: i };
}
