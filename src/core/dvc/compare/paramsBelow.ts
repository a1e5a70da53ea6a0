import { isList, isMap, mapOf } from "../mapKeys";
import { matchPaths } from "../pipeline/params/findParam";
import type { Value } from "../values";

/** The parts of a file that names lead to, in the shape of the file. A list keeps nothing where an item was not named. */
export function paramsBelow(value: Value, names: readonly string[]): Value {
  let whole: Value = {};
  for (const name of new Set(names))
    for (const { path, value: found } of matchPaths(value, name)) whole = placed(whole, path, found, value);
  return whole;
}

function placed(into: Value, path: readonly (string | number)[], found: Value, model: Value): Value {
  const [key, ...rest] = path;
  if (key === undefined) return isMap(found) && isMap(into) ? { ...into, ...found } : found;
  if (isList(model)) {
    const items = isList(into) ? [...into] : [];
    while (items.length <= Number(key)) items.push(null);
    items[Number(key)] = placed(items[Number(key)] ?? null, rest, found, model[Number(key)] ?? null);
    return items;
  }
  const entries = isMap(into) ? Object.entries(into) : [];
  const below = isMap(model) ? (model[key] ?? null) : null;
  const old = entries.find(([each]) => each === key)?.[1] ?? null;
  return mapOf([...entries.filter(([each]) => each !== key), [String(key), placed(old, rest, found, below)] as const]);
}
