import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ApiError } from "../../../../shared/apiError";
import type { DataRoom } from "../../dataRoom";
import type { WorkOptions } from "../../repository";
import type { TrackedOut } from "../../tracked";
import { cachedOf, isFolder, objectOf, readFolderObject } from "../cacheObjects";
import { type ImportSource, openSource, single } from "../importSource";
import { type ProjectRemotes, placesOf } from "../projectRemotes";
import { newTally, type Tally, trouble } from "../tally";

/** Imports that say which versions of a bucket they are come from there again, in these versions. */
export async function fetchWritten(
  room: DataRoom,
  remotes: ProjectRemotes,
  outs: readonly TrackedOut[],
  options: WorkOptions,
): Promise<Tally> {
  const tally = newTally();
  const { root, ownFolder } = room.project;
  const places = placesOf(room.project);
  for (const { path, from, out, file } of outs) {
    const [dep] = file?.deps ?? [];
    if (dep?.foreign === undefined || out.content === undefined) continue;
    const object = objectOf(out.content, relative(root, path));
    const files = isFolder(object) ? readFolderObject(object, places)?.files : [object];
    if (files !== undefined && cachedOf(files, places).size === files.length) continue;
    const fresh = join(ownFolder, "new", `${process.pid}-written-${Date.now().toString(36)}`);
    let source: ImportSource | undefined;
    try {
      mkdirSync(fresh, { recursive: true });
      source = await openSource(dep.path, resolve(dirname(from), file?.wdir ?? "."), remotes, {
        written: dep.foreign,
      });
      await source.bring(fresh, options);
      const at = source.isFolder ? fresh : join(fresh, single);
      const look = (
        await room.look([{ path: at, legacy: out.content.legacy === true }], { ...options, keep: true })
      ).get(at);
      if (look?.content.md5 === out.content.md5) tally.done += source.files.length;
      else
        tally.troubles.push(
          trouble(
            object,
            "rotten",
            `what lies at ${dep.path} in that version is something else (${look?.content.md5})`,
          ),
        );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tally.troubles.push(trouble(object, "failed", error.message));
    } finally {
      await source?.close();
      if (existsSync(fresh)) rmSync(fresh, { recursive: true, force: true });
    }
  }
  return tally;
}
