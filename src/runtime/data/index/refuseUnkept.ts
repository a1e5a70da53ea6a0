import { relative } from "node:path";
import { invalid } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import { hashReader } from "../files/hashBytes";

/** What somebody changed, and nobody kept, is not overwritten. */
export async function refuseUnkept(room: DataRoom, path: string): Promise<void> {
  const look = (await room.look([{ path }], {})).get(path);
  if (!look) return;
  const md5At = hashReader(look.index.hashes);
  const lost = await room.withoutCopy(look.index.names.map((_, at) => md5At(at)));
  if (lost.size > 0)
    invalid(`${relative(room.project.root, path)} has changes that are in no cache; --force overwrites them`);
}
