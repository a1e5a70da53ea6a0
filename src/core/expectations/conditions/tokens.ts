import { unable } from "../outcome";

export type Token =
  | { readonly kind: "name"; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "sign"; readonly text: string };

const signs = /^(?:\*\*|\/\/|==|!=|<=|>=|[<>()[\],.+\-*/%&|~@])/;
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' };

/** The pieces of a condition as `DataFrame.query` takes it. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let rest = source.trim();
  const take = (length: number): void => {
    rest = rest.slice(length).trimStart();
  };
  while (rest !== "") {
    const text = /^(['"])((?:\\.|(?!\1)[^\\])*)\1/s.exec(rest);
    const quoted = /^`([^`]+)`/.exec(rest);
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest);
    const name = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(rest);
    const sign = signs.exec(rest);
    if (text) {
      const value = (text[2] as string).replace(/\\(.)/gs, (whole, char: string) => escapes[char] ?? whole);
      tokens.push({ kind: "text", value });
      take(text[0].length);
    } else if (quoted) {
      tokens.push({ kind: "name", text: quoted[1] as string, isQuoted: true });
      take(quoted[0].length);
    } else if (number) {
      tokens.push({ kind: "number", value: Number(number[0]) });
      take(number[0].length);
    } else if (name) {
      tokens.push({ kind: "name", text: name[0], isQuoted: false });
      take(name[0].length);
    } else if (sign) {
      tokens.push({ kind: "sign", text: sign[0] });
      take(sign[0].length);
    } else return unable(`row_condition '${source}': '${rest[0]}' cannot be read`);
  }
  return tokens;
}
