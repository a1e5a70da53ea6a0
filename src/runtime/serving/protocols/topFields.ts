import type { JsonObject } from "./readJson";

const none: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

/** What a rule of routing may look at: values, not lists or objects. */
export function topFields(fields: JsonObject): Readonly<Record<string, unknown>> {
  let found: Record<string, unknown> | undefined;
  for (const [name, value] of fields) {
    if (value === null || typeof value === "object" || Number.isNaN(value)) continue;
    found ??= Object.create(null) as Record<string, unknown>;
    found[name] = typeof value === "bigint" ? String(value) : value;
  }
  return found ?? none;
}
