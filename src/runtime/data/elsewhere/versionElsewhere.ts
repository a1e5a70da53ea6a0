import type { Dep } from "../../../core/dvc/entries";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import { openSource } from "../remotes/importSource";
import { withRemotes } from "../remotes/sync";
import type { WorkOptions } from "../repository";
import { trackedOuts } from "../tracked";
import { currentCommit } from "./revision";

/** What tells the versions of a thing elsewhere apart, as it is now; undefined where nothing is. */
export async function versionElsewhere(
  { project }: DataRoom,
  url: string,
  folder: string,
): Promise<Pick<Dep, "content" | "foreign"> | undefined> {
  return withRemotes(project, async (remotes) => {
    try {
      const source = await openSource(url, folder, remotes);
      await source.close();
      return source.dep;
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === "RESOURCE_DOES_NOT_EXIST") return undefined;
      throw thrown;
    }
  });
}

/** The commit that an import from another repository would be updated to; undefined where the other side does not tell. */
export async function commitElsewhere(
  { project }: DataRoom,
  { url, rev }: ValueMap,
  folder: string,
): Promise<string | undefined> {
  if (typeof url !== "string") return undefined;
  return currentCommit(url, [process.cwd(), folder, project.root], typeof rev === "string" ? rev : undefined);
}

/**
 * What an import's source has now, to its place and into its .dvc file; where that is what it had, what is written down, to
 * its place. What lies there and is in no cache is not overwritten without `force`.
 */
export async function bringImport(
  room: DataRoom,
  file: string,
  options: WorkOptions & { readonly force?: boolean },
): Promise<void> {
  const { updateImport } = await import("../remotes/importUrl");
  if (await updateImport(room, file, options)) return;
  const { checkoutData } = await import("../checkoutData");
  const { failed } = await checkoutData(room, { words: [file], folder: room.project.root }, options);
  if (failed[0] !== undefined) throw new ApiError("INVALID_STATE", failed[0].why);
  // what is in its place already may be in no cache
  const outs = (await trackedOuts(room)).filter(({ from, out }) => from === file && out.cache && out.content);
  await room.look(
    outs.map(({ path, out }) => ({ path, legacy: out.content?.legacy === true })),
    { ...options, keep: true },
  );
}
