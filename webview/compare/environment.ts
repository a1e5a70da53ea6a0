import { formatBytes } from "../../src/shared/format";
import { type Provenance, provenanceRoute, readProvenance } from "../../src/shared/provenance";
import { host, Refused } from "../kit/host";
import { t } from "../kit/words";

/** Facts of where each run ran and what code it was, by run. */
export type Environment = ReadonlyMap<string, Readonly<Record<"environment" | "code", ReadonlyMap<string, string>>>>;

/** Where the runs that are compared ran, once somebody looks at it. */
export function createEnvironmentStore(changed: () => void) {
  let environment: Environment = new Map();
  /** The runs whose environment that is, or is going to be. */
  let of: readonly string[] = [];

  async function read(runs: readonly string[]): Promise<void> {
    of = runs;
    const found = await readEnvironment(runs).catch((error: unknown) => {
      of = []; // it is asked for again
      throw error;
    });
    if (of !== runs) return; // runs have come or gone, and theirs is on its way
    environment = found;
    changed();
  }

  return {
    find: (): Environment => environment,
    isOf: (runs: readonly string[]): boolean => of === runs,
    read,
  };
}

/** What the runtime saw of where these runs ran. */
async function readEnvironment(runs: readonly string[]): Promise<Environment> {
  const read = async (id: string): Promise<Provenance | undefined> => {
    try {
      return await host.get(provenanceRoute(id), readProvenance);
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
