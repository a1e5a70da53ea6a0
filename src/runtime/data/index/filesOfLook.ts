import type { NewFile } from "../../../core/dvc/versionedFiles";
import { hashReader } from "../files/hashBytes";
import { factsOfFile } from "../files/walkTree";
import type { Look } from "./lookAt";

const [sizeAt, modeAt] = [1, 4];

/** What was looked at, file by file, as the files of a folder in which it lies at `below`. */
export function filesOfLook({ index }: Look, below = ""): NewFile[] {
  const { names, facts, hashes } = index;
  const md5At = hashReader(hashes);
  return names.map((name, at) => {
    const relpath = name === "" ? below : below === "" ? name : `${below}/${name}`;
    const mode = facts[at * factsOfFile + modeAt] as number;
    return { relpath, md5: md5At(at), size: facts[at * factsOfFile + sizeAt], isexec: (mode & 0o111) !== 0 };
  });
}
