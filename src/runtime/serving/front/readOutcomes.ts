import { isList, isObject, type Json, readJson } from "../protocols/readJson";
import { topFields } from "../protocols/topFields";

/** The body of POST /feedback, read as requests are: an id that no double holds is the same as in the prediction. */
export function readOutcomes(body: Uint8Array): unknown {
  const said = readJson(body);
  return isList(said) ? said.map(outcomeOf) : outcomeOf(said);
}

function outcomeOf(one: Json): unknown {
  if (!isObject(one)) return one;
  const value = one.get("value");
  return { ...topFields(one), ...(typeof value === "bigint" && { value: Number(value) }) };
}
