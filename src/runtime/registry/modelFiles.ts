import { type ModelFile, readModelFile } from "../../core/mlflow/mlmodelFile";
import type { Kernel } from "../kernel/kernel";
import { placeOf, type Tracking } from "../tracking/tracking";
import type { Resolve } from "./resolve";
import type { VersionDoc } from "./store";

/** What lies in the folder of a version. */
export interface VersionFiles {
  /** Names of the files at its top. */
  readonly names: readonly string[];
  /** Bytes of all of them, those in folders too. */
  readonly size: number;
  readonly model: ModelFile | undefined;
}

export type ModelFiles = ReturnType<typeof createModelFiles>;

const largestModelFile = 1024 * 1024;
const mostFolders = 1000;
/** Folders whose content is remembered until something in them is written. */
const mostKnown = 500;

/** Looks into the folders of versions and runs, and remembers what it saw. */
export function createModelFiles({ events }: Pick<Kernel, "events">, { artifacts, runs }: Tracking, resolve: Resolve) {
  const known = new Map<string, Promise<VersionFiles>>();
  events.listen(({ kind, id }) => {
    if (kind !== "artifact") return;
    for (const place of known.keys()) if (id === place || id.startsWith(`${place}/`)) known.delete(place);
  });
  const lookInto = (place: string): Promise<VersionFiles> => {
    const before = known.get(place);
    if (before) return before;
    const looking = look(place);
    looking.catch(() => known.delete(place));
    known.set(place, looking);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return looking;
  };
  const look = async (place: string): Promise<VersionFiles> => {
    const entries = await artifacts.list(place);
    const names = entries.filter(({ isFolder, size }) => !isFolder && size > 0).map(({ name }) => name);
    return { names, size: await sizeBelow(place), model: await modelIn(place, names) };
  };
  const sizeBelow = async (place: string): Promise<number> => {
    let size = 0;
    const open = [place];
    for (let looked = 0; open.length > 0 && looked < mostFolders; looked++) {
      const folder = open.pop() as string;
      for (const entry of await artifacts.list(folder)) {
        if (entry.isFolder) open.push(`${folder}/${entry.name}`);
        else size += entry.size;
      }
    }
    return size;
  };
  const modelIn = async (place: string, names: readonly string[]): Promise<ModelFile | undefined> => {
    if (!names.includes("MLmodel")) return undefined;
    const { handle, size } = await artifacts.open(`${place}/MLmodel`);
    try {
      return size > largestModelFile ? undefined : readModelFile(await handle.readFile("utf8"));
    } catch {
      return undefined; // not as MLflow writes it: then it shows nothing
    } finally {
      await handle.close();
    }
  };

  return {
    /** Undefined: they are kept elsewhere. */
    async ofVersion(doc: VersionDoc): Promise<VersionFiles | undefined> {
      const place = placeOf(locationOf(doc) ?? "");
      return place === undefined ? undefined : lookInto(place);
    },
    async ofRun(id: string): Promise<readonly string[]> {
      const place = placeOf(runs.find(id)?.artifact_uri ?? "");
      return place === undefined ? [] : (await lookInto(place)).names;
    },
    /** Is there such a file below a version's folder or its run's? */
    async has(doc: VersionDoc, path: string): Promise<boolean> {
      const roots = [locationOf(doc), runs.find(doc.run_id)?.artifact_uri].map((uri) => placeOf(uri ?? ""));
      const [folder, name] = parted(path);
      for (const root of roots) {
        if (root === undefined) continue;
        const entries = await artifacts.list(folder === "" ? root : `${root}/${folder}`);
        if (entries.some((entry) => entry.name === name)) return true;
      }
      return false;
    },
  };

  /** The run of a version may be purged: then nobody knows where its files were. */
  function locationOf(doc: VersionDoc): string | undefined {
    const of = /^runs:\/+([^/]+)/.exec(doc.storage_location || doc.source)?.[1];
    return of !== undefined && runs.find(of) === undefined ? undefined : resolve.location(doc);
  }
}

function parted(path: string): [string, string] {
  const at = path.lastIndexOf("/");
  return [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
}
