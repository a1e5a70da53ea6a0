import { missingWords } from "../missingWords";
import { seen } from "./csvPlan";
import { createNumberReader } from "./parseNumber";

const endless = /^([+-]?)inf(?:inity)?$/i;
const encoder = new TextEncoder();

/** A cell of which the text is known: null where it says that there is nothing, undefined where it is no number. */
export function numberOfText(
  text: string,
  separator: number | undefined,
): { readonly value: number; readonly seen: number } | null | undefined {
  if (missingWords.has(text)) return null;
  const found = endless.exec(text);
  if (found !== null)
    return { value: found[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, seen: seen.float };
  // only in quotes may it be a number after all
  if (separator === undefined) return undefined;
  const bytes = encoder.encode(`${text}\n`);
  const reader = createNumberReader(bytes, -1);
  return reader.read(0) && reader.end === bytes.length - 1 ? { value: reader.value, seen: reader.seen } : undefined;
}
