import { isAbsolute, relative, sep } from "node:path";
import { limits } from "../limits";
import type { DataVersion } from "./dataVersions";

/** Where a run came from, as far as could be seen from here. */
export type ProvenanceDoc = {
  readonly command?: string;
  readonly cwd?: string;
  readonly host: string;
  readonly pid?: number;
  readonly launch?: string;
  /** Absolute; `line` is where it first speaks to the tracking. */
  readonly script?: string;
  readonly line?: number;
  readonly module?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly remote?: string;
  readonly dirty?: boolean;
  readonly python?: string;
  readonly python_version?: string;
  readonly packages?: number;
  /** Where in the artifact store the uncommitted change and the list of packages are. */
  readonly patch_path?: string;
  readonly packages_path?: string;
  readonly data: readonly DataVersion[];
};

/** MLflow's own names where it has some, so that its clients find them; ours beside. */
export function provenanceTags(doc: ProvenanceDoc, workspace: string): Map<string, string> {
  const tags = new Map<string, string>();
  const add = (key: string, value: string | number | boolean | undefined) => {
    if (value !== undefined && value !== "") tags.set(key, String(value));
  };
  add("mlflow.source.git.commit", doc.commit);
  add("mlflow.source.git.branch", doc.branch);
  add("mlflow.source.git.repoURL", doc.remote);
  add("mlflow.source.name", doc.script ?? doc.module);
  add("tidemark.source.path", doc.script === undefined ? undefined : inside(workspace, doc.script));
  add("tidemark.source.line", doc.line);
  add("tidemark.git.dirty", doc.dirty);
  add("tidemark.command", doc.command);
  add("tidemark.cwd", doc.cwd);
  add("tidemark.host", doc.host);
  add("tidemark.python.version", doc.python_version);
  if (doc.data.length > 0) add("tidemark.data", dataTag(doc.data));
  return tags;
}

function inside(workspace: string, path: string): string {
  const below = relative(workspace, path);
  return below.startsWith("..") || isAbsolute(below) ? path : below.split(sep).join("/");
}

/** As many as fit a tag, as whole JSON; the document has them all. */
function dataTag(data: readonly DataVersion[]): string {
  const parts: string[] = [];
  let length = 2;
  for (const { path, hash, size } of data) {
    const part = JSON.stringify({ path, hash, size });
    if (length + part.length + 1 > limits.tagValue) break;
    length += part.length + 1;
    parts.push(part);
  }
  return `[${parts.join(",")}]`;
}
