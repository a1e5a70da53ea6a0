import { type FrameColumn, noBool } from "../frame";
import { missingWords } from "../missingWords";
import { type PieceColumn, seen } from "./csvPlan";

type Numbers = Extract<PieceColumn, { kind: "number" }>;
type Texts = Extract<PieceColumn, { kind: "text" }>;

/** What a field of all pieces makes; `text`: the cells have to be read again, as texts. */
export function finishField(name: string, pieces: readonly PieceColumn[]): FrameColumn | "text" {
  const rows = pieces.reduce((sum, each) => sum + (each.kind === "text" ? each.codes : each.values).length, 0);
  if (rows === 0) return { kind: "text", name, missing: 0, dtype: "object", codes: new Int32Array(0), words: [] };
  const texts = pieces.filter((each) => each.kind === "text");
  if (texts.length === pieces.length) return finishTexts(name, texts, rows);
  const numbers = pieces.filter((each) => each.kind === "number");
  return numbers.length === pieces.length ? finishNumbers(name, numbers, rows) : "text";
}

function finishNumbers(name: string, pieces: readonly Numbers[], rows: number): FrameColumn | "text" {
  let met = 0;
  let missing = 0;
  for (const piece of pieces) {
    met |= (met & seen.float) === 0 ? piece.seen : piece.seen & ~(seen.big | seen.huge);
    missing += piece.missing;
  }
  if ((met & seen.huge) !== 0) return "text";
  const isWhole = (met & seen.float) === 0 && missing < rows;
  if (isWhole && (met & seen.big) !== 0 && (missing > 0 || (met & seen.negative) !== 0)) return "text";
  const isInteger = isWhole && missing === 0;
  if (isInteger && (met & seen.unsafe) !== 0 && (met & seen.big) === 0) return "text"; // every digit counts
  const values = new Float64Array(rows);
  let at = 0;
  for (const piece of pieces) {
    values.set(piece.values, at);
    at += piece.values.length;
  }
  // a whole number has no sign where it is zero
  if (isInteger && (met & seen.negative) !== 0) for (let i = 0; i < rows; i++) values[i] = (values[i] as number) + 0;
  const dtype = !isInteger ? "float64" : (met & seen.big) !== 0 ? "uint64" : "int64";
  return { kind: "number", name, missing, dtype, isInteger, values };
}

const truths: ReadonlyMap<string, number> = new Map([
  ["True", 1],
  ["TRUE", 1],
  ["true", 1],
  ["False", 0],
  ["FALSE", 0],
  ["false", 0],
]);

function finishTexts(name: string, pieces: readonly Texts[], rows: number): FrameColumn {
  const places = new Map<string, number>();
  const codes = new Int32Array(rows);
  let missing = 0;
  let at = 0;
  for (const piece of pieces) {
    // the last stands for -1
    const renumbered = new Int32Array(piece.words.length + 1).fill(-1);
    piece.words.forEach((word, code) => {
      if (missingWords.has(word)) return;
      let place = places.get(word);
      if (place === undefined) {
        place = places.size;
        places.set(word, place);
      }
      renumbered[code] = place;
    });
    missing += renumber(piece.codes, renumbered, codes, at);
    at += piece.codes.length;
  }
  const words = [...places.keys()];
  if (words.length === 0)
    return {
      kind: "number",
      name,
      missing,
      dtype: "float64",
      isInteger: false,
      values: new Float64Array(rows).fill(Number.NaN),
    };
  const longs = longsOf(words);
  if (longs !== undefined && missing === 0) {
    const exact = BigInt64Array.from(codes, (code) => longs[code] as bigint);
    const values = Float64Array.from(exact, Number);
    return { kind: "number", name, missing, dtype: "int64", isInteger: true, values, longs: exact };
  }
  if (words.length <= truths.size && words.every((word) => truths.has(word))) {
    const bits = words.map((word) => truths.get(word) as number);
    const values = Uint8Array.from(codes, (code) => (code < 0 ? noBool : (bits[code] as number)));
    return { kind: "bool", name, missing, dtype: missing > 0 ? "object" : "bool", values };
  }
  return { kind: "text", name, missing, dtype: "object", codes, words };
}

/** Returns how many have no word. */
function renumber(codes: Int32Array, renumbered: Int32Array, target: Int32Array, from: number): number {
  const none = renumbered.length - 1;
  let missing = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const place = renumbered[code < 0 ? none : code] as number;
    if (place < 0) missing++;
    target[from + i] = place;
  }
  return missing;
}

const whole = /^[ \t]*([+-]?\d+)[ \t]*$/;
const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Whole numbers that were read as texts since a float does not hold them. Undefined: they are something else. */
function longsOf(words: readonly string[]): bigint[] | undefined {
  const longs: bigint[] = [];
  for (const word of words) {
    const digits = whole.exec(word)?.[1];
    if (digits === undefined) return undefined;
    const value = BigInt(digits.replace("+", ""));
    if (value < least || value > most) return undefined;
    longs.push(value);
  }
  return longs;
}
