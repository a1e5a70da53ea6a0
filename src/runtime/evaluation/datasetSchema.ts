import { type Exact, isList, isMap, isNumber, isWhole, parseExact, printExact } from "../../core/json/exact";

/** Names and kinds of what the records of a dataset hold, as MLflow infers them: the first kind seen of a field stays. */
export function schemaWith(before: string | undefined, records: readonly ReadonlyMap<string, Exact>[]): string {
  const parsed = before === undefined ? undefined : parseExact(before);
  const schema = new Map<string, Exact>(parsed !== undefined && isMap(parsed) ? parsed : emptySchema());
  for (const record of records) {
    addFields(schema, "inputs", record.get("inputs"));
    addFields(schema, "outputs", record.get("outputs"));
    addFields(schema, "expectations", record.get("expectations"));
  }
  return printExact(schema, { ascii: true });
}

function emptySchema(): [string, Exact][] {
  const none: Exact = new Map();
  return [
    ["inputs", none],
    ["outputs", none],
    ["expectations", none],
    ["version", "1.0"],
  ];
}

function addFields(schema: Map<string, Exact>, part: string, value: Exact | undefined): void {
  if (value === undefined || value === null) return;
  const known = schema.get(part);
  if (isMap(value)) {
    if (known !== undefined && !isMap(known)) return;
    const fields = new Map<string, Exact>(known);
    for (const [key, each] of value) if (!fields.has(key)) fields.set(key, kindOf(each));
    schema.set(part, fields);
  } else if (part === "outputs" && (known === undefined || (isMap(known) && known.size === 0)))
    schema.set(part, kindOf(value)); // outputs may be one bare value
}

function kindOf(value: Exact): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  if (isList(value)) return "array";
  if (isMap(value)) return "object";
  return isNumber(value) && isWhole(value) ? "integer" : "float";
}
