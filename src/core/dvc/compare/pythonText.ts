import { isList, isMap, keyText } from "../mapKeys";
import type { Value } from "../values";

/** Python's `repr` of a value. */
export function pythonRepr(value: Value): string {
  if (typeof value === "string") return reprOfText(value);
  if (isList(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, each]) => `${reprOfText(key)}: ${pythonRepr(each)}`)
      .join(", ")}}`;
  return keyText(value);
}

/** Python's `str`. */
export function pythonStr(value: Value): string {
  return typeof value === "string" ? value : pythonRepr(value);
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\'\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (one) => {
    if (one === "'") return quote === "'" ? "\\'" : one;
    const code = one.codePointAt(0) as number;
    return escapes[one] ?? hexEscape(code);
  });
  return quote + inner + quote;
}

function hexEscape(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}
