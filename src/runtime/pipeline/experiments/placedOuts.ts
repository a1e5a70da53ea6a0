import { resolve } from "node:path";
import type { Content } from "../../../core/dvc/entries";
import { openCompare } from "../compare/openCompare";
import { readEnds } from "./collectState";

/** The outputs that the files of a project name, with the contents they should have. */
export async function placedOuts(root: string): Promise<{ path: string; content: Content }[]> {
  const { workspace, revisions, close } = openCompare(root);
  try {
    const { outs } = await readEnds(revisions.workspace, workspace, root);
    return outs.flatMap(({ path, content, isCached }) =>
      content && isCached && !path.includes("://") ? [{ path: resolve(root, path), content }] : [],
    );
  } finally {
    close();
  }
}
