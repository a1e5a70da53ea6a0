import { invalid } from "../../shared/apiError";

/** `name`: an identifier with its dots, quoted parts unwrapped; `raw` is how it was written. */
export type Token =
  | { readonly kind: "name"; readonly parts: readonly string[]; readonly raw: string; readonly at: number }
  | { readonly kind: "text"; readonly value: string; readonly raw: string; readonly at: number }
  | { readonly kind: "number"; readonly value: number; readonly raw: string; readonly at: number }
  | { readonly kind: "sign"; readonly raw: string; readonly at: number };

/** A filter longer than this is a mistake or an attack. */
const longest = 200_000;

const space = /\s+/y;
const numeral = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_.])/uy;
const sign = /<=|>=|!=|<>|==|[=<>(),]/y;
const word = /[\p{L}\p{N}\p{M}_$@/:-]+/uy;

/**
 * Cuts a filter into tokens in one pass. A double-quoted piece is a name when it follows a dot and text otherwise,
 * as MLflow's users write both `tags."my tag"` and `params.a = "b"`.
 */
export function tokenize(source: string): Token[] {
  if (source.length > longest) return invalid(`filter: longer than ${longest} characters`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const next = readToken(source, at);
    if (next.token) tokens.push(next.token);
    at = next.end;
  }
  return tokens;
}

interface Step {
  readonly token?: Token;
  readonly end: number;
}

function readToken(source: string, at: number): Step {
  const blank = matchAt(space, source, at);
  if (blank !== undefined) return { end: at + blank.length };
  const first = source[at];
  if (first === "'" || first === '"') return readQuoted(source, at);
  const figure = matchAt(numeral, source, at);
  if (figure !== undefined)
    return { token: { kind: "number", value: Number(figure), raw: figure, at }, end: at + figure.length };
  const mark = matchAt(sign, source, at);
  if (mark !== undefined) return { token: { kind: "sign", raw: mark, at }, end: at + mark.length };
  return readName(source, at);
}

/** A quoted piece is text, unless a dot follows: then it is the first part of a name. */
function readQuoted(source: string, at: number): Step {
  const { value, end } = unquote(source, at);
  if (source[end] === "." && source[at] === '"') return readName(source, at);
  return { token: { kind: "text", value, raw: source.slice(at, end), at }, end };
}

function readName(source: string, start: number): Step {
  const parts: string[] = [];
  let at = start;
  for (;;) {
    const part = readPart(source, at);
    if (part === undefined) return unexpected(source, at);
    parts.push(part.value);
    at = part.end;
    if (source[at] !== ".") break;
    at++;
  }
  return { token: { kind: "name", parts, raw: source.slice(start, at), at: start }, end: at };
}

function readPart(source: string, at: number): { value: string; end: number } | undefined {
  const quote = source[at];
  if (quote === "`" || quote === '"' || quote === "'") return unquote(source, at);
  const bare = matchAt(word, source, at);
  return bare === undefined ? undefined : { value: bare, end: at + bare.length };
}

/** A doubled quote stands for itself, as in SQL. */
function unquote(source: string, at: number): { value: string; end: number } {
  const quote = source[at] as string;
  let value = "";
  let from = at + 1;
  for (;;) {
    const close = source.indexOf(quote, from);
    if (close < 0) return invalid(`filter: the ${quote} at character ${at + 1} is never closed`);
    value += source.slice(from, close);
    if (source[close + 1] !== quote) return { value, end: close + 1 };
    value += quote;
    from = close + 2;
  }
}

function unexpected(source: string, at: number): never {
  return invalid(
    at < source.length
      ? `filter: unexpected '${String.fromCodePoint(source.codePointAt(at) as number)}' at character ${at + 1}`
      : `filter: a name was expected at the end`,
  );
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
