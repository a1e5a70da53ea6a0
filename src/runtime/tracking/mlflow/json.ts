/** Pieces of JSON written by hand where answers are hot or long. */

/** Anything but a plain character: control characters, quotes, backslashes, and surrogates, which may be alone. */
const escaped = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string as JSON; most need no escaping at all. */
export function quote(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A double as protobuf's JSON has it: what is not finite becomes text. */
export function double(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

export function pair(key: string, value: string): string {
  return `{"key":${quote(key)},"value":${quote(value)}}`;
}

/** `"name":[…]`, or nothing when the list is empty: protobuf leaves empty lists out. */
export function listField(name: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `"${name}":[${items.join(",")}]`;
}

/** Fields into an object; empty ones fall away. */
export function objectOf(fields: readonly string[]): string {
  return `{${fields.filter((field) => field !== "").join(",")}}`;
}
