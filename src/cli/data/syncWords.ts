import type { SyncScope } from "../../runtime/data/remotes/sync";
import { type Tally, troubleLines } from "../../runtime/data/remotes/tally";
import { formatEnglishCount } from "../../shared/format";
import type { Output } from "../output";

/** Of push, pull and fetch; dvc's. */
export const syncOptions = {
  remote: { kind: "text", value: "NAME", short: "r", help: "the remote; without it the default one" },
  jobs: { kind: "integer", value: "N", short: "j", help: "so many objects at once" },
  "all-branches": { kind: "flag", short: "a", help: "the data of all branches as well" },
  "all-tags": { kind: "flag", short: "T", help: "the data of all tags as well" },
  "all-commits": { kind: "flag", short: "A", help: "the data of all commits as well" },
  "with-deps": { kind: "flag", short: "d", help: "with what the targets' stages come from" },
  recursive: { kind: "flag", short: "R", help: "what is tracked below folders that are named" },
  glob: { kind: "flag", help: "targets may have *, ?, [] and ** in them" },
  "run-cache": { kind: "flag", help: "the runs of stages as well" },
} as const;

interface Given {
  readonly remote: string | undefined;
  readonly "all-branches": boolean;
  readonly "all-tags": boolean;
  readonly "all-commits": boolean;
  readonly "with-deps": boolean;
  readonly recursive: boolean;
  readonly glob: boolean;
  readonly "run-cache": boolean;
}

export function scopeOf(words: readonly string[], folder: string, given: Given): SyncScope {
  return {
    words,
    folder,
    remote: given.remote,
    recursive: given.recursive,
    withDeps: given["with-deps"],
    glob: given.glob,
    allBranches: given["all-branches"],
    allTags: given["all-tags"],
    allCommits: given["all-commits"],
    runCache: given["run-cache"],
  };
}

/** As dvc: `1 file pushed`. */
export function filesSaid(many: number, done: string): string {
  return many === 0 ? "Everything is up to date." : `${formatEnglishCount(many)} file${many === 1 ? "" : "s"} ${done}`;
}

export function tellTroubles(out: Output, { troubles }: Tally): number {
  for (const line of troubleLines(troubles)) out.note(`tidemark: ${line}`);
  return troubles.length > 0 ? 1 : 0;
}

export function troublesAsJson({ troubles }: Tally) {
  return troubles.map(({ kind, label, name, why }) => ({ kind, path: label, object: name, why }));
}
