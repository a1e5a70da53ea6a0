import { floatText } from "../pythonFloat";
import { type Value, WholeFloat } from "../values";
import { lexOverride, type Token, type TokenKind } from "./lexOverride";
import { type Override, OverrideFault, type Sweep } from "./override";
import { callFunction, type Parsed, Quoted, SweepOf } from "./overrideFunctions";

const name = "[A-Za-z_$][A-Za-z0-9_$-]*";
const part = `(?:${name}|0|[1-9](?:_?[0-9])*)`;
const keyRule = new RegExp(`^(?:${part}(?:\\.${part})+|${name})$`);

/** One override without its file, as Hydra reads it. Throws an OverrideFault. */
export function parseOverride(text: string): Override | Sweep {
  const equals = text.indexOf("=");
  const [, sign = "", key = ""] = /^(\+\+|\+|~|)(.*)$/s.exec(equals < 0 ? text : text.slice(0, equals)) ?? [];
  const kind = sign === "+" ? "add" : sign === "++" ? "force" : sign === "~" ? "remove" : "change";
  if (!keyRule.test(key))
    throw new OverrideFault(
      key === ""
        ? `'${text}': a parameter's name is missing: name=value`
        : `'${text}': '${key}' is no parameter's name: letters, digits, _ and - between dots`,
    );
  if (equals < 0) {
    if (kind !== "remove") throw new OverrideFault(`'${text}': a value is missing: ${text}=value`);
    return { kind, key, value: undefined, text };
  }
  const from = equals + 1 + (/^[ \t]*/.exec(text.slice(equals + 1))?.[0].length ?? 0);
  const tokens = lexOverride(text, from);
  const value = tokens.length === 0 ? "" : new Reader(text, tokens).all();
  if (value instanceof SweepOf) {
    if (kind === "remove") throw new OverrideFault(`'${text}': what is removed has no range of values`);
    return { kind, key, sweep: value.values, text };
  }
  return { kind, key, value, text };
}

const primitives: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "id",
  "null",
  "int",
  "float",
  "bool",
  "interpolation",
  "other",
  ":",
  "escape",
  "space",
]);

/** By recursive descent over the words of one value. */
class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  all(): Value | SweepOf {
    const elements = [this.element()];
    while (this.taken(",")) elements.push(this.element());
    if (this.at < this.tokens.length) this.fail();
    if (elements.length > 1)
      return new SweepOf({ kind: "choice", values: elements.map((each) => this.valueOf(each)) }, true);
    const [only] = elements as [Parsed];
    return only instanceof SweepOf ? only : this.valueOf(only);
  }

  private element(): Parsed {
    const token = this.tokens[this.at];
    if (!token) return this.fail();
    if (token.kind === "[") return this.list();
    if (token.kind === "{") return this.map();
    if (token.kind === "id" && this.tokens[this.at + 1]?.kind === "(") return this.call();
    return this.primitive(primitives);
  }

  private list(): Parsed {
    this.at++;
    const items: Value[] = [];
    while (!this.taken("]")) {
      if (items.length > 0) this.expect(",");
      items.push(this.valueOf(this.element()));
    }
    return items;
  }

  private map(): Parsed {
    this.at++;
    const entries: [string, Value][] = [];
    while (!this.taken("}")) {
      if (entries.length > 0) this.expect(",");
      if (this.tokens[this.at]?.kind === "quoted")
        this.fail("keys stand without quotes, with \\ before what is no letter");
      const key = this.primitive(new Set([...primitives].filter((kind) => kind !== ":" && kind !== "interpolation")));
      this.expect(":");
      entries.push([keyText(this.valueOf(key)), this.valueOf(this.element())]);
    }
    return Object.fromEntries(entries);
  }

  private call(): Parsed {
    const { text: called, column } = this.tokens[this.at] as Token;
    this.at += 2;
    const args: Parsed[] = [];
    const named = new Map<string, Parsed>();
    while (!this.taken(")")) {
      if (args.length + named.size > 0) this.expect(",");
      const [word, equals] = [this.tokens[this.at], this.tokens[this.at + 1]];
      if (word?.kind === "id" && equals?.kind === "=") {
        this.at += 2;
        named.set(word.text, this.element());
      } else args.push(this.element());
    }
    try {
      return callFunction(called, args, named);
    } catch (thrown) {
      if (!(thrown instanceof OverrideFault)) throw thrown;
      throw new OverrideFault(`'${this.text}': ${called}() at column ${column}: ${thrown.message}`);
    }
  }

  /** Words that stand side by side are one text; a word alone keeps its type. */
  private primitive(kinds: ReadonlySet<TokenKind>): Parsed {
    const first = this.tokens[this.at];
    if (first?.kind === "quoted") {
      this.at++;
      return new Quoted(unescapeQuoted(first.text));
    }
    const words: Token[] = [];
    for (let token = first; token && kinds.has(token.kind); token = this.tokens[++this.at]) words.push(token);
    while (words[0]?.kind === "space") words.shift();
    while (words.at(-1)?.kind === "space") words.pop();
    if (words.length === 0) return this.fail();
    if (words.length === 1) return scalarOf(words[0] as Token);
    return words.map(({ kind, text }) => (kind === "escape" ? unescapeWord(text) : text)).join("");
  }

  private valueOf(parsed: Parsed): Value {
    if (parsed instanceof SweepOf)
      throw new OverrideFault(`'${this.text}': a range of values cannot stand inside another value`);
    return parsed instanceof Quoted ? parsed.text : parsed;
  }

  private taken(kind: TokenKind): boolean {
    if (this.tokens[this.at]?.kind !== kind) return false;
    this.at++;
    return true;
  }

  private expect(kind: TokenKind): void {
    if (!this.taken(kind)) this.fail(`'${kind}' was expected`);
  }

  private fail(expected = "quote it if it is text"): never {
    const token = this.tokens[this.at];
    throw new OverrideFault(
      token
        ? `'${this.text}': '${token.text.trim()}' at column ${token.column} is not expected there; ${expected}`
        : `'${this.text}': it ends too early; ${expected}`,
    );
  }
}

function keyText(key: Value): string {
  return key instanceof WholeFloat ? floatText(key.value) : String(key);
}

function scalarOf({ kind, text }: Token): Value {
  switch (kind) {
    case "int":
      return integerOf(text.replaceAll("_", ""));
    case "float":
      return floatOf(text.replaceAll("_", ""));
    case "bool":
      return text.toLowerCase() === "true";
    case "null":
      return null;
    case "escape":
      return unescapeWord(text);
    default:
      return text;
  }
}

function integerOf(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.replace(/^\+/, ""));
}

function floatOf(text: string): number | WholeFloat {
  const word = /^([+-]?)(inf|nan)$/i.exec(text);
  if (word) return word[2]?.toLowerCase() === "nan" ? Number.NaN : word[1] === "-" ? -Infinity : Infinity;
  const number = Number(text);
  return Number.isInteger(number) ? new WholeFloat(number) : number;
}

/** Every other sign. */
function unescapeWord(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}

/** Backslashes count only before the kind of quote that the text stands in. */
function unescapeQuoted(text: string): string {
  const quote = text[0] as string;
  const inner = text.slice(1);
  const found = new RegExp(`\\\\+${quote}`, "g");
  const read = inner.replace(found, (escaped) => escaped.replace(/.(.?)/gs, "$1"));
  // before the last quote stand none or an even number of them, and with an even one it is gone by now
  return /\\$/.test(inner.slice(0, -1)) ? read : read.slice(0, -1);
}
