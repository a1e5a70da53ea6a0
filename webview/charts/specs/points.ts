import { liesOnLog } from "../parallelModel";

/** A run with what a chart over runs draws of it: fields by their keys. */
export interface RunDatum {
  readonly id: string;
  readonly name: string;
  /** In the palette. */
  readonly place: number;
  /** A chosen or reference run stands out. */
  readonly isChosen?: boolean;
  readonly fields: Readonly<Record<string, number | string | undefined>>;
}

export interface Field {
  readonly key: string;
  readonly label: string;
  readonly isLog?: boolean;
  readonly direction?: "higher" | "lower" | "none";
}

/** Whether all that is there is numbers. */
export function isNumeric(runs: readonly RunDatum[], key: string): boolean {
  const values = runs.flatMap(({ fields }) => fields[key] ?? []);
  return values.length > 0 && values.every((value) => typeof value === "number");
}

/** Whether the numbers are told apart on a log axis alone, as rates are; the same rule as for parallel coordinates. */
export function looksLog(runs: readonly RunDatum[], key: string): boolean {
  const values = runs.flatMap(({ fields }) => fields[key] ?? []);
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  return liesOnLog([...new Set(numbers)].sort((a, b) => a - b));
}

export interface PlainDatum {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  readonly isChosen: boolean;
}

/** Names of fields hold dots and brackets, which Vega would read as paths: data is given by plain names. */
export function plainValues<Key extends string>(
  runs: readonly RunDatum[],
  keys: Readonly<Record<Key, string>>,
): (PlainDatum & Record<Key, number | string | null>)[] {
  return runs.map(({ id, name, place, isChosen, fields }) => {
    const own = Object.entries<string>(keys).map(([plain, key]) => [plain, finite(fields[key])]);
    return {
      id,
      name,
      place,
      isChosen: isChosen ?? false,
      ...(Object.fromEntries(own) as Record<Key, number | string | null>),
    };
  });
}

/** JSON has no NaN: null. */
export function finite(value: number | string | undefined): number | string | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return value ?? null;
}

/** The run that the pointer is at, anywhere on the page: null, or its id. */
export const nearParam = { name: "near", value: null } as const;

/** Every mark is as it is, until one run stands out. */
export function fading(opacity = 1) {
  return { condition: { test: "near === null || datum.id === near", value: opacity }, value: opacity * 0.25 };
}

/** The scale of runs' own colours. */
export function runColours(runs: readonly RunDatum[]) {
  const ids = runs.map(({ id }) => id);
  return { domain: ids, range: runs.map(({ place }) => `var(--tm-c${((place - 1) % 10) + 1})`) };
}

/** Title of an axis: what is better is said there. */
export function axisTitle({ label, direction }: Field): string {
  return direction === "lower" ? `${label} (lower is better)` : label;
}

export function positionOf(runs: readonly RunDatum[], plain: string, field: Field) {
  const isNumber = isNumeric(runs, field.key);
  const isLog = isNumber && (field.isLog ?? looksLog(runs, field.key)) && allPositive(runs, field.key);
  return {
    field: plain,
    type: isNumber ? ("quantitative" as const) : ("nominal" as const),
    title: axisTitle(field),
    ...(isNumber ? { scale: isLog ? { type: "log", nice: false } : { zero: false } } : {}),
  };
}

function allPositive(runs: readonly RunDatum[], key: string): boolean {
  return runs.every(({ fields }) => {
    const value = fields[key];
    return typeof value !== "number" || value > 0;
  });
}
