import { statSync } from "node:fs";
import { join, relative } from "node:path";
import type { FileChange } from "../../../shared/data";
import type { DataRoom } from "../dataRoom";
import { versionOuts } from "./versionOuts";

/** More are listed without sizes: each is a look at the disk. */
const mostSized = 50_000;

export interface SizedVersions {
  /** The commits that are compared; `to` undefined: what lies in the workspace. */
  readonly from: string;
  readonly to: string | undefined;
}

/** The changes with the bytes of either side, where the cache, the workspace or the file that tracks them tells. */
export async function withSizes(
  room: DataRoom,
  changes: readonly FileChange[],
  { from, to }: SizedVersions,
): Promise<readonly FileChange[]> {
  if (changes.length > mostSized) return changes;
  const known = new Map<string, number | undefined>();
  const inCache = (md5: string): number | undefined => {
    if (known.has(md5)) return known.get(md5);
    const size = sizeAt(room.objects(false).path(md5)) ?? sizeAt(room.objects(true).path(md5));
    known.set(md5, size);
    return size;
  };
  const sized = changes.map((change) => {
    const here = to === undefined && change.after ? sizeAt(join(room.project.root, change.path)) : undefined;
    return {
      ...change,
      ...(change.before && { before: withSize(change.before, inCache(change.before.md5)) }),
      ...(change.after && { after: withSize(change.after, here ?? inCache(change.after.md5)) }),
    };
  });
  if (!sized.some(isUnsized)) return sized;
  const told = await toldSizes(room, to === undefined ? [from] : [from, to]);
  return sized.map((change) =>
    isUnsized(change)
      ? {
          ...change,
          ...(change.before && { before: withSize(change.before, told.get(keyOf(change, change.before))) }),
          ...(change.after && { after: withSize(change.after, told.get(keyOf(change, change.after))) }),
        }
      : change,
  );
}

type Side = NonNullable<FileChange["before"]>;

function withSize(side: Side, size: number | undefined): Side {
  return size === undefined ? side : { ...side, size };
}

function isUnsized({ before, after }: FileChange): boolean {
  return (before !== undefined && before.size === undefined) || (after !== undefined && after.size === undefined);
}

/** Of what no cache has, the .dvc file or dvc.lock of its commit says how large it was. */
async function toldSizes(room: DataRoom, commits: readonly string[]): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  for (const outs of (await versionOuts(room, commits)).values())
    for (const { path, content } of outs)
      if (content.size !== undefined)
        told.set(keyOf({ path: relative(room.project.root, path) }, content), content.size);
  return told;
}

function keyOf({ path }: Pick<FileChange, "path">, { md5 }: Pick<Side, "md5">): string {
  return `${md5} ${path}`;
}

function sizeAt(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : undefined;
}
