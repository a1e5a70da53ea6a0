import { maskPython } from "./maskPython";

/** What tells that a script trains, the surest first. */
export type Sign = "start" | "autolog" | "log" | "loop" | "fit" | "main";

/** A line, counted from 0, that has something to say above it. */
export type Target =
  /** Where the run is started: the one line to run the script from. `tracks`: it logs by itself. */
  | { readonly kind: "run"; readonly line: number; readonly sign: Sign; readonly tracks: boolean }
  /** `if __name__ == "__main__":` of a script that has another line to run from. */
  | { readonly kind: "main"; readonly line: number }
  /** Where a model is put into the registry. Without a name that is written out, the registry has to know it. */
  | { readonly kind: "model"; readonly line: number; readonly name?: string };

/** Longer ones are data, not scripts. */
const longest = 4 * 1024 * 1024;

const trackers = /\b(mlflow|wandb|dvclive)\b/;
const trainers =
  /\b(mlflow|wandb|dvclive|torch|tensorflow|keras|sklearn|xgboost|lightgbm|catboost|lightning|pytorch_lightning|transformers|fastai|statsmodels|jax|flax|paddle|mxnet|prophet|cuml)\b/;
const imports = /^[ \t]*(?:import|from)[ \t]+([\w., \t]+)/gm;

// looking back comes after the word, or every letter of the text would be looked back from
const starts = /\b(?:start_run|wandb\.init)(?<!\bdef[ \t]+start_run)[ \t]*\(/;
const live = /\bLive(?<!\b(?:def|class)[ \t]+Live)[ \t]*\(/;
const autolog = /\bautolog(?<!\bdef[ \t]+autolog)[ \t]*\(/;
const logs = /\b(?:mlflow|wandb|live)\.log(?:_metrics?|_params?)?[ \t]*\(/;
const steps = /\.backward[ \t]*\(|\.step(?<=opt\w*\.step)[ \t]*\(/;
const fits = /\.fit(?<=([\w\])]+)\.fit)[ \t]*\(|\b(?:trainer|xgb|xgboost|lgb|lightgbm)\.train[ \t]*\(/g;
/** They are fitted too, and nobody calls that training. */
const preparers =
  /(scaler|encoder|vectori[sz]er|imputer|pca|svd|tokeni[sz]er|transformer|binari[sz]er|selector|discreti[sz]er|tfidf|le|ohe)$/i;
const mainGuard = /^if[ \t]+(?:\([ \t]*)?(?:__name__[ \t]*==|["'][ \t]*["'][ \t]*==[ \t]*__name__)/m;
/** Something is called where a module is read: `main()`. */
const callsAtTop = /^(?!print\b)[\w.]+[ \t]*\(/m;

const registers = /\b(?:log_model|autolog|register_model)[ \t]*\(/g;
const namedOnLogging = /\bregistered_model_name[ \t]*=[ \t]*(?:(["'])( *)\1)?/;
const namedModel = /(?:^|,)\s*name[ \t]*=[ \t]*(?:(["'])( *)\1)?/;
const secondArgument = /^[^,]*,\s*(?:(["'])( *)\1)?/;
const mostModels = 20;
/** Calls that are looked into for them. */
const mostCalls = 200;

/** Which lines of a Python file carry lenses. At most one of them is where the run is started. */
export function findTargets(text: string): Target[] {
  return find(text, (masked) => [...masked.matchAll(imports)].map(([, names]) => names).join(" "));
}

/** The same of a notebook's cell, which uses what another imports; there training alone says nothing of runs. */
export function findCellTargets(text: string): Target[] {
  const found = find(text, (masked) => masked);
  return found.filter((each) => each.kind === "model" || (each.kind === "run" && /^(start|autolog)$/.test(each.sign)));
}

function find(text: string, importedIn: (masked: string) => string): Target[] {
  if (text.length > longest || !trainers.test(text)) return [];
  const masked = maskPython(text);
  const imported = importedIn(masked);
  if (!trainers.test(imported)) return [];
  const lineAt = lineFinder(masked);
  const guard = mainGuard.exec(masked)?.index;
  const place = findPlace(masked, imported, guard);
  if (place === undefined) return [];
  const run: Target = { kind: "run", line: lineAt(place.at), sign: place.sign, tracks: trackers.test(imported) };
  const main: Target[] = guard === undefined || place.sign === "main" ? [] : [{ kind: "main", line: lineAt(guard) }];
  const taken = new Set([run.line, ...main.map(({ line }) => line)]);
  const models = findModels(text, masked, lineAt).filter(({ line }) => !taken.has(line));
  return [run, ...main, ...models].sort((a, b) => a.line - b.line);
}

interface Place {
  readonly at: number;
  readonly sign: Sign;
}

function findPlace(masked: string, imported: string, guard: number | undefined): Place | undefined {
  if (trackers.test(imported)) {
    const found = first(masked, "start", /\bdvclive\b/.test(imported) ? [starts, live] : [starts]);
    const other = found ?? first(masked, "autolog", [autolog]) ?? first(masked, "log", [logs]);
    if (other) return other;
  }
  const place = findLoop(masked) ?? findFit(masked);
  if (place === undefined) return guard === undefined ? undefined : { at: guard, sign: "main" };
  // a module that others import trains nothing by itself
  const isScript = guard !== undefined || callsAtTop.test(masked) || !blocksAround(masked, place.at).some(isDefinition);
  return isScript ? place : undefined;
}

function first(masked: string, sign: Sign, patterns: readonly RegExp[]): Place | undefined {
  const places = patterns.map((pattern) => pattern.exec(masked)?.index).filter((at) => at !== undefined);
  return places.length === 0 ? undefined : { at: Math.min(...places), sign };
}

interface Block {
  readonly at: number;
  /** The word that opens it. */
  readonly word: string;
}

/** What a place stands in, the innermost first. */
function blocksAround(masked: string, place: number): Block[] {
  const found: Block[] = [];
  let at = masked.lastIndexOf("\n", place) + 1;
  let indent = indentAt(masked, at);
  while (at > 0 && indent > 0) {
    at = at < 2 ? 0 : masked.lastIndexOf("\n", at - 2) + 1;
    const here = indentAt(masked, at);
    if (here >= indent || isLineEnd(masked[at + here])) continue;
    indent = here;
    found.push({ at: at + here, word: /^\w*/.exec(masked.slice(at + here, at + here + 8))?.[0] ?? "" });
  }
  return found;
}

function isDefinition({ word }: Block): boolean {
  return ["def", "class", "async"].includes(word);
}

/** The outermost loop, in its function, around the first step of an optimiser. */
function findLoop(masked: string): Place | undefined {
  const step = steps.exec(masked)?.index;
  if (step === undefined) return undefined;
  const blocks = blocksAround(masked, step);
  const end = blocks.findIndex(isDefinition);
  const loop = (end < 0 ? blocks : blocks.slice(0, end)).findLast(({ word }) => word === "for" || word === "while");
  return loop && { at: loop.at, sign: "loop" };
}

function findFit(masked: string): Place | undefined {
  let other: number | undefined;
  for (const found of masked.matchAll(fits)) {
    if (!preparers.test(found[1] ?? "")) return { at: found.index, sign: "fit" };
    other ??= found.index;
  }
  return other === undefined ? undefined : { at: other, sign: "fit" };
}

function findModels(
  text: string,
  masked: string,
  lineAt: (at: number) => number,
): Extract<Target, { kind: "model" }>[] {
  const found: Extract<Target, { kind: "model" }>[] = [];
  let looked = 0;
  for (const match of masked.matchAll(registers)) {
    if (found.length >= mostModels || looked++ >= mostCalls) break;
    if (/\bdef[ \t]+$/.test(masked.slice(Math.max(0, match.index - 20), match.index))) continue;
    const from = match.index + match[0].length;
    const call = masked.slice(from, from + 4000);
    const rest = call.slice(0, closing(call));
    const argument = match[0].startsWith("register_model")
      ? (namedModel.exec(rest) ?? secondArgument.exec(rest))
      : namedOnLogging.exec(rest);
    if (argument === null) continue;
    const end = from + argument.index + argument[0].length - 1;
    const name = text.slice(end - (argument[2]?.length ?? 0), end);
    found.push({ kind: "model", line: lineAt(match.index), ...(argument[1] === undefined ? {} : { name }) });
  }
  return found;
}

/** Where the parenthesis that is open at the beginning is closed. */
function closing(call: string): number {
  let depth = 1;
  for (let i = 0; i < call.length; i++) {
    if (call[i] === "(") depth++;
    else if (call[i] === ")" && --depth === 0) return i;
  }
  return call.length;
}

function indentAt(masked: string, at: number): number {
  let end = at;
  while (masked[end] === " " || masked[end] === "\t") end++;
  return end - at;
}

function isLineEnd(each: string | undefined): boolean {
  return each === undefined || each === "\n" || each === "\r";
}

/** The line of a place, by halving. */
function lineFinder(text: string): (at: number) => number {
  const ends: number[] = [];
  for (const { index } of text.matchAll(/\r\n|\r|\n/g)) ends.push(index);
  return (at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
