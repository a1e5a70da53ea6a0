/**
 * JSON that comes out as it went in: 1.0 stays apart from 1, digits beyond 53 bits survive, keys keep their order
 * whatever they are called, and NaN and the infinities are numbers, as Python writes them.
 */
export type Exact = null | boolean | string | ExactNumber | readonly Exact[] | ReadonlyMap<string, Exact>;

/** As Python prints it. */
export interface ExactNumber {
  readonly digits: string;
}

/** Deeper than this is no JSON to us. */
export const deepest = 200;

/** Undefined when `text` is not JSON, or nests deeper than `deepest`. */
export function parseExact(text: string): Exact | undefined {
  const found = read(text, skipSpace(text, 0), 0);
  return found !== undefined && skipSpace(text, found.end) === text.length ? found.value : undefined;
}

interface Found<T> {
  readonly value: T;
  readonly end: number;
}

const literals: readonly (readonly [string, Exact])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", { digits: "NaN" }],
  ["Infinity", { digits: "Infinity" }],
  ["-Infinity", { digits: "-Infinity" }],
];

function read(text: string, at: number, depth: number): Found<Exact> | undefined {
  const first = text[at];
  if (first === '"') return readString(text, at);
  if (first === "{") return depth < deepest ? readObject(text, at, depth + 1) : undefined;
  if (first === "[") return depth < deepest ? readList(text, at, depth + 1) : undefined;
  return readNumber(text, at) ?? readLiteral(text, at);
}

function readLiteral(text: string, at: number): Found<Exact> | undefined {
  const literal = literals.find(([word]) => text.startsWith(word, at));
  return literal && { value: literal[1], end: at + literal[0].length };
}

const numeral = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;

function readNumber(text: string, at: number): Found<ExactNumber> | undefined {
  numeral.lastIndex = at;
  const found = numeral.exec(text);
  if (!found) return undefined;
  const [digits, fraction, exponent] = found;
  const whole = fraction === undefined && exponent === undefined;
  const printed = whole ? (digits === "-0" ? "0" : digits) : printFloat(Number(digits));
  return { value: { digits: printed }, end: at + digits.length };
}

const plainString = /"[^"\\\p{Cc}]*"/uy;
const anyString = /"(?:[^"\\]|\\.)*"/sy;

function readString(text: string, at: number): Found<string> | undefined {
  plainString.lastIndex = at;
  if (plainString.test(text))
    return { value: text.slice(at + 1, plainString.lastIndex - 1), end: plainString.lastIndex };
  anyString.lastIndex = at;
  if (!anyString.test(text)) return undefined;
  const end = anyString.lastIndex;
  try {
    return { value: JSON.parse(text.slice(at, end)) as string, end };
  } catch {
    return undefined; // a bad escape or a bare control character
  }
}

function readList(text: string, open: number, depth: number): Found<Exact> | undefined {
  const items: Exact[] = [];
  let at = skipSpace(text, open + 1);
  if (text[at] === "]") return { value: items, end: at + 1 };
  for (;;) {
    const item = read(text, at, depth);
    if (item === undefined) return undefined;
    items.push(item.value);
    at = skipSpace(text, item.end);
    if (text[at] === "]") return { value: items, end: at + 1 };
    if (text[at] !== ",") return undefined;
    at = skipSpace(text, at + 1);
  }
}

function readObject(text: string, open: number, depth: number): Found<Exact> | undefined {
  const entries = new Map<string, Exact>();
  let at = skipSpace(text, open + 1);
  if (text[at] === "}") return { value: entries, end: at + 1 };
  for (;;) {
    const key = text[at] === '"' ? readString(text, at) : undefined;
    if (key === undefined) return undefined;
    at = skipSpace(text, key.end);
    if (text[at] !== ":") return undefined;
    const value = read(text, skipSpace(text, at + 1), depth);
    if (value === undefined) return undefined;
    entries.set(key.value, value.value);
    at = skipSpace(text, value.end);
    if (text[at] === "}") return { value: entries, end: at + 1 };
    if (text[at] !== ",") return undefined;
    at = skipSpace(text, at + 1);
  }
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && " \t\n\r".includes(text[next] as string)) next++;
  return next;
}

/** A float as Python's repr prints it: always with a point or an exponent, the exponent of two digits at least. */
export function printFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits = "", exponent = "0"] = value.toExponential().split("e");
    const power = exponent.replace(/^([-+])(\d)$/, "$10$2");
    return `${digits}e${power}`;
  }
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

export interface PrintOptions {
  /** Escape all that is not ASCII, as Python does unless told otherwise. */
  readonly ascii?: boolean;
  readonly sortKeys?: boolean;
}

/** As Python's `json.dumps` prints it: a space after each comma and colon. */
export function printExact(value: Exact, options: PrintOptions = {}): string {
  if (typeof value === "string") return printText(value, options.ascii);
  if (value === null || typeof value === "boolean") return String(value);
  if (isMap(value)) {
    const entries = [...value];
    if (options.sortKeys) entries.sort(([a], [b]) => byCodePoint(a, b));
    return `{${entries.map(([key, each]) => `${printText(key, options.ascii)}: ${printExact(each, options)}`).join(", ")}}`;
  }
  if (isNumber(value)) return value.digits;
  return `[${value.map((each) => printExact(each, options)).join(", ")}]`;
}

export function printText(text: string, ascii = false): string {
  const printed = JSON.stringify(text);
  return ascii
    ? printed.replace(/[\u007f-\uffff]/g, (unit) => {
        const code = unit.charCodeAt(0);
        return code === 0x7f ? unit : `\\u${code.toString(16).padStart(4, "0")}`;
      })
    : printed;
}

function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function isMap(value: Exact): value is ReadonlyMap<string, Exact> {
  return value instanceof Map;
}

export function isList(value: Exact): value is readonly Exact[] {
  return Array.isArray(value);
}

export function isNumber(value: Exact): value is ExactNumber {
  return typeof value === "object" && value !== null && "digits" in value;
}

export function isWhole({ digits }: ExactNumber): boolean {
  return /^-?\d+$/.test(digits);
}

/** What `JSON.parse` gave, where 1.0 and 1 are already the same; undefined within an object falls away. */
export function exactOf(value: unknown): Exact {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number")
    return { digits: Number.isInteger(value) ? BigInt(value).toString() : printFloat(value) };
  if (Array.isArray(value)) return value.map(exactOf);
  if (typeof value !== "object") return null;
  return new Map(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, exactOf(each)]),
  );
}
