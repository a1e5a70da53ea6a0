import { missingWords } from "../missingWords";
import { seen } from "./csvPlan";
import { numberText, putNumber } from "./parseNumber";

const endless = /^([+-]?)inf(?:inity)?$/i;
const encoder = new TextEncoder();

/** A cell of which the text is known: null where it says that there is nothing, undefined where it is no number. */
export function numberOfText(text: string): { readonly value: number; readonly seen: number } | null | undefined {
  if (missingWords.has(text)) return null;
  const found = endless.exec(text);
  if (found !== null)
    return { value: found[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, seen: seen.float };
  if (!/\d/.test(text)) return undefined;
  const bytes = encoder.encode(`${text}\n\n\n\n`);
  const read = numberText(bytes, -1);
  const target = new Float64Array(1);
  const isAll = putNumber(read, 0, target, 0) === bytes.length - 4;
  return isAll ? { value: target[0] as number, seen: read.seen } : undefined;
}
