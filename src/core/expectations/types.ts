import type { FrameColumn } from "../frame/frame";
import { cellOf, isDate, isZoned } from "./cells";
import { columnOf, type Domain, presentRows } from "./domain";
import type { Kwargs } from "./kwargs";
import { mapOutcome } from "./mapOutcome";
import { type Outcome, unable } from "./outcome";

const aliases: Readonly<Record<string, string>> = {
  int64: "int int64 int_ long intp i8 <i8 l",
  longlong: "longlong q",
  int32: "int32 i i4 <i4 intc",
  int16: "int16 i2 <i2 h short",
  int8: "int8 i1 b byte",
  uint64: "uint uint64 ulong uintp u8 <u8 L",
  ulonglong: "ulonglong Q",
  uint32: "uint32 u4 <u4 I uintc",
  uint16: "uint16 u2 <u2 H ushort",
  uint8: "uint8 u1 B ubyte",
  float64: "float float64 double d f8 <f8",
  float32: "float32 single f f4 <f4",
  float16: "float16 half f2 <f2 e",
  longdouble: "longdouble float128 g",
  complex128: "complex complex128 cdouble D c16",
  complex64: "complex64 csingle F c8",
  bool: "bool bool_ ? b1 |b1",
  object_: "object object_ O",
  str_: "str str_ unicode U",
  bytes_: "bytes bytes_ S a c",
  datetime64: "datetime64 M M8 datetime64[ns] M8[ns] <M8[ns] datetime64[us] datetime64[ms] datetime64[s]",
  timedelta64: "timedelta64 m m8 timedelta64[ns] m8[ns]",
  void: "void V",
};
const numpyTypes = new Map(
  Object.entries(aliases).flatMap(([type, names]) => names.split(" ").map((name) => [name, type] as const)),
);

/** Python's own, by the names that Great Expectations knows. */
const natives: Readonly<Record<string, string>> = {
  none: "None",
  bool: "bool",
  int: "int",
  long: "int",
  float: "float",
  bytes: "bytes",
  complex: "complex",
  str: "str",
  string_types: "str",
  list: "list",
  dict: "dict",
};

/** Types that pandas has by name. */
const pandasTypes = new Set(
  "ArrowDtype BooleanDtype Categorical CategoricalDtype CategoricalIndex DataFrame DateOffset DatetimeIndex DatetimeTZDtype ExcelFile ExcelWriter Flags Float32Dtype Float64Dtype Grouper HDFStore Index Int16Dtype Int32Dtype Int64Dtype Int8Dtype Interval IntervalDtype IntervalIndex MultiIndex NamedAgg Period PeriodDtype PeriodIndex RangeIndex Series SparseDtype StringDtype Timedelta TimedeltaIndex Timestamp UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype option_context ABCCategoricalIndex ABCIndex ABCRangeIndex Any BDay BaseMaskedDtype BaseOffset CategoricalDtypeType Decimal ExtensionDtype NaTType NumpyEADtype PandasExtensionDtype PerformanceWarning PeriodDtypeBase StorageExtensionDtype cache_readonly date datetime str_type time timedelta".split(
    " ",
  ),
);

interface Named {
  readonly numpy: string | undefined;
  readonly native: string | undefined;
  readonly pandas: string | undefined;
}

function named(type: string): Named {
  const lower = type.toLowerCase();
  return {
    numpy: numpyTypes.get(type),
    native: Object.hasOwn(natives, lower) ? natives[lower] : undefined,
    pandas: numpyTypes.has(type) || !pandasTypes.has(type) ? undefined : type,
  };
}

/** `dtype.type.__name__` of a column. */
function typeName(column: FrameColumn): string {
  if (column.kind === "time" && !isDate(column)) return isZoned(column) ? "Timestamp" : "datetime64";
  if (column.dtype === "object") return "object_";
  if (column.dtype === "category") return "CategoricalDtypeType";
  return column.dtype === "bool" ? "bool" : column.dtype;
}

/** Whether the column's type has this name. */
function isType(column: FrameColumn, { numpy, pandas }: Named): boolean {
  const own = typeName(column);
  return own === numpy || own === pandas;
}

/** Whether a value of a column of objects is an instance of one of these. */
function isInstance(column: FrameColumn, row: number, types: readonly Named[]): boolean {
  const own = instanceNames(column, row);
  return types.some(({ native, pandas }) => own.includes(native ?? "") || own.includes(pandas ?? ""));
}

function instanceNames(column: FrameColumn, row: number): readonly string[] {
  if (column.kind === "text") return ["str", "str_type"];
  if (column.kind === "bool") return ["bool", "int"];
  if (isDate(column)) return ["date"];
  const value = cellOf(column, row);
  if (typeof value === "string") return ["str", "str_type"];
  if (typeof value === "boolean") return ["bool", "int"];
  if (typeof value === "number") return [Number.isInteger(value) ? "int" : "float"];
  return Array.isArray(value) ? ["list"] : ["dict"];
}

function typeMap(domain: Domain, kwargs: Kwargs, column: FrameColumn, types: readonly Named[], none: string): Outcome {
  const rows = presentRows(domain, column);
  if (types.every((each) => !each.numpy && !each.native && !each.pandas)) return unable(none);
  return mapOutcome({
    rows,
    elements: domain.rows.length,
    mostly: kwargs.mostly,
    holds: (row) => isInstance(column, row, types),
    cell: (row) => cellOf(column, row),
  });
}

export function ofType(domain: Domain, kwargs: Kwargs): Outcome {
  const column = columnOf(domain, kwargs.text("column"));
  const type = kwargs.text("type_");
  const own = typeName(column);
  if (own === "object_" && !["object", "object_", "O"].includes(type))
    return typeMap(domain, kwargs, column, [named(type)], `Unrecognized numpy/python type: ${type}`);
  return { success: isType(column, named(type)), result: { observed_value: own } };
}

export function inTypeList(domain: Domain, kwargs: Kwargs): Outcome {
  const column = columnOf(domain, kwargs.text("column"));
  const own = typeName(column);
  if (!kwargs.has("type_list")) return { success: true, result: { observed_value: own } };
  const list = kwargs.texts("type_list");
  if (own === "object_")
    return typeMap(
      domain,
      kwargs,
      column,
      list.map(named),
      `No recognized numpy/python type in list: [${list.map((each) => `'${each}'`).join(", ")}]`,
    );
  const isOne = (type: string) =>
    own === "datetime64" || own === "Timestamp" ? isTimeType(column.dtype, type) : isType(column, named(type));
  return { success: list.some(isOne), result: { observed_value: own } };
}

/** A time's type has its unit: datetime64 alone is another one. */
function isTimeType(dtype: string, type: string): boolean {
  return type.replace(/^<?M8/, "datetime64") === dtype && !dtype.includes(",");
}

const dtypeOf: Readonly<Record<string, string>> = {
  object_: "object",
  longlong: "int64",
  ulonglong: "uint64",
  str_: "<U0",
  bytes_: "|S0",
};
const extensions =
  /^(?:(?:U?Int(?:8|16|32|64)|Float(?:32|64)|boolean|category|string(?:\[.*\])?|period\[.*\]|interval(?:\[.*\])?|Sparse(?:\[.*\])?|.*\[pyarrow\])|datetime64\[(?:s|ms|us|ns), *[^\]]+\])$/;

export function columnType(domain: Domain, kwargs: Kwargs): Outcome {
  const column = columnOf(domain, kwargs.text("column"));
  const type = kwargs.text("type_");
  const numpy = numpyTypes.get(type);
  if (numpy === undefined && !extensions.test(type))
    return unable(`Unrecognized pandas type: ${type} (data type '${type}' not understood)`);
  const isAnyTime = ["datetime64", "M8", "M"].includes(type);
  const isSame =
    numpy === undefined
      ? column.dtype === type.replace(/, */, ", ")
      : (numpy === "datetime64" ? type.replace(/^<?M8/, "datetime64") : (dtypeOf[numpy] ?? numpy)) === column.dtype;
  const success = isAnyTime ? column.kind === "time" && !isDate(column) && !isZoned(column) : isSame;
  return { success, result: { observed_value: column.dtype } };
}
