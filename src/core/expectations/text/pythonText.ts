import type { FrameColumn, TimeColumn } from "../../frame/frame";
import { isDate, isZoned } from "../cells";

/** What `str` makes of a float: `34.0`, `1e+16`, `nan`. */
export function pythonFloat(value: number, isSingle = false): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = shortest(value, isSingle);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    const rest = digits.slice(1);
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${sign}${digits[0]}${rest === "" ? "" : `.${rest}`}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** Digits that are enough to tell the value, and the power of ten of the first. */
function shortest(value: number, isSingle: boolean): [string, number] {
  let text = Math.abs(value).toExponential();
  if (isSingle)
    for (let digits = 0; digits < 9; digits++) {
      text = Math.abs(value).toExponential(digits);
      if (Math.fround(Number(text)) === Math.fround(Math.abs(value))) break;
    }
  const [mantissa = "0", power = "0"] = text.split("e");
  return [mantissa.replace(".", "").replace(/0+$/, "") || "0", Number(power)];
}

/** What `astype(str)` makes of each present cell. */
export function pythonTexts(column: FrameColumn, rows: Int32Array): (row: number) => string {
  switch (column.kind) {
    case "text":
      return (row) => column.words[column.codes[row] as number] as string;
    case "bool":
      return (row) => (column.values[row] === 1 ? "True" : "False");
    case "other":
      return (row) => pythonText(column.values[row]);
    case "number": {
      if (column.longs) return (row) => String(column.longs?.[row]);
      if (column.isInteger) return (row) => String(column.values[row]);
      const isSingle = column.dtype === "float32";
      return (row) => pythonFloat(column.values[row] as number, isSingle);
    }
    case "time":
      return timeTexts(column, rows);
  }
}

/** Without a time of day where none of them has one. */
function timeTexts(column: TimeColumn, rows: Int32Array): (row: number) => string {
  const { values } = column;
  const zone = isZoned(column);
  if (isDate(column) || (!zone && rows.every((row) => (values[row] as number) % 86_400_000 === 0)))
    return (row) => new Date(values[row] as number).toISOString().slice(0, 10);
  const hasFraction = rows.some((row) => (values[row] as number) % 1000 !== 0);
  return (row) => {
    const text = new Date(values[row] as number).toISOString().replace("T", " ");
    return `${text.slice(0, hasFraction ? 23 : 19)}${zone ? "+00:00" : ""}`;
  };
}

/** `str` of what JSON has. */
export function pythonText(value: unknown): string {
  if (typeof value === "string") return value;
  return pythonRepr(value);
}

function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : pythonFloat(value);
  if (typeof value === "string")
    return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, each]) => `${pythonRepr(key)}: ${pythonRepr(each)}`)
      .join(", ")}}`;
  return String(value);
}
