import { entriesOf, isList, isMap, keyText, mapOf } from "./mapKeys";
import { pythonEquals } from "./pythonEquals";
import type { Value, ValueMap } from "./values";

/** `wanted` in the order of `there`: what is equal stays, new keys come last, others go. */
export function mergeInto(there: ValueMap, wanted: ValueMap): ValueMap {
  const left = new Map(entriesOf(wanted).map(([key, value]) => [keyText(key), [key, value] as const]));
  const kept: (readonly [Value, Value])[] = [];
  for (const [key, value] of entriesOf(there)) {
    const entry = left.get(keyText(key));
    if (entry) kept.push([key, mergeValue(value, entry[1])]);
    left.delete(keyText(key));
  }
  return mapOf([...kept, ...left.values()]);
}

function mergeValue(there: Value, wanted: Value): Value {
  if (isMap(there) && isMap(wanted)) return mergeInto(there, wanted);
  if (isList(there) && isList(wanted) && there.length === wanted.length)
    return wanted.map((each, index) => mergeValue(there[index] as Value, each));
  return pythonEquals(there, wanted) ? there : wanted;
}
