import { relative } from "node:path";
import { writeDirObject } from "../../core/dvc/dirObject";
import type { Content } from "../../core/dvc/entries";
import type { NewFile } from "../../core/dvc/versionedFiles";
import { invalid } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { md5Of } from "./files/hashBytes";
import { keepBytes } from "./files/keepFile";
import { filesOfLook } from "./index/filesOfLook";
import type { Look } from "./index/lookAt";
import type { TrackedOut } from "./tracked";

export interface Patched {
  readonly content: Content;
  readonly files: readonly NewFile[];
}

/** A tracked folder with one path in it replaced by what lies there now, or taken out. Its list goes into the cache. */
export function patchFolder(
  room: DataRoom,
  { path, out }: TrackedOut,
  below: string,
  look: Look | undefined,
  keep: boolean,
): Patched {
  const objects = room.objects(out.content?.legacy === true);
  const before = out.content ? objects.entries(out.content.md5) : [];
  const name = relative(room.project.root, path);
  if (!before)
    return invalid(`${name}: the list of its files is not in the cache; tidemark data pull ${name} brings it`);
  const kept = before.filter(({ relpath }) => relpath !== below && !relpath.startsWith(`${below}/`));
  if (!look && kept.length === before.length) return invalid(`${name}/${below} does not exist`);
  const entries: NewFile[] = look ? [...kept, ...filesOfLook(look, below)] : kept;
  const bytes = Buffer.from(writeDirObject(entries), "latin1");
  const md5 = `${md5Of(bytes)}.dir`;
  if (keep) keepBytes(md5, bytes, room.project.store);
  const isGrown = kept.length === before.length;
  const size =
    md5 === out.content?.md5 ? out.content.size : isGrown ? sumOf(out.content?.size, look?.content.size) : undefined;
  return { content: { md5, ...(size === undefined ? {} : { size }), nfiles: entries.length }, files: entries };
}

/** As dvc: the size is known as long as files were only put in. */
function sumOf(before: number | undefined, more: number | undefined): number | undefined {
  return before === undefined || before === 0 || more === undefined ? undefined : before + more;
}
