import { chmodSync, lstatSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { isAlive } from "./unfinished";

/**
 * Writes a small text file in one step: whoever looks sees the old one or the new one, and nobody sees more of it than the
 * old one showed. A link stays a link.
 */
export function replaceFile(path: string, text: string, newMode = 0o666): void {
  const target = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(path) : path;
  const fresh = `${dirname(target)}/.${basename(target).slice(0, 40)}.tidemark-${process.pid}.tmp`;
  try {
    const before = statSync(target, { throwIfNoEntry: false });
    writeFileSync(fresh, text, { mode: before ? before.mode & 0o777 : newMode });
    if (before) chmodSync(fresh, before.mode & 0o777);
    renameSync(fresh, target);
  } catch (thrown) {
    rmSync(fresh, { force: true });
    throw thrown;
  }
}

/** What a killed process left of it, by its name. */
export function isTorn(name: string): boolean {
  const pid = /^\..{1,40}\.tidemark-(\d+)\.tmp$/.exec(name)?.[1];
  return pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid));
}
