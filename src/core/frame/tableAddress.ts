/** What a table is named by. */
export type TableAddress =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "version"; readonly path: string; readonly revision: string }
  | { readonly kind: "dataset"; readonly run: string; readonly name: string }
  | { readonly kind: "artifact"; readonly run: string; readonly path: string }
  | { readonly kind: "predictions"; readonly endpoint: string; readonly from: number; readonly to: number };

const units: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 7 * 86400e3 };

/** `isFile`: such a file is there, whatever its name looks like. A fault is thrown as an Error whose message says what. */
export function readTableAddress(address: string, now: number, isFile: (path: string) => boolean): TableAddress {
  const predictions = /^predictions:([^?]*)(?:\?(.*))?$/.exec(address);
  if (predictions) return predictionsAddress(predictions[1] ?? "", predictions[2] ?? "", now);
  const artifact = /^runs:\/+([^/]+)\/(.+)$/.exec(address);
  if (artifact) return { kind: "artifact", run: artifact[1] as string, path: artifact[2] as string };
  const dataset = /^run:([^/]+)\/(.+)$/.exec(address);
  if (dataset) return { kind: "dataset", run: dataset[1] as string, name: dataset[2] as string };
  const path = address.replace(/^file:\/\//, "");
  const at = path.lastIndexOf("@");
  if (at <= 0 || at === path.length - 1 || isFile(path)) return { kind: "file", path };
  return { kind: "version", path: path.slice(0, at), revision: path.slice(at + 1) };
}

function predictionsAddress(endpoint: string, query: string, now: number): TableAddress {
  if (!/^[\w.-]+$/.test(endpoint) || endpoint.startsWith("."))
    throw new Error("expected predictions:ENDPOINT, with ?last=24h or ?from=…&to=… behind it where a time is meant");
  const asked = new URLSearchParams(query);
  for (const key of asked.keys())
    if (!["last", "from", "to"].includes(key)) throw new Error(`'${key}' is none of last, from, to`);
  const last = asked.get("last");
  const from = asked.get("from");
  if (last !== null && from !== null) throw new Error("last and from say the same: name one of them");
  return {
    kind: "predictions",
    endpoint,
    from: last !== null ? now - durationOf(last) : from === null ? 0 : instantOf(from),
    to: asked.get("to") === null ? Number.POSITIVE_INFINITY : instantOf(asked.get("to") ?? ""),
  };
}

function durationOf(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  if (count === undefined) throw new Error(`last=${text}: expected a time as 30m, 24h or 7d`);
  return Number(count) * (units[unit] ?? 0);
}

function instantOf(text: string): number {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`'${text}' is no time: expected one as 2026-01-31 or 2026-01-31T12:00:00Z`);
  return at;
}
