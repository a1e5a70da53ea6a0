import { constants, copyFileSync, statSync } from "node:fs";
import { pathBytes } from "./bytePaths";

/** Disks that do not share blocks are told by the first try. */
const cannotClone = new Set<string>();

/** A copy that shares its blocks with `from`; false where the disk has no such thing. */
export function cloned(from: string, to: string): boolean {
  const disk = statSync(pathBytes(from)).dev.toString();
  if (cannotClone.has(disk)) return false;
  try {
    copyFileSync(pathBytes(from), pathBytes(to), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown;
    cannotClone.add(disk);
    return false;
  }
}

const unsupported = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EXDEV",
  "ENOTTY",
  "ENOSYS",
  "EINVAL",
  "EAGAIN",
  "EMLINK",
]);

/** A link or a clone cannot be made there. */
export function isUnsupported(thrown: unknown): boolean {
  return unsupported.has((thrown as NodeJS.ErrnoException).code ?? "");
}
