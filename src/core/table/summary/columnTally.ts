import type { ColumnSummary, NumberSummary, SummaryType, ValueSummary } from "./tableSummary";

/** Takes the values of a column one by one. */
export interface ColumnTally {
  /** A cell of a text file: what it is has to be told from how it looks. */
  addText(cell: string): void;
  /** A typed value; null and undefined are missing. */
  add(value: unknown): void;
  summary(): ColumnSummary;
}

const mostSampled = 65_536;
const mostDistinct = 10_000;
const longestValue = 200;
const mostTop = 12;

/** What pandas takes as missing in a text file. */
const missingWords = new Set(
  "|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null".split("|"),
);
const numberLook = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const infinityLook = /^[+-]?inf(inity)?$/i;
const boolLook = /^(true|false)$/i;
const timeLook = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

export function createTally(name: string): ColumnTally {
  const numbers = createNumbers();
  const values = createValues();
  let missing = 0;
  const seen = { integer: 0, number: 0, bool: 0, time: 0, text: 0, other: 0 };

  const addNumber = (value: number): void => {
    if (Number.isNaN(value)) {
      missing++;
      return;
    }
    seen[Number.isInteger(value) ? "integer" : "number"]++;
    numbers.add(value);
  };
  const addTime = (time: number, text: string): void => {
    if (Number.isNaN(time)) {
      seen.text++;
      values.add(text);
      return;
    }
    seen.time++;
    numbers.add(time);
    values.add(text);
  };

  function addText(cell: string): void {
    const first = cell.charCodeAt(0);
    // most cells of most tables begin with a digit, a sign or a point
    const mayBeNumber = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46;
    if (mayBeNumber && numberLook.test(cell)) {
      seen[cell.includes(".") || cell.includes("e") || cell.includes("E") ? "number" : "integer"]++;
      numbers.add(Number(cell));
      values.add(cell);
      return;
    }
    if (missingWords.has(cell)) {
      missing++;
      return;
    }
    if (mayBeNumber && timeLook.test(cell)) {
      // without a zone it is taken as it stands, on every machine alike
      addTime(
        Date.parse(
          /Z|[+-]\d{2}:?\d{2}$/.test(cell.slice(10))
            ? cell.replace(" ", "T")
            : `${cell.slice(0, 10)}T${cell.slice(11) || "00:00"}Z`,
        ),
        cell,
      );
      return;
    }
    if (infinityLook.test(cell)) {
      seen.number++;
      numbers.add(cell.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
      values.add(cell);
      return;
    }
    seen[boolLook.test(cell) ? "bool" : "text"]++;
    values.add(cell);
  }

  function add(value: unknown): void {
    if (value === null || value === undefined) missing++;
    else if (typeof value === "number") addNumber(value);
    else if (typeof value === "bigint") {
      seen.integer++;
      numbers.add(Number(value));
    } else if (typeof value === "boolean") {
      seen.bool++;
      values.add(value ? "true" : "false");
    } else if (typeof value === "string") {
      seen.text++;
      values.add(value);
    } else if (value instanceof Date)
      addTime(value.getTime(), Number.isNaN(value.getTime()) ? "" : value.toISOString());
    else seen.other++;
  }

  return {
    addText,
    add,
    summary() {
      const type = typeOf(seen);
      const areNumbers = type === "integer" || type === "number" || type === "time";
      const found = areNumbers ? numbers.summary() : undefined;
      const hasValues = type === "text" || type === "bool";
      return { name, type, missing, ...(found && { numbers: found }), ...(hasValues && { values: values.summary() }) };
    },
  };
}

/** One that does not look like the others makes the column text, as it does in pandas. */
function typeOf(seen: Readonly<Record<Exclude<SummaryType, "empty">, number>>): SummaryType {
  const kinds = (Object.keys(seen) as (keyof typeof seen)[]).filter((kind) => seen[kind] > 0);
  if (kinds.length === 0) return "empty";
  if (kinds.length === 1) return kinds[0] as SummaryType;
  return kinds.every((kind) => kind === "integer" || kind === "number")
    ? "number"
    : kinds.includes("other")
      ? "other"
      : "text";
}

function createNumbers() {
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let squares = 0;
  let infinite = 0;
  let sample = new Float64Array(1024);
  let taken = 0;
  let stride = 1;

  const keep = (value: number): void => {
    if ((count - 1) % stride !== 0) return;
    if (taken === mostSampled) {
      for (let i = 0; i < taken / 2; i++) sample[i] = sample[i * 2] as number;
      taken /= 2;
      stride *= 2;
      if ((count - 1) % stride !== 0) return;
    }
    if (taken === sample.length) {
      const larger = new Float64Array(sample.length * 2);
      larger.set(sample);
      sample = larger;
    }
    sample[taken++] = value;
  };

  return {
    add(value: number): void {
      if (!Number.isFinite(value)) {
        infinite++;
        return;
      }
      count++;
      if (value < min) min = value;
      if (value > max) max = value;
      const off = value - mean;
      mean += off / count;
      squares += off * (value - mean);
      keep(value);
    },
    summary: (): NumberSummary => ({
      count,
      min: count === 0 ? Number.NaN : min,
      max: count === 0 ? Number.NaN : max,
      mean: count === 0 ? Number.NaN : mean,
      std: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1)),
      infinite,
      sample: sample.slice(0, taken),
    }),
  };
}

function createValues() {
  const counts = new Map<string, number>();
  let isExact = true;
  return {
    add(value: string): void {
      const key = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
      const known = counts.get(key);
      if (known !== undefined) counts.set(key, known + 1);
      else if (counts.size < mostDistinct) counts.set(key, 1);
      else isExact = false;
    },
    summary: (): ValueSummary => ({
      distinct: counts.size,
      isExact,
      top: [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, mostTop),
    }),
  };
}
