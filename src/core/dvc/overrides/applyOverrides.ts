import { pythonEquals } from "../pythonEquals";
import { type Value, type ValueMap, WholeFloat } from "../values";
import { type Override, OverrideFault } from "./override";

/** The parameters of a file with overrides laid on, in their order; what is not there is added only by `+`. */
export function applyOverrides(params: ValueMap, overrides: readonly Override[], file: string): ValueMap {
  const root = copy(params) as MutableMap;
  for (const override of overrides) {
    if (override.kind === "remove") remove(root, override, file);
    else lay(root, override, file);
  }
  return root;
}

type Mutable = null | boolean | string | number | bigint | WholeFloat | Mutable[] | MutableMap;
interface MutableMap {
  [key: string]: Mutable;
}

function lay(root: MutableMap, override: Override, file: string): void {
  const names = override.key.split(".");
  const mayAdd = override.kind !== "change";
  const value = copy(override.value ?? null);
  const at = select(root, names);
  if (override.kind === "add" && at !== undefined && at !== null && !isContainer(value))
    throw new OverrideFault(
      `${file}: '${override.key}' is there already: ${override.text.slice(1)} changes it, +${override.text} does either`,
    );
  let node: Mutable[] | MutableMap = root;
  for (const name of names.slice(0, -1)) {
    const next = child(node, name);
    if (next === undefined && !mayAdd) refuse(override, file);
    if (isContainer(next)) node = next;
    else {
      const made: MutableMap = {};
      put(node, name, made, override, file);
      node = made;
    }
  }
  const last = names.at(-1) as string;
  const old = child(node, last);
  if (old === undefined && !mayAdd) refuse(override, file);
  if (isMap(old) && isMap(value)) merge(old, value, override, file);
  else if (isContainer(old) && isContainer(value) && Array.isArray(old) !== Array.isArray(value))
    throw new OverrideFault(
      `${file}: '${override.key}' is ${Array.isArray(old) ? "a list" : "a map"}; ${override.text} does not fit`,
    );
  else put(node, last, value, override, file);
}

function merge(into: MutableMap, from: MutableMap, override: Override, file: string): void {
  for (const [key, value] of Object.entries(from)) {
    const old = Object.hasOwn(into, key) ? into[key] : undefined;
    if (old === undefined && override.kind === "change") refuse(override, file, `${override.key}.${key}`);
    if (isMap(old) && isMap(value)) merge(old, value, override, file);
    else into[key] = value;
  }
}

function remove(root: MutableMap, override: Override, file: string): void {
  const names = override.key.split(".");
  const above = select(root, names.slice(0, -1));
  const last = names.at(-1) as string;
  const old = isMap(above) && Object.hasOwn(above, last) ? above[last] : undefined;
  if (old === undefined || old === null || !isMap(above))
    throw new OverrideFault(`${file}: '${override.key}' is not there and cannot be removed`);
  if (override.value !== undefined && override.value !== null && !pythonEquals(old as Value, override.value))
    throw new OverrideFault(`${file}: '${override.key}' has another value than ${override.text} says`);
  delete above[last];
}

function select(root: MutableMap, names: readonly string[]): Mutable | undefined {
  let at: Mutable | undefined = root;
  for (const name of names) {
    if (!isContainer(at)) return undefined;
    at = child(at, name);
  }
  return at;
}

function child(node: Mutable[] | MutableMap, name: string): Mutable | undefined {
  if (Array.isArray(node)) return /^\d+$/.test(name) ? node[Number(name)] : undefined;
  return Object.hasOwn(node, name) ? node[name] : undefined;
}

function put(node: Mutable[] | MutableMap, name: string, value: Mutable, override: Override, file: string): void {
  if (!Array.isArray(node)) {
    Object.defineProperty(node, name, { value, writable: true, enumerable: true, configurable: true });
    return;
  }
  if (!(Number(name) < node.length)) refuse(override, file);
  node[Number(name)] = value;
}

function refuse(override: Override, file: string, key = override.key): never {
  throw new OverrideFault(`${file}: there is no '${key}'; to add it: +${override.text.replace(/^\+/, "")}`);
}

function isContainer(value: Mutable | undefined): value is Mutable[] | MutableMap {
  return typeof value === "object" && value !== null && !(value instanceof WholeFloat);
}

function isMap(value: Mutable | undefined): value is MutableMap {
  return isContainer(value) && !Array.isArray(value);
}

function copy(value: Value): Mutable {
  if (Array.isArray(value)) return (value as readonly Value[]).map(copy);
  if (typeof value !== "object" || value === null || value instanceof WholeFloat) return value as Mutable;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)]));
}
