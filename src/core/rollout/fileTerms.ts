import { parseModelUri } from "../mlflow/modelUri";
import type { ModelSource } from "./deployment";
import { type Shape, text } from "./shape";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const durationPattern = "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$";

/** `500ms`, `30s`, `10m`, `1h` → milliseconds. */
export const duration: Shape<number> = text(
  "a duration as 500ms, 30s, 10m or 1h",
  (written) => {
    const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(written) ?? [];
    const ms = Number(count) * (units[unit ?? ""] ?? Number.NaN);
    return Number.isFinite(ms) ? ms : undefined; // endless would be nothing once it was kept as JSON
  },
  { pattern: durationPattern },
);

/** How a time is written in a file and in reasons. */
export function writeDuration(ms: number): string {
  for (const unit of ["h", "m", "s"] as const) {
    const size = units[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return ms >= 1000 ? `${Math.round(ms / 100) / 10}s` : `${Math.round(ms)}ms`;
}

const namePattern = "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$";

/** It stands in addresses, headers and names of files, and is a key of plain data: `constructor` would be there already. */
export const plainName: Shape<string> = text(
  "a name of letters, digits, '-', '_' and '.', 63 at most",
  (written) => (new RegExp(namePattern).test(written) && !(written in {}) ? written : undefined),
  { pattern: namePattern },
);

export const anyText: Shape<string> = text("text", (written) => (written.trim() === "" ? undefined : written), {
  minLength: 1,
});

export const headerName: Shape<string> = text(
  "the name of a header",
  (written) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(written) ? written.toLowerCase() : undefined),
  { pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
);

export const model: Shape<ModelSource> = text(
  "models:/NAME/VERSION, models:/NAME@ALIAS, runs:/ID/PATH or the path of an ONNX file",
  readModelSource,
  { examples: ["models:/churn/1", "models:/churn@champion", "runs:/0123abcd/model", "models/churn.onnx"] },
);

export function readModelSource(written: string): ModelSource | undefined {
  const at = written.trim();
  if (/^models:/i.test(at)) {
    const uri = parseModelUri(at);
    // a name alone is a version forgotten; MLflow's own ids begin with m-
    return uri === undefined || (uri.by === "id" && !uri.id.startsWith("m-"))
      ? undefined
      : { from: "registry", text: at, uri };
  }
  if (/^runs:/i.test(at)) {
    const [, run, path] = /^runs:\/+([^/?#]+)\/+([^?#]+)$/i.exec(at) ?? [];
    return run === undefined || path === undefined ? undefined : { from: "run", text: at, run, path };
  }
  const path = at.replace(/^file:\/\/(?=\/)/, "");
  // a letter and a colon is a disk of Windows
  return path === "" || /^[a-z][a-z0-9+.-]+:/i.test(path) ? undefined : { from: "file", text: at, path };
}
