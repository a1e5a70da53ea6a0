import type { DataRoom } from "../../dataRoom";
import type { WorkOptions } from "../../repository";
import { cachedOf } from "../cacheObjects";
import type { CloudState } from "../cloudStatus";
import { placesOf } from "../projectRemotes";
import type { WantedOut } from "../wantedObjects";
import { manyAtOnce } from "./manyAtOnce";
import { isVersionOf, namedVersion, versionedFiles } from "./versionedFile";
import type { VersionedRemote } from "./versionedRemote";

/** By label, as of other remotes; dvc answers nothing here. */
export async function versionedStatus(
  remote: VersionedRemote,
  room: DataRoom,
  outs: readonly WantedOut[],
  { jobs, signal }: WorkOptions = {},
): Promise<Map<string, CloudState>> {
  const { root } = room.project;
  const places = placesOf(room.project);
  const states = new Map<string, CloudState>();
  await manyAtOnce(outs, jobs ?? remote.jobs, async (out) => {
    const name = out.path.slice(root.length + 1);
    const files = versionedFiles(out, root, places);
    if (files === undefined) {
      states.set(name, "missing");
      return;
    }
    const there = await remote.versionsOf(name, out.content.md5.endsWith(".dir"), signal);
    const cached = cachedOf(files, places);
    for (const file of files) {
      const found = there.get(file.path) ?? [];
      const [newest] = found;
      const isThere =
        (await namedVersion(remote, file, found, signal)) !== undefined ||
        (newest?.isLatest === true && (await isVersionOf(remote, file, newest, signal)));
      if (cached.has(file) !== isThere) states.set(file.label, isThere ? "deleted" : "new");
      else if (!isThere) states.set(file.label, "missing");
    }
  });
  return states;
}
