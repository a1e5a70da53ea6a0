import { floatText } from "../pythonFloat";
import { type Value, WholeFloat } from "../values";
import { type Distribution, OverrideFault, type SweepValues } from "./override";

/** What a word or a call stands for while an override is read. */
export type Parsed = Value | Quoted | SweepOf;

/** Text in quotes: never a number. */
export class Quoted {
  constructor(readonly text: string) {}
}

export class SweepOf {
  constructor(
    readonly values: SweepValues,
    /** `a,b,c` without `choice(…)`. */
    readonly isSimple = false,
  ) {}
}

type Named = ReadonlyMap<string, Parsed>;

/** Those of Hydra, and the distributions that a search draws from. Throws an OverrideFault without the place. */
export function callFunction(name: string, args: readonly Parsed[], named: Named): Parsed {
  const call = functions[name];
  if (!call || !Object.hasOwn(functions, name))
    throw new OverrideFault(`no such function; there are ${Object.keys(functions).join(", ")}`);
  return call(args, named);
}

const functions: Readonly<Record<string, (args: readonly Parsed[], named: Named) => Parsed>> = {
  int: cast((value) => Math.trunc(numberOf(value))),
  float: cast((value) => floatValue(numberOf(value))),
  str: cast(textOf),
  bool: cast(booleanOf),
  choice(args, named) {
    refuse(named, []);
    const [only] = args;
    if (args.length === 0) throw new OverrideFault("it needs values");
    if (args.length === 1 && only instanceof SweepOf && only.isSimple) return new SweepOf(only.values);
    return new SweepOf({ kind: "choice", values: args.map(single) });
  },
  range(args, named) {
    const [first, second, third] = bind(args, named, ["start", "stop", "step"], 1);
    const [start, stop] = second === undefined ? [0, first as Value] : [first as Value, second];
    return new SweepOf({ kind: "range", values: rangeOf(start, stop, third ?? 1) });
  },
  interval: distribution(["start", "end"], (low, high) => ({ kind: "float", low, high, log: false })),
  uniform: distribution(["low", "high"], (low, high) => ({ kind: "float", low, high, log: false })),
  loguniform: distribution(["low", "high"], (low, high) => ({ kind: "float", low, high, log: true })),
  quniform: distribution(["low", "high", "step"], (low, high, step) => ({
    kind: "float",
    low,
    high,
    log: false,
    step,
  })),
  randint: distribution(["low", "high"], (low, high) => ({ kind: "integer", low, high, log: false, step: 1 })),
  logint: distribution(["low", "high"], (low, high) => ({ kind: "integer", low, high, log: true, step: 1 })),
  tag: (args) => {
    const last = args.at(-1);
    if (!(last instanceof SweepOf)) throw new OverrideFault("its last value has to be a range of values");
    return last;
  },
  sort(args, named) {
    const isReverse = named.get("reverse") === true;
    const [only] = args;
    const sweep = args.length === 1 && only instanceof SweepOf ? only : undefined;
    const values = sweep && "values" in sweep.values ? sweep.values.values : args.map(single);
    const sorted = [...values].sort((a, b) => compare(a, b) * (isReverse ? -1 : 1));
    return new SweepOf({ kind: "choice", values: sorted }, sweep?.isSimple ?? true);
  },
};

function cast(change: (value: Value) => Value): (args: readonly Parsed[], named: Named) => Parsed {
  const changed = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value === "object" && value !== null && !(value instanceof WholeFloat))
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each)]));
    return change(value);
  };
  return (args, named) => {
    const all = [...args, ...named.values()];
    if (all.length === 0) throw new OverrideFault("it needs a value");
    if (all.length > 1) return new SweepOf({ kind: "choice", values: all.map(single).map(changed) }, true);
    const [only] = all as [Parsed];
    if (!(only instanceof SweepOf)) return changed(single(only));
    if (!("values" in only.values)) throw new OverrideFault("a distribution has its own type");
    return new SweepOf({ ...only.values, values: only.values.values.map(changed) }, only.isSimple);
  };
}

function distribution(names: readonly string[], make: (low: number, high: number, step: number) => Distribution) {
  return (args: readonly Parsed[], named: Named): Parsed => {
    const [low = 0, high = 0, step = 1] = bind(args, named, names, names.length).map(numberOf);
    const made = make(low, high, step);
    if (!(low < high) || !Number.isFinite(high - low)) throw new OverrideFault(`${low} has to be less than ${high}`);
    if (made.log && low <= 0) throw new OverrideFault(`${low} has no logarithm; begin above 0`);
    if (made.kind === "integer" && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
      throw new OverrideFault("both ends have to be whole numbers");
    if (made.step !== undefined && !(made.step > 0)) throw new OverrideFault("the step has to be above 0");
    return new SweepOf(made);
  };
}

function bind(args: readonly Parsed[], named: Named, names: readonly string[], least: number): (Value | undefined)[] {
  refuse(named, names);
  if (args.length > names.length) throw new OverrideFault(`it takes ${names.join(", ")}`);
  const bound = names.map((name, i) => {
    const given = args[i] ?? named.get(name);
    return given === undefined ? undefined : single(given);
  });
  const missing = names.slice(0, least).find((_, i) => bound[i] === undefined);
  if (missing !== undefined) throw new OverrideFault(`'${missing}' is missing`);
  for (const value of bound) if (value !== undefined) numberOf(value);
  return bound;
}

function refuse(named: Named, names: readonly string[]): void {
  for (const name of named.keys()) if (!names.includes(name)) throw new OverrideFault(`it takes no '${name}'`);
}

function single(parsed: Parsed): Value {
  if (parsed instanceof SweepOf) throw new OverrideFault("ranges of values do not go into each other");
  return parsed instanceof Quoted ? parsed.text : parsed;
}

const mostValues = 100_000;

/** Whole numbers, or else floats that are added up exactly and rounded once, as Python's decimals are. */
function rangeOf(start: Value, stop: Value, step: Value): Value[] {
  const ends = [start, stop, step].map(numberOf);
  const isWhole = [start, stop, step].every((each) => typeof each === "number" && Number.isInteger(each));
  if (!ends.every(Number.isFinite)) throw new OverrideFault("it has no end");
  const unit = Math.max(...ends.map(bitsBehindPoint));
  const [from, to, by] = ends.map((each) => exact(each, unit)) as [bigint, bigint, bigint];
  if (by === 0n) throw new OverrideFault("the step is 0");
  const values: Value[] = [];
  for (let at = from; by > 0n ? at < to : at > to; at += by) {
    if (values.length === mostValues) throw new OverrideFault(`it has more than ${mostValues} values`);
    const value = Number(at) / 2 ** unit;
    values.push(isWhole ? value : floatValue(value));
  }
  return values;
}

function bitsBehindPoint(value: number): number {
  let bits = 0;
  for (let left = value; !Number.isInteger(left) && bits < 1000; left *= 2) bits++;
  return bits;
}

/** In units of 2^-bits. */
function exact(value: number, bits: number): bigint {
  const own = bitsBehindPoint(value);
  return BigInt(value * 2 ** own) << BigInt(bits - own);
}

export function floatValue(value: number): number | WholeFloat {
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}

function numberOf(value: Value | undefined): number {
  const number =
    value instanceof WholeFloat
      ? value.value
      : typeof value === "string" && value.trim() !== ""
        ? Number(value.replaceAll("_", ""))
        : typeof value === "object"
          ? Number.NaN
          : Number(value);
  if (Number.isNaN(number) || value === "") throw new OverrideFault(`'${textOf(value ?? null)}' is no number`);
  return number;
}

function booleanOf(value: Value): boolean {
  if (typeof value !== "string") return value instanceof WholeFloat ? value.value !== 0 : Boolean(value);
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw new OverrideFault(`'${value}' is neither true nor false`);
}

function textOf(value: Value): string {
  if (value instanceof WholeFloat) return floatText(value.value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function compare(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return numberOf(a) - numberOf(b);
}
