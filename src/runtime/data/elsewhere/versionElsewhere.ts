import type { Content, Dep } from "../../../core/dvc/entries";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import { openSource } from "../remotes/importSource";
import { withRemotes } from "../remotes/sync";
import type { WorkOptions } from "../repository";
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

/** What an import's source has now, to its place and into its .dvc file. */
export async function bringImport(room: DataRoom, file: string, options: WorkOptions): Promise<Content | undefined> {
  const { updateImport } = await import("../remotes/importUrl");
  return (await updateImport(room, file, { ...options, force: true }))?.content;
}
