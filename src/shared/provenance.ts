import { boolean, integer, list, object, optional, type Reader, string } from "./readers";

/** GET /api/tidemark/v1/runs/{id}/provenance: where a run came from, as far as could be seen. */
export type Provenance = {
  /** As a person would type it; values that look secret are `***`. */
  readonly command?: string;
  readonly cwd?: string;
  readonly host?: string;
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
  /** How many. */
  readonly packages?: number;
  /** Places in the store of artifacts: what was not committed, and the list of packages. */
  readonly patch_path?: string;
  readonly packages_path?: string;
  readonly data: readonly DataVersion[];
};

/** One piece of data as DVC has it: which path, and which content. */
export type DataVersion = {
  /** Relative to the folder that was looked through, with forward slashes. */
  readonly path: string;
  readonly hash: string;
  readonly size?: number;
  readonly files?: number;
  /** The .dvc or dvc.lock file that says so. */
  readonly from: string;
};

const text = optional(string) as Reader<string>;
const count = optional(integer) as Reader<number>;

export const readProvenance: Reader<Provenance> = object<Provenance>({
  command: text,
  cwd: text,
  host: text,
  script: text,
  line: count,
  module: text,
  commit: text,
  branch: text,
  remote: text,
  dirty: optional(boolean) as Reader<boolean>,
  python: text,
  python_version: text,
  packages: count,
  patch_path: text,
  packages_path: text,
  data: optional(
    list(object<DataVersion>({ path: string, hash: string, size: count, files: count, from: string })),
    [],
  ),
});

export function provenanceRoute(run: string): string {
  return `/api/tidemark/v1/runs/${encodeURIComponent(run)}/provenance`;
}

/** The words of a command line as it is shown: a quoted word is one. Undefined when a secret was left out of it. */
export function wordsOf(command: string): string[] | undefined {
  const words: string[] = [];
  for (const [word] of command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g))
    words.push(word.replaceAll(/'([^']*)'|\\'/g, (_, inside: string | undefined) => inside ?? "'"));
  return words.some((word) => word === "***" || word.endsWith("=***")) ? undefined : words;
}
