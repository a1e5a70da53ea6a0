import { unable } from "../outcome";
import { type Token, tokensOf } from "./tokens";
import type { CompareSign, Node } from "./tree";

/** A condition of `DataFrame.query`: comparisons (chained too), and, or, not, &, |, ~, in, arithmetic, methods like `.notnull()`. */
export function parseCondition(source: string): Node {
  const parser = new Parser(source, tokensOf(source));
  return parser.whole();
}

const compares = ["==", "!=", "<", "<=", ">", ">="];

class Parser {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  whole(): Node {
    const node = this.either();
    return this.at < this.tokens.length ? this.fail() : node;
  }

  private fail(): never {
    return unable(`row_condition '${this.source}': invalid syntax`);
  }

  private isSign(...signs: string[]): string | undefined {
    const token = this.tokens[this.at];
    return token?.kind === "sign" && signs.includes(token.text) ? token.text : undefined;
  }

  private takeSign(...signs: string[]): string | undefined {
    const found = this.isSign(...signs);
    if (found !== undefined) this.at++;
    return found;
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "name" || token.isQuoted || token.text !== word) return false;
    this.at++;
    return true;
  }

  private either(): Node {
    let left = this.both();
    while (this.takeWord("or") || this.takeSign("|")) left = { kind: "or", left, right: this.both() };
    return left;
  }

  private both(): Node {
    let left = this.negated();
    while (this.takeWord("and") || this.takeSign("&")) left = { kind: "and", left, right: this.negated() };
    return left;
  }

  private negated(): Node {
    return this.takeWord("not") ? { kind: "not", of: this.negated() } : this.comparison();
  }

  /** `a < b < c` is both of its halves. */
  private comparison(): Node {
    let left = this.sum();
    let all: Node | undefined;
    for (;;) {
      const next = this.compared(left);
      if (!next) return all ?? left;
      all = all ? { kind: "and", left: all, right: next.node } : next.node;
      left = next.right;
    }
  }

  private compared(left: Node): { node: Node; right: Node } | undefined {
    const sign = this.takeSign(...compares) as CompareSign | undefined;
    if (sign) {
      const right = this.sum();
      if (right.kind !== "list") return { node: { kind: "compare", sign, left, right }, right };
      const inside: Node = { kind: "in", left, right };
      return { node: sign === "==" ? inside : sign === "!=" ? { kind: "not", of: inside } : this.fail(), right };
    }
    const isNot = this.takeWord("not");
    if (isNot && !this.takeWord("in")) return this.fail();
    if (!isNot && !this.takeWord("in")) return undefined;
    const right = this.sum();
    const node: Node = { kind: "in", left, right };
    return { node: isNot ? { kind: "not", of: node } : node, right };
  }

  private sum(): Node {
    let left = this.product();
    for (let sign = this.takeSign("+", "-"); sign; sign = this.takeSign("+", "-"))
      left = { kind: "sum", sign, left, right: this.product() };
    return left;
  }

  private product(): Node {
    let left = this.unary();
    for (let sign = this.takeSign("*", "/", "//", "%"); sign; sign = this.takeSign("*", "/", "//", "%"))
      left = { kind: "sum", sign, left, right: this.unary() };
    return left;
  }

  private unary(): Node {
    if (this.takeSign("-")) return { kind: "minus", of: this.unary() };
    if (this.takeSign("~")) return { kind: "not", of: this.unary() };
    if (this.takeSign("+")) return this.unary();
    const left = this.postfix();
    return this.takeSign("**") ? { kind: "sum", sign: "**", left, right: this.unary() } : left;
  }

  private postfix(): Node {
    let node = this.atom();
    while (this.takeSign(".")) {
      let method = this.word();
      if (method === "str" && this.takeSign(".")) method = `str.${this.word()}`;
      const given: Node[] = [];
      if (!this.takeSign("(")) return unable(`row_condition '${this.source}': .${method} is not called`);
      while (!this.takeSign(")")) {
        given.push(this.either());
        if (!this.isSign(")") && !this.takeSign(",")) return this.fail();
      }
      node = { kind: "call", of: node, method, given };
    }
    return node;
  }

  private word(): string {
    const token = this.tokens[this.at++];
    return token?.kind === "name" ? token.text : this.fail();
  }

  private atom(): Node {
    const token = this.tokens[this.at++];
    if (token === undefined) return this.fail();
    if (token.kind === "number" || token.kind === "text") return { kind: "value", value: token.value };
    if (token.kind === "name") {
      if (token.isQuoted) return { kind: "column", name: token.text };
      if (token.text === "True" || token.text === "False") return { kind: "value", value: token.text === "True" };
      if (token.text === "None") return { kind: "value", value: null };
      return { kind: "column", name: token.text };
    }
    if (token.text === "(" || token.text === "[") {
      const close = token.text === "(" ? ")" : "]";
      const values: Node[] = [];
      let isList = token.text === "[";
      while (!this.takeSign(close)) {
        values.push(this.either());
        if (this.takeSign(",")) isList = true;
        else if (!this.isSign(close)) return this.fail();
      }
      return isList ? { kind: "list", values } : (values[0] ?? this.fail());
    }
    if (token.text === "@") return unable(`row_condition '${this.source}': there are no variables to be named with @`);
    return this.fail();
  }
}
