import { unfit } from "./fillTensor";
import type { Layout, Slot } from "./layout";
import type { JsonObject } from "./readJson";

const mostNamed = 12;

/** Throws a Refusal that names what is missing and what is too much. */
export function checkNames({ slots, names }: Layout, given: JsonObject, place: string): void {
  let found = 0;
  for (let i = 0; i < slots.length; i++) if (given.has((slots[i] as Slot).name)) found++;
  if (found === given.size && found === slots.length) return;
  const missing = slots.filter(({ name, column }) => !given.has(name) && (column?.required ?? true));
  const extra = [...given.keys()].filter((name) => !names?.has(name));
  refuseNames(
    missing.map(({ name }) => name),
    extra,
    { slots, place },
  );
}

/** For each slot the column of the request that it comes from, -1 where it was left out; undefined: as they come. */
export function sourcesOf(layout: Layout, given: readonly string[], field: string): number[] | undefined {
  const { names, slots } = layout;
  if (names === undefined) {
    if (slots.length !== given.length) throw unfit(field, lengthFault(layout, given.length));
    return undefined;
  }
  const twice = given.find((name, i) => given.indexOf(name) !== i);
  if (twice !== undefined) throw unfit(field, `column '${twice}' is there twice`);
  const places = new Map(given.map((name, i) => [name, i]));
  const missing = slots.filter(({ name, column }) => !places.has(name) && (column?.required ?? true));
  const extra = given.filter((name) => !names.has(name));
  refuseNames(
    missing.map(({ name }) => name),
    extra,
    { slots, place: field },
  );
  return slots.map(({ name }) => places.get(name) ?? -1);
}

function refuseNames(
  missing: readonly string[],
  extra: readonly string[],
  { slots, place }: { slots: readonly Slot[]; place: string },
): void {
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    ...(missing.length > 0 ? [`missing ${listed(missing)}`] : []),
    ...(extra.length > 0 ? [`unknown ${listed(extra)}`] : []),
  ];
  const takes = `the model takes ${listed(slots.map(({ name }) => name))}`;
  throw unfit(place, `${parts.join("; ")}; ${takes}`);
}

/** `expected 30 features, got 29`. */
export function lengthFault({ kind, slots, names }: Layout, got: number): string {
  if (kind === "table" && slots.length > mostNamed) return `expected ${slots.length} features, got ${got}`;
  const which = names === undefined ? "" : ` (${slots.map(({ name }) => name).join(", ")})`;
  return `expected ${slots.length} ${kind === "table" ? "features" : "values"}${which}, got ${got}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => `'${name.length > 60 ? `${name.slice(0, 60)}…` : name}'`);
  const rest = names.length - shown.length;
  return `column${names.length === 1 ? "" : "s"} ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
