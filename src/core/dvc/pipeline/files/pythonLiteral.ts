import { mapOf } from "../../mapKeys";
import { floatOf, wholeOf } from "../../numbers";
import { type Value, WholeFloat } from "../../values";

/** Not a plain value: a name, a call, a sum. */
export class NoLiteral extends Error {}

const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number =
  /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?/y;
const quoted = /([rbuf]{0,2})("""|'''|"|')/iy;
const words: Readonly<Record<string, Value>> = { True: true, False: false, None: null };

/** Reads what Python's ast.literal_eval takes, from an offset to the end of a statement. A tuple or a set is a list. */
export class PythonLiteral {
  constructor(
    private readonly source: string,
    private at: number,
  ) {}

  /** Throws NoLiteral. */
  whole(): Value {
    const first = this.value();
    this.blanks();
    if (this.source[this.at] !== ",") return this.atEnd(first);
    const items = [first];
    while (this.takes(",")) {
      this.blanks();
      if (this.at >= this.source.length) break;
      items.push(this.value());
    }
    return this.atEnd(items);
  }

  private atEnd(value: Value): Value {
    this.blanks();
    if (this.at < this.source.length) throw new NoLiteral();
    return value;
  }

  private blanks(): void {
    while (/\s/.test(this.source[this.at] ?? "")) this.at++;
  }

  private takes(char: string): boolean {
    this.blanks();
    if (this.source[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  private value(): Value {
    this.blanks();
    if (this.takes("[")) return this.items("]").list;
    if (this.takes("(")) {
      const { list, hasComma } = this.items(")");
      return list.length === 1 && !hasComma ? (list[0] as Value) : list;
    }
    if (this.takes("{")) return this.mapOrSet();
    if (this.takes("-")) return negative(this.value());
    if (this.takes("+")) return positive(this.value());
    quoted.lastIndex = this.at;
    if (quoted.test(this.source)) return this.texts();
    const word = this.match(name)?.[0];
    if (word !== undefined) {
      if (!Object.hasOwn(words, word)) throw new NoLiteral();
      return words[word] as Value;
    }
    const digits = this.match(number)?.[0];
    if (digits === undefined) throw new NoLiteral();
    return numberOf(digits.replaceAll("_", ""));
  }

  private items(close: string): { list: Value[]; hasComma: boolean } {
    const list: Value[] = [];
    let hasComma = false;
    while (!this.takes(close)) {
      if (list.length > 0 && !hasComma) throw new NoLiteral();
      list.push(this.value());
      hasComma = this.takes(",");
    }
    return { list, hasComma };
  }

  private mapOrSet(): Value {
    const entries: [Value, Value][] = [];
    const list: Value[] = [];
    let goesOn = true;
    while (!this.takes("}")) {
      if (!goesOn) throw new NoLiteral();
      const key = this.value();
      if (this.takes(":")) entries.push([key, this.value()]);
      else list.push(key);
      goesOn = this.takes(",");
    }
    if (list.length > 0 && entries.length > 0) throw new NoLiteral();
    if (entries.some(([key]) => typeof key === "object" && key !== null && !(key instanceof WholeFloat)))
      throw new NoLiteral();
    return list.length > 0 ? list : mapOf(entries);
  }

  /** Texts beside each other are one. */
  private texts(): string {
    let whole = "";
    for (;;) {
      this.blanks();
      const opened = this.match(quoted);
      if (!opened) return whole;
      const [, prefix = "", mark = ""] = opened;
      if (/[bf]/i.test(prefix)) throw new NoLiteral();
      const from = this.at;
      while (!this.source.startsWith(mark, this.at)) this.at += this.source[this.at] === "\\" ? 2 : 1;
      const inner = this.source.slice(from, this.at);
      this.at += mark.length;
      whole += /r/i.test(prefix) ? inner : unescaped(inner);
    }
  }
}

function numberOf(digits: string): Value {
  if (/^0[xob]/i.test(digits)) return wholeOf(digits.toLowerCase());
  if (/[.e]/i.test(digits)) return floatOf(Number(digits));
  return wholeOf(digits);
}

function positive(value: Value): Value {
  if (typeof value === "number" || typeof value === "bigint" || value instanceof WholeFloat) return value;
  throw new NoLiteral();
}

function negative(value: Value): Value {
  const number = positive(value);
  if (number instanceof WholeFloat) return new WholeFloat(-number.value);
  return number === 0 ? 0 : -(number as number);
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function unescaped(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (whole, octal?: string, two?: string, four?: string, eight?: string, one?: string) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const hex = two ?? four ?? eight;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return escapes[one as string] ?? whole;
    },
  );
}
