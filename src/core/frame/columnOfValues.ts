import { type FrameColumn, noBool } from "./frame";
import { textColumn } from "./textColumn";

/** What the values of a JSON column are, typed as pandas types them: null is nothing. */
export function columnOfValues(name: string, values: readonly unknown[]): FrameColumn {
  let [numbers, bools, texts, others, missing] = [0, 0, 0, 0, 0];
  let isWhole = true;
  for (const value of values) {
    if (value === null || value === undefined) missing++;
    else if (typeof value === "number") {
      numbers++;
      isWhole &&= Number.isInteger(value);
    } else if (typeof value === "boolean") bools++;
    else if (typeof value === "string") texts++;
    else others++;
  }
  const present = numbers + bools + texts + others;
  if (present === numbers && (present > 0 || missing > 0)) {
    const isInteger = isWhole && missing === 0;
    return {
      kind: "number",
      name,
      missing,
      dtype: isInteger ? "int64" : "float64",
      isInteger,
      values: Float64Array.from(values, (each) => (typeof each === "number" ? each : Number.NaN)),
    };
  }
  if (present > 0 && present === bools) {
    const bits = Uint8Array.from(values, (each) => (typeof each === "boolean" ? Number(each) : noBool));
    return { kind: "bool", name, missing, dtype: missing > 0 ? "object" : "bool", values: bits };
  }
  if (present === texts)
    return textColumn(
      name,
      values.map((each) => (typeof each === "string" ? each : undefined)),
    );
  return { kind: "other", name, missing, dtype: "object", values: values.map((each) => each ?? null) };
}
