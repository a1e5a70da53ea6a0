import { OverrideFault } from "./override";

export type TokenKind =
  | "("
  | ","
  | ")"
  | "["
  | "]"
  | "{"
  | "}"
  | ":"
  | "="
  | "float"
  | "int"
  | "bool"
  | "null"
  | "other"
  | "id"
  | "escape"
  | "space"
  | "quoted"
  | "interpolation";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** From 1, in the whole override. */
  readonly column: number;
}

const unsigned = "(?:0|[1-9](?:_?[0-9])*)";
const point = `(?:${unsigned}?\\.[0-9](?:_?[0-9])*|${unsigned}\\.)`;
const exponent = `(?:${point}|${unsigned})[eE][+-]?[0-9](?:_?[0-9])*`;

/** The rules of Hydra's lexer behind the `=`, in its order: the longest match wins, of equal ones the first. */
const rules: readonly (readonly [TokenKind, RegExp])[] = [
  ["(", /[ \t]*\([ \t]*/y],
  [",", /[ \t]*,[ \t]*/y],
  [")", /[ \t]*\)/y],
  ["[", /\[[ \t]*/y],
  ["]", /[ \t]*\]/y],
  ["{", /\{[ \t]*/y],
  ["}", /[ \t]*\}/y],
  [":", /[ \t]*:[ \t]*/y],
  ["=", /[ \t]*=[ \t]*/y],
  ["float", new RegExp(`[+-]?(?:${exponent}|${point}|[Ii][Nn][Ff]|[Nn][Aa][Nn])`, "y")],
  ["int", new RegExp(`[+-]?${unsigned}`, "y")],
  ["bool", /true|false/iy],
  ["null", /null/iy],
  ["other", /[/\-\\+.$%*@?|]/y],
  ["id", /[a-z_][a-z0-9_-]*/iy],
  ["escape", /(?:\\[\\()[\]{}:=, \t])+/y],
  ["space", /[ \t]+/y],
  ["quoted", /"(?:(?:\\\\)*|[\s\S]*?[^\\](?:\\\\)*)"|'(?:(?:\\\\)*|[\s\S]*?[^\\](?:\\\\)*)'/y],
  ["interpolation", /\$\{[^}]+\}/y],
];

/** The words behind the `=` of an override; `from` is where they begin in it. */
export function lexOverride(text: string, from: number): Token[] {
  const tokens: Token[] = [];
  for (let at = from; at < text.length; ) {
    let best: Token | undefined;
    for (const [kind, rule] of rules) {
      rule.lastIndex = at;
      const [found] = rule.exec(text) ?? [];
      if (found && found.length > (best?.text.length ?? 0)) best = { kind, text: found, column: at + 1 };
    }
    if (!best) throw new OverrideFault(`'${text}': ${JSON.stringify(text[at])} at column ${at + 1} has to be quoted`);
    tokens.push(best);
    at += best.text.length;
  }
  return tokens;
}
