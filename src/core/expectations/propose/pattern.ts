/** Patterns that have a name in most people's heads, the narrowest first. */
const known: readonly string[] = [
  "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
  "^\\d{4}-\\d{2}-\\d{2}$",
  "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:?\\d{2})?$",
  "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
  "^https?://\\S+$",
  "^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$",
];

/** A regex that all words match and that says something of them; undefined where they are of many shapes. */
export function patternOf(words: readonly string[]): string | undefined {
  if (words.length < 2) return undefined;
  for (const pattern of known) {
    const regex = new RegExp(pattern);
    if (words.every((each) => regex.test(each))) return pattern;
  }
  return shapeOf(words);
}

interface Run {
  readonly kind: string;
  readonly low: number;
  readonly high: number;
}

/** Runs of letters, digits and signs that are the same in all words, with the lengths that were seen. */
function shapeOf(words: readonly string[]): string | undefined {
  let shape: Run[] | undefined;
  for (const word of words) {
    const runs = runsOf(word);
    if (runs === undefined) return undefined;
    shape ??= runs.map((each) => ({ ...each }));
    if (runs.length !== shape.length) return undefined;
    for (const [i, run] of runs.entries()) {
      const own = shape[i] as Run;
      if (own.kind !== run.kind) return undefined;
      shape[i] = { kind: own.kind, low: Math.min(own.low, run.low), high: Math.max(own.high, run.high) };
    }
  }
  if (shape === undefined || shape.length < 2) return undefined; // one run of letters says too little
  return `^${shape.map(written).join("")}$`;
}

const longest = 64;

function runsOf(word: string): Run[] | undefined {
  if (word.length === 0 || word.length > longest) return undefined;
  const runs: Run[] = [];
  for (const found of word.matchAll(/[A-Z]+|[a-z]+|\d+|[^A-Za-z\d]/g)) {
    const text = found[0];
    const kind = /[A-Z]/.test(text) ? "[A-Z]" : /[a-z]/.test(text) ? "[a-z]" : /\d/.test(text) ? "\\d" : text;
    if (kind.length === 1 && !/[ -~]/.test(kind)) return undefined;
    runs.push({ kind, low: text.length, high: text.length });
  }
  return runs.length > 12 ? undefined : runs;
}

function written({ kind, low, high }: Run): string {
  const one = kind.length === 1 ? kind.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&") : kind;
  if (kind.length === 1) return one;
  return low === high ? `${one}{${low}}` : `${one}{${low},${high}}`;
}
