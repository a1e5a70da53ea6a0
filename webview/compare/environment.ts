import { formatBytes } from "../../src/shared/format";
import { list, number, object, optional, type Reader, string } from "../../src/shared/readers";
import { host, Refused } from "../kit/host";
import { t } from "../kit/words";
import type { Environment } from "./differences";

interface Provenance {
  readonly command?: string;
  readonly host?: string;
  readonly script?: string;
  readonly line?: number;
  readonly commit?: string;
  readonly branch?: string;
  readonly dirty?: boolean;
  readonly python_version?: string;
  readonly packages?: number;
  readonly data: readonly { readonly path: string; readonly hash: string; readonly size?: number }[];
}

const maybeText = optional(string) as Reader<string>;

const readProvenance = object<Provenance>({
  command: maybeText,
  host: maybeText,
  script: maybeText,
  line: optional(number) as Reader<number>,
  commit: maybeText,
  branch: maybeText,
  dirty: optional((value) => value === true) as Reader<boolean>,
  python_version: maybeText,
  packages: optional(number) as Reader<number>,
  data: optional(
    list(
      object<Provenance["data"][number]>({
        path: string,
        hash: string,
        size: optional(number) as Reader<number>,
      }),
    ),
    [],
  ),
});

/** What the runtime saw of where these runs ran. */
export async function readEnvironment(runs: readonly string[]): Promise<Environment> {
  const read = async (id: string): Promise<Provenance | undefined> => {
    try {
      return await host.get(`/api/tidemark/v1/runs/${id}/provenance`, readProvenance);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined; // nothing was seen of it
      throw error;
    }
  };
  const found = await Promise.all(runs.map(async (id) => [id, await read(id)] as const));
  return new Map(found.flatMap(([id, seen]) => (seen ? [[id, factsOf(seen)] as const] : [])));
}

function factsOf(seen: Provenance) {
  const lines = (facts: readonly (readonly [string, string | number | undefined])[]) =>
    new Map(facts.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const])));
  return {
    environment: lines([
      [t("Python"), seen.python_version],
      [t("Packages"), seen.packages],
      [t("Machine"), seen.host],
      [t("Command"), seen.command],
    ]),
    code: lines([
      [t("Script"), seen.script && (seen.line === undefined ? seen.script : `${seen.script}:${seen.line}`)],
      [t("Commit"), seen.commit?.slice(0, 10)],
      [t("Branch"), seen.branch],
      [t("Uncommitted changes"), seen.dirty === undefined ? undefined : seen.dirty ? t("yes") : t("none")],
      ...seen.data.map(
        ({ path, hash, size }) =>
          [path, `${hash.slice(0, 7)}${size === undefined ? "" : ` · ${formatBytes(size)}`}`] as const,
      ),
    ]),
  };
}
