import type { ParquetColumn } from "../../table/parquetFile";
import { numberIn, structIn } from "../../table/thrift";

/** Parquet's own types. */
export const physical = { bool: 0, int32: 1, int64: 2, int96: 3, float32: 4, float64: 5, bytes: 6, fixed: 7 } as const;

/** What a flat column holds, and what pandas calls it where nothing is missing. */
export type LeafType =
  | { readonly kind: "number"; readonly physical: number; readonly isUnsigned: boolean; readonly dtype: string }
  | { readonly kind: "time"; readonly physical: number; readonly dtype: string; readonly unit: TimeUnit }
  | { readonly kind: "bool" }
  | { readonly kind: "text" }
  /** A column in which nothing ever was. */
  | { readonly kind: "nothing" };

export type TimeUnit = "ms" | "us" | "ns";

const texts = new Set([0, 4, 19]);
/** The names of old for whole numbers: their size, and whether they have a sign. */
const wholes: ReadonlyMap<number, string> = new Map([
  [11, "uint8"],
  [12, "uint16"],
  [13, "uint32"],
  [14, "uint64"],
  [15, "int8"],
  [16, "int16"],
  [17, "int32"],
  [18, "int64"],
]);

/** Undefined: another reader has to look at it (dates, decimals, bytes, lists). */
export function leafType({ element }: ParquetColumn): LeafType | undefined {
  const kind = numberIn(element, 1);
  const meant = numberIn(element, 6);
  const logical = structIn(element, 10);
  const has = (id: number) => logical?.has(id) === true;
  if (has(11)) return { kind: "nothing" };
  switch (kind) {
    case physical.bool:
      return { kind: "bool" };
    case physical.int32:
      if (meant === undefined && (logical === undefined || has(10))) return whole(kind, "int32");
      return meant !== undefined && wholes.has(meant) ? whole(kind, wholes.get(meant) as string) : undefined;
    case physical.int64: {
      const stamp = logical && structIn(logical, 8);
      if (stamp !== undefined || meant === 9 || meant === 10) {
        const units = stamp && structIn(stamp, 2);
        const unit = units?.has(3) ? "ns" : units?.has(2) || meant === 10 ? "us" : "ms";
        const isZoned = stamp === undefined || stamp.get(1)?.value === true;
        return { kind: "time", physical: kind, unit, dtype: `datetime64[${unit}${isZoned ? ", UTC" : ""}]` };
      }
      if (meant === undefined && (logical === undefined || has(10))) return whole(kind, "int64");
      return meant !== undefined && wholes.has(meant) ? whole(kind, wholes.get(meant) as string) : undefined;
    }
    case physical.int96:
      return { kind: "time", physical: kind, unit: "ns", dtype: "datetime64[ns]" };
    case physical.float32:
      return { kind: "number", physical: kind, isUnsigned: false, dtype: "float32" };
    case physical.float64:
      return { kind: "number", physical: kind, isUnsigned: false, dtype: "float64" };
    case physical.bytes:
      return (meant !== undefined && texts.has(meant)) || has(1) || has(4) || has(12) ? { kind: "text" } : undefined;
    default:
      return undefined;
  }
}

function whole(kind: number, dtype: string): LeafType {
  return { kind: "number", physical: kind, isUnsigned: dtype.startsWith("u"), dtype };
}
