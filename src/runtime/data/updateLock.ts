import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { readLockFile } from "../../core/dvc/lockFile";
import { withNewContent } from "../../core/dvc/versionedFiles";
import { invalid } from "../../shared/apiError";
import type { FilesOf } from "./dvcText";
import { replaceFile } from "./files/replaceFile";
import type { TrackedOut } from "./tracked";

/** Writes a new content of a stage's output into dvc.lock. Answers the file. */
export async function updateLock(
  { from, stage, out: { path } }: TrackedOut,
  content: Content,
  filesOf: FilesOf,
): Promise<string> {
  const file = join(dirname(from), "dvc.lock");
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const lock = await readLockFile(before, file);
  const entry =
    lock.stages.get(stage ?? "") ?? invalid(`${file}: stage '${stage}' never ran; tidemark repro ${stage} runs it`);
  const outs = entry.outs.map((out) => (out.path === path ? withNewContent(out, content, filesOf) : out));
  replaceFile(file, lock.withStage(stage ?? "", { ...entry, outs }));
  return file;
}
