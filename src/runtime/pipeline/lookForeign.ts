import { dirname, resolve } from "node:path";
import { isAddress } from "../../core/dvc/pipeline/paths";
import { ApiError } from "../../shared/apiError";
import type { DataService } from "../data/data";
import type { EntryState, ForeignLock } from "./stageChanges";

/** What lies elsewhere and was recorded once is taken as it was: nothing is asked over the network to tell a state. */
export async function lookForeign(_url: string, locked: ForeignLock | undefined): Promise<EntryState | undefined> {
  return locked?.content || locked?.foreign ? undefined : "new";
}

/** Each address is asked what it has now. What cannot be reached is said, and is as good as gone, as for dvc. */
export function askForeign(
  data: Pick<DataService, "versionElsewhere">,
  root: string,
  note: (line: string) => void,
): typeof lookForeign {
  return async (url, locked) => {
    try {
      const now = await data.versionElsewhere(url, root);
      if (now === undefined) return "deleted";
      return versionOf(now) === versionOf(locked) ? undefined : "modified";
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      note(thrown.message);
      return "deleted";
    }
  };
}

/** What tells versions apart: a hash, or what the place itself tells. */
export function versionOf(entry: ForeignLock | undefined): string | undefined {
  const found =
    entry?.content?.md5 ?? entry?.foreign?.etag ?? entry?.foreign?.checksum ?? entry?.foreign?.version_id ?? undefined;
  return found === undefined ? undefined : String(found);
}

/** The folder that the paths of a .dvc file start from. */
export function folderOfFile(root: string, address: string, wdir: string): string {
  return resolve(root, dirname(address), wdir);
}

/** An address, or a path from this machine's root. */
export function placeOfDep(path: string, folder: string): { readonly url: string } | { readonly path: string } {
  return isAddress(path) ? { url: path } : { path: resolve(folder, path) };
}
