import { writeDirObject } from "../../core/dvc/dirObject";
import type { Out } from "../../core/dvc/entries";
import { listedFiles } from "../../core/dvc/versionedFiles";
import type { DataRoom } from "./dataRoom";
import { md5Of } from "./files/hashBytes";
import { keepBytes } from "./files/keepFile";
import { prepareUnfinished } from "./files/unfinished";

/**
 * A folder on a remote that keeps versions is written down file by file, so its list can always be had. It goes into the
 * cache where it is not, and everything else finds it there as that of any folder.
 */
export async function keepLists(room: DataRoom, outs: readonly Pick<Out, "content" | "files">[]): Promise<void> {
  const left = outs.filter(({ content, files }) => {
    if (files === undefined || content === undefined) return false;
    return !room.objects(content.legacy === true).has(content.md5);
  });
  if (left.length === 0) return;
  try {
    await prepareUnfinished(room.project);
    for (const { content, files = [] } of left) {
      const entries = listedFiles(files);
      if (content === undefined || entries === undefined) continue;
      const bytes = Buffer.from(writeDirObject(entries), "latin1");
      // whoever edited the file has not listed what its md5 names
      if (`${md5Of(bytes)}.dir` !== content.md5) continue;
      keepBytes(content.md5, bytes, room.objects(content.legacy === true).store);
    }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    // who may only look sees that the list is missing
    if (code !== "EROFS" && code !== "EACCES" && code !== "EPERM") throw thrown;
  }
}
