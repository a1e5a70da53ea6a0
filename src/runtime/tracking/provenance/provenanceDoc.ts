import { isAbsolute, relative, sep } from "node:path";
import type { DataVersion, Provenance } from "../../../shared/provenance";
import { limits } from "../limits";

/** What is kept of where a run came from: what is told of it, and how it was caught. */
export type ProvenanceDoc = Provenance & {
  readonly host: string;
  readonly pid?: number;
  readonly launch?: string;
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
