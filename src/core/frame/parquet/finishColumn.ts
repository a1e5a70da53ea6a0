import type { FrameColumn } from "../frame";
import { joinWords } from "../joinWords";
import type { ColumnTarget, DecodedChunk } from "./decodeChunk";
import type { PandasNote } from "./pandasNote";
import type { PlannedColumn } from "./planColumns";

/** A column whose row groups were all read, as pandas has it. `rows`: of each row group. */
export function finishColumn(
  { name, type }: PlannedColumn,
  target: ColumnTarget,
  parts: readonly DecodedChunk[],
  rows: readonly number[],
  note: PandasNote,
  longs?: BigInt64Array,
): FrameColumn {
  const missing = parts.reduce((sum, each) => sum + each.missing, 0);
  const nulls = parts.reduce((sum, each) => sum + each.nulls, 0);
  const own = note.dtypes.get(name);
  switch (type.kind) {
    case "bool":
      return {
        kind: "bool",
        name,
        missing,
        dtype: own ?? (nulls > 0 ? "object" : "bool"),
        values: target as Uint8Array,
      };
    case "nothing":
      return { kind: "text", name, missing, dtype: own ?? "object", codes: target as Int32Array, words: [] };
    case "text": {
      const codes = target as Int32Array;
      const words = joinWords(
        codes,
        parts.map((each, i) => ({ rows: rows[i] as number, words: each.words ?? [] })),
      );
      return { kind: "text", name, missing, dtype: own ?? "object", codes, words };
    }
    case "time": {
      const zone = note.zones.get(name);
      const dtype = zone === undefined ? type.dtype : type.dtype.replace(/(?:, UTC)?\]$/, `, ${zone}]`);
      return { kind: "time", name, missing, dtype: own ?? dtype, values: target as Float64Array };
    }
    case "number": {
      const isWhole = !type.dtype.startsWith("float");
      const isInteger = isWhole && nulls === 0;
      const dtype = own ?? (isWhole && nulls > 0 ? "float64" : type.dtype);
      return {
        kind: "number",
        name,
        missing,
        dtype,
        isInteger,
        values: target as Float64Array,
        ...(longs && { longs }),
      };
    }
    default:
      return type satisfies never;
  }
}
