import { notesOf } from "../../table/parquetSubset";
import { type Struct, textIn } from "../../table/thrift";

/** What pandas wrote of its table beside it. */
export interface PandasNote {
  /** Columns that were its index, and no columns. */
  readonly index: ReadonlySet<string>;
  /** By the field's name: what pandas called its type, where the file alone does not tell. */
  readonly dtypes: ReadonlyMap<string, string>;
  readonly zones: ReadonlyMap<string, string>;
}

interface Noted {
  readonly index_columns?: unknown;
  readonly columns?: unknown;
}

/** Types that only pandas has. */
const own = /^(?:U?Int(?:8|16|32|64)|Float(?:32|64)|boolean|string)$/;

export function pandasNote(footer: Struct): PandasNote {
  const index = new Set<string>();
  const dtypes = new Map<string, string>();
  const zones = new Map<string, string>();
  const found = notesOf(footer).find(({ key }) => key === "pandas");
  const noted = found === undefined ? {} : parse(textIn(found.struct, 2) ?? "");
  for (const each of list(noted.index_columns)) if (typeof each === "string") index.add(each);
  for (const each of list(noted.columns)) {
    if (typeof each !== "object" || each === null) continue;
    const { name, field_name, pandas_type, numpy_type, metadata } = each as Record<string, unknown>;
    const field = field_name ?? name;
    if (typeof field !== "string") continue;
    if (pandas_type === "categorical") dtypes.set(field, "category");
    else if (typeof numpy_type === "string" && own.test(numpy_type)) dtypes.set(field, numpy_type);
    const zone =
      typeof metadata === "object" && metadata !== null ? (metadata as { timezone?: unknown }).timezone : undefined;
    if (typeof zone === "string") zones.set(field, zone);
  }
  return { index, dtypes, zones };
}

function parse(text: string): Noted {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // a note that does not read says nothing
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
