import { ApiError } from "../../../shared/apiError";

/** Deeper than any message of a protocol we speak; what walks a value recursively is safe with it. */
const deepest = 200;

const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const backslash = 0x5c;

export function parseJson(bytes: Buffer): unknown {
  if (bytes.length > deepest * 2 && isDeep(bytes))
    throw new ApiError("BAD_REQUEST", `body: nested deeper than ${deepest}`);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : "unreadable";
    throw new ApiError("BAD_REQUEST", `body: not JSON (${why})`);
  }
}

/** Counts brackets outside of strings; a broken document may be judged either way, for parsing refuses it. */
function isDeep(bytes: Buffer): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === quote) {
      for (i++; i < bytes.length && bytes[i] !== quote; i++) if (bytes[i] === backslash) i++;
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > deepest) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return false;
}
