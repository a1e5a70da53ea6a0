import { unable } from "../outcome";

const word = "\\p{L}\\p{N}_";
const end = "(?![\\s\\S])";
const plainEscapes: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  s: "\\s",
  S: "\\S",
  t: "\\t",
  n: "\\n",
  r: "\\r",
  f: "\\f",
  v: "\\v",
  a: "\\x07",
};

/** A pattern of Python's `re`, to be searched for anywhere in a text. What has no counterpart here is said. */
export function pythonRegex(pattern: string): RegExp {
  const source = new Translation(pattern).translate();
  try {
    return new RegExp(source.text, source.flags);
  } catch (error) {
    return unable(`The regex ${pattern} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

class Translation {
  private at = 0;
  private flags = new Set(["u"]);
  private isVerbose = false;
  private isAscii = false;
  private depth = 0;

  constructor(private readonly pattern: string) {}

  translate(): { text: string; flags: string } {
    const head = /^\(\?([aiLmsux]+)\)/.exec(this.pattern);
    if (head) {
      this.at = head[0].length;
      for (const flag of head[1] as string) this.setFlag(flag);
    }
    let out = "";
    while (this.at < this.pattern.length) out += this.next();
    if (this.depth > 0) this.fail("missing ), unterminated subpattern");
    return { text: out, flags: [...this.flags].join("") };
  }

  private setFlag(flag: string): void {
    if (flag === "i" || flag === "s" || flag === "m") this.flags.add(flag);
    else if (flag === "x") this.isVerbose = true;
    else if (flag === "a") this.isAscii = true;
    else if (flag === "L") this.fail("the flag L is of bytes only");
  }

  private fail(what: string): never {
    return unable(`${what} at position ${this.at}`);
  }

  private cannot(what: string): never {
    return unable(`The regex ${this.pattern} has ${what}, which cannot be used here`);
  }

  private next(): string {
    const char = this.pattern[this.at++] as string;
    if (this.isVerbose && /\s/.test(char)) return "";
    if (this.isVerbose && char === "#") {
      const line = this.pattern.indexOf("\n", this.at);
      this.at = line < 0 ? this.pattern.length : line + 1;
      return "";
    }
    switch (char) {
      case "\\":
        return this.escape();
      case "[":
        return this.set();
      case "(":
        this.depth++;
        return this.group();
      case ")":
        if (--this.depth < 0) this.fail("unbalanced parenthesis");
        return ")";
      case "$":
        return this.flags.has("m") ? "$" : `(?=\\n?${end})`;
      case "{":
        return this.braces();
      case "}":
      case "]":
        return `\\${char}`;
      case "*":
      case "+":
      case "?":
        if (this.pattern[this.at] === "+") this.cannot("a possessive quantifier");
        return char;
      case ".":
        return this.flags.has("s") ? "." : "[^\\n]";
      default: {
        if (/[\ud800-\udbff]/.test(char)) return char + (this.pattern[this.at++] ?? "");
        return char === "/" ? "\\/" : char;
      }
    }
  }

  /** A count, or a brace that means itself. */
  private braces(): string {
    const count = /^(\d*)(,?)(\d*)\}/.exec(this.pattern.slice(this.at));
    if (!count || (count[1] === "" && count[3] === "")) return "\\{";
    this.at += count[0].length;
    if (this.pattern[this.at] === "+") this.cannot("a possessive quantifier");
    return `{${count[1] || "0"}${count[2]}${count[3]}}`;
  }

  private group(): string {
    const rest = this.pattern.slice(this.at);
    if (!rest.startsWith("?")) return "(";
    const take = (length: number, out: string): string => {
      this.at += length;
      return out;
    };
    const named = /^\?P<([A-Za-z_]\w*)>/.exec(rest);
    if (named) return take(named[0].length, `(?<${named[1]}>`);
    const back = /^\?P=([A-Za-z_]\w*)\)/.exec(rest);
    if (back) {
      this.depth--;
      return take(back[0].length, `\\k<${back[1]}>`);
    }
    const comment = /^\?#[^)]*\)/.exec(rest);
    if (comment) {
      this.depth--;
      return take(comment[0].length, "");
    }
    for (const kind of ["?:", "?=", "?!", "?<=", "?<!"])
      if (rest.startsWith(kind)) return take(kind.length, `(${kind}`);
    if (rest.startsWith("?>")) this.cannot("an atomic group");
    if (rest.startsWith("?(")) this.cannot("a condition on a group");
    if (/^\?[aiLmsux]*(-[imsx]+)?:/.test(rest)) this.cannot("flags of a part of it");
    if (/^\?[aiLmsux]+\)/.test(rest)) this.fail("global flags not at the start of the expression");
    return this.fail("unknown extension");
  }

  private escape(isInSet = false): string {
    const char = this.pattern[this.at++];
    if (char === undefined) return this.fail("bad escape (end of pattern)");
    if (this.isAscii && "dDwWs".includes(char) && char !== "s") return `\\${char}`;
    const plain = plainEscapes[char];
    if (plain !== undefined) return plain;
    if (char === "w") return isInSet ? word : `[${word}]`;
    if (char === "W") return isInSet ? this.cannot("\\W in a set") : `[^${word}]`;
    if (!isInSet) {
      if (char === "A") return "(?<![\\s\\S])";
      if (char === "Z") return end;
      const edge = (inside: string) => `(?:(?<=${inside})(?!${inside})|(?<!${inside})(?=${inside}))`;
      const inner = this.isAscii ? "\\w" : `[${word}]`;
      if (char === "b") return edge(inner);
      if (char === "B") return `(?:(?<=${inner})(?=${inner})|(?<!${inner})(?!${inner}))`;
      const back = /^[1-9]\d?/.exec(char + (this.pattern[this.at] ?? ""));
      if (back) {
        this.at += back[0].length - 1;
        return `(?:\\${back[0]})`;
      }
    } else if (char === "b") return "\\x08";
    if (char === "x" || char === "u" || char === "U") {
      const length = char === "x" ? 2 : char === "u" ? 4 : 8;
      const digits = this.pattern.slice(this.at, this.at + length);
      if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits))
        return this.fail(`incomplete escape \\${char}${digits}`);
      this.at += length;
      return `\\u{${Number.parseInt(digits, 16).toString(16)}}`;
    }
    if (char === "0") {
      const digits = /^[0-7]{0,2}/.exec(this.pattern.slice(this.at))?.[0] ?? "";
      this.at += digits.length;
      return `\\u{${Number.parseInt(digits || "0", 8).toString(16)}}`;
    }
    if (/[A-Za-z]/.test(char)) return this.fail(`bad escape \\${char}`);
    return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? this.literal(char, isInSet) : char;
  }

  private literal(char: string, isInSet: boolean): string {
    return char === "-" && !isInSet ? "-" : `\\${char}`;
  }

  private set(): string {
    let out = "[";
    if (this.pattern[this.at] === "^") {
      out += "^";
      this.at++;
    }
    if (this.pattern[this.at] === "]") {
      out += "\\]";
      this.at++;
    }
    for (;;) {
      const char = this.pattern[this.at++];
      if (char === undefined) return this.fail("unterminated character set");
      if (char === "]") return `${out}]`;
      if (char === "\\") out += this.escape(true);
      else if (
        char === "[" ||
        char === "/" ||
        char === "(" ||
        char === ")" ||
        char === "{" ||
        char === "}" ||
        char === "|"
      )
        out += `\\${char}`;
      else if (char === "-" && /[dDwsS]$/.test(out.slice(-1)) && out.at(-2) === "\\") out += "\\-";
      else out += char;
    }
  }
}
