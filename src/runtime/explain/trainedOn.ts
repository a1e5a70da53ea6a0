import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tracking } from "../tracking/tracking";

/** The file that a run was trained on, where it logged one that still lies there. */
export function trainedOn({ inputs }: Tracking, run: string, workspace: string): string | undefined {
  const doc = inputs.find(run);
  for (const { dataset } of doc === undefined ? [] : inputs.datasetsOf(doc)) {
    const path = pathIn(dataset.source);
    if (path !== undefined && existsSync(resolve(workspace, path))) return path;
  }
  return undefined;
}

/** MLflow writes what a dataset was read from as JSON, with the place as `uri` or `url`. */
function pathIn(source: string): string | undefined {
  const place = /"(?:uri|url|path)":\s*"((?:[^"\\]|\\.)*)"/.exec(source)?.[1];
  if (place === undefined) return undefined;
  const path = JSON.parse(`"${place}"`) as string;
  if (path.startsWith("file://")) return fileURLToPath(path);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? undefined : path;
}
