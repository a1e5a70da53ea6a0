import { joinPath } from "./artifactPath";
import type { Artifacts } from "./artifacts";

/** As MLflow prints a file of a listing; a folder has no size, and neither has an empty file. */
export interface FileInfo {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number;
}

/** What is directly in a folder of the store; each named below `shownBelow`. */
export async function filesIn(artifacts: Artifacts, folder: string, shownBelow: string): Promise<FileInfo[]> {
  const entries = await artifacts.list(folder);
  return entries.map(({ name, isFolder, size }) => {
    const path = joinPath(shownBelow, name);
    return isFolder || size === 0 ? { path, is_dir: isFolder } : { path, is_dir: false, file_size: size };
  });
}
