import { isUtf8 } from "node:buffer";
import { Refusal } from "../refusal";
import { type NumberBlock, readNumberBlock } from "./numberBlock";
import { numberEnd, numberIsRough, numberIsWide, scanNumber } from "./scanNumber";

/** Lists of numbers are blocks, whole numbers that no double holds are bigint, and keys keep their order. */
export type Json = null | boolean | number | bigint | string | NumberBlock | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

const deepest = 64;
const mostDigits = 40;

/** Throws a Refusal that says where it is no JSON. `takesNaN`: the word is a value, as Python's json writes it. */
export function readJson(body: Uint8Array, { takesNaN = false } = {}): Json {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return new Reader(bytes, takesNaN).whole();
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isBlock(value: Json | undefined): value is NumberBlock {
  return typeof value === "object" && value !== null && "dims" in value;
}

/** For messages: short, and one line. */
export function tell(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (isObject(value)) return "an object";
  if (isList(value) || isBlock(value)) return "a list";
  return String(value);
}

const quote = 34;
const comma = 44;
const minus = 45;
const zero = 48;
const nine = 57;
const colon = 58;
const openList = 91;
const backslash = 92;
const closeList = 93;
const openObject = 123;
const closeObject = 125;

/** Keys come again and again: a text of a key that was seen before is taken from here. */
const seenKeys = new Array<string>(512).fill("");

class Reader {
  private at = 0;
  private isText = false;

  constructor(
    private readonly bytes: Buffer,
    private readonly takesNaN: boolean,
  ) {}

  whole(): Json {
    if (this.space() === undefined) throw new Refusal(400, "The body is empty");
    const value = this.value(0, false);
    if (this.space() !== undefined) throw this.fault("something follows its end");
    return value;
  }

  /** The next byte that is no space; undefined at the end. */
  private space(): number | undefined {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++this.at];
    return byte;
  }

  /** `isPlain`: numbers of lists one by one, since a block was tried around them. */
  private value(depth: number, isPlain: boolean): Json {
    const byte = this.space();
    if (byte === quote) return this.text();
    if (byte === openList) return this.list(depth + 1, isPlain);
    if (byte === openObject) return this.object(depth + 1);
    if (byte === minus || (byte !== undefined && byte >= zero && byte <= nine)) return this.number();
    if (this.takes("null")) return null;
    if (this.takes("true")) return true;
    if (this.takes("false")) return false;
    if (this.takesNaN && this.takes("NaN")) return Number.NaN;
    throw this.fault("a value is expected");
  }

  private number(): number | bigint {
    const value = scanNumber(this.bytes, this.at);
    if (Number.isNaN(value)) throw this.fault("a number is expected");
    const from = this.at;
    this.at = numberEnd;
    // more digits than any integer type has are a double, since BigInt takes minutes for millions of them
    if (numberIsWide && this.at - from <= mostDigits) return BigInt(this.bytes.toString("latin1", from, this.at));
    return numberIsRough ? Number(this.bytes.toString("latin1", from, this.at)) : value;
  }

  private list(depth: number, isPlain: boolean): Json {
    const block = isPlain ? undefined : readNumberBlock(this.bytes, this.at);
    if (block !== undefined) {
      this.at = block.to;
      return block;
    }
    if (depth > deepest) throw this.fault(`it nests deeper than ${deepest}`);
    const items: Json[] = [];
    this.at++;
    if (this.space() === closeList) {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value(depth, true));
      const byte = this.space();
      this.at++;
      if (byte === closeList) return items;
      if (byte !== comma) throw this.fault("a comma or ] is expected", this.at - 1);
    }
  }

  private object(depth: number): JsonObject {
    if (depth > deepest) throw this.fault(`it nests deeper than ${deepest}`);
    const fields = new Map<string, Json>();
    this.at++;
    if (this.space() === closeObject) {
      this.at++;
      return fields;
    }
    for (;;) {
      if (this.space() !== quote) throw this.fault("a key in quotes is expected");
      const key = this.text();
      if (this.space() !== colon) throw this.fault("a colon is expected");
      this.at++;
      fields.set(key, this.value(depth, false));
      const byte = this.space();
      this.at++;
      if (byte === closeObject) return fields;
      if (byte !== comma) throw this.fault("a comma or } is expected", this.at - 1);
    }
  }

  private text(): string {
    const { bytes } = this;
    const from = this.at + 1;
    let at = from;
    let hash = 0;
    let every = 0;
    let hasEscape = false;
    for (;;) {
      const byte = bytes[at];
      if (byte === quote) break;
      if (byte === undefined || byte < 32) throw this.fault("a text does not end", at);
      if (byte === backslash) {
        hasEscape = true;
        at++;
      }
      hash = (hash * 31 + byte) | 0;
      every |= byte;
      at++;
    }
    this.at = at + 1;
    if (every >= 128) this.checkText();
    if (hasEscape) return this.unescape(from - 1, at + 1);
    if (every >= 128) return bytes.toString("utf8", from, at);
    if (at - from > 24) return bytes.toString("latin1", from, at);
    const seen = seenKeys[hash & 511] as string;
    if (isSame(bytes, from, at, seen)) return seen;
    const text = bytes.toString("latin1", from, at);
    seenKeys[hash & 511] = text;
    return text;
  }

  private unescape(from: number, to: number): string {
    try {
      return JSON.parse(this.bytes.toString("utf8", from, to)) as string;
    } catch {
      throw this.fault("a text has an escape that JSON does not know", from);
    }
  }

  private checkText(): void {
    if (!this.isText && !isUtf8(this.bytes)) throw new Refusal(400, "The body is not UTF-8");
    this.isText = true;
  }

  private takes(word: string): boolean {
    if (!isSame(this.bytes, this.at, this.at + word.length, word)) return false;
    this.at += word.length;
    return true;
  }

  private fault(what: string, at = this.at): Refusal {
    const word = /^-?(NaN|Infinity)/.exec(this.bytes.toString("latin1", at, at + 10))?.[0];
    if (word !== undefined)
      return new Refusal(400, `The body is no JSON: ${word} at byte ${at}; JSON has no such number`);
    const end = at >= this.bytes.length ? "where it ends" : `at byte ${at}`;
    return new Refusal(400, `The body is no JSON: ${what} ${end}`);
  }
}

function isSame(bytes: Buffer, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = from; i < to; i++) if (bytes[i] !== text.charCodeAt(i - from)) return false;
  return true;
}
