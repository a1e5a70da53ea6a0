import { floatText } from "../pythonFloat";
import { type Value, WholeFloat } from "../values";
import { type Override, OverrideFault, type Sweep } from "./override";

/** Every combination, the last parameter fastest. Distributions have no end and are refused. */
export function expandSweeps(overrides: readonly (Override | Sweep)[]): Override[][] {
  let all: Override[][] = [[]];
  for (const each of lastOfEachKey(overrides)) {
    const choices = "sweep" in each ? choicesOf(each) : [each];
    if (all.length * choices.length > mostTrials)
      throw new OverrideFault(`these are more than ${mostTrials} combinations; search with --trials instead`);
    all = all.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return all;
}

const mostTrials = 100_000;

/** One override of a sweep with one value set in. */
export function settled({ kind, key }: Sweep, value: Value): Override {
  const sign = kind === "add" ? "+" : kind === "force" ? "++" : "";
  return { kind, key, value, text: `${sign}${key}=${writeValue(value)}` };
}

/** A value as an override spells it; reads back as the same. */
export function writeValue(value: Value): string {
  if (value instanceof WholeFloat) return floatText(value.value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
  if (typeof value === "string") return isPlainWord(value) ? value : `'${escapeQuoted(value)}'`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(writeValue).join(",")}]`;
  const entries = Object.entries(value).map(([key, each]) => `${escapeWord(key)}:${writeValue(each)}`);
  return `{${entries.join(",")}}`;
}

function choicesOf(sweep: Sweep): Override[] {
  if (!("values" in sweep.sweep))
    throw new OverrideFault(`'${sweep.text}': a grid needs single values; --search random or tpe draws from it`);
  return sweep.sweep.values.map((value) => settled(sweep, value));
}

/** Hydra keeps the place of the first and the value of the last. */
function lastOfEachKey(overrides: readonly (Override | Sweep)[]): (Override | Sweep)[] {
  const byKey = new Map<string, Override | Sweep>();
  for (const each of overrides) byKey.set(`${each.kind} ${each.key}`, each);
  return [...byKey.values()];
}

function isPlainWord(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_/.-]*$/.test(text) && !/^(true|false|null|inf|nan)$/i.test(text);
}

/** Backslashes before a quote, or at the end, are doubled; quotes get one. */
function escapeQuoted(text: string): string {
  return text.replace(/(\\*)('|$)/g, (_, slashes: string, quote: string) => slashes + slashes + (quote ? "\\'" : ""));
}

function escapeWord(text: string): string {
  return text.replace(/[\\()[\]{}:=, \t]/g, "\\$&");
}

export function isSettled(override: Override | Sweep): override is Override {
  return !("sweep" in override);
}
