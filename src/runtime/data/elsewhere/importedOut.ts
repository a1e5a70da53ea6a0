import type { Content, Dep } from "../../../core/dvc/entries";
import type { TrackedOut } from "../tracked";

/** A version that came from another repository. */
export interface ImportedOut {
  readonly dep: Pick<Dep, "path" | "repo">;
  readonly content: Content;
  /** Absolute. */
  readonly path: string;
  readonly below?: string | undefined;
  /** Its .dvc file, absolute. */
  readonly from: string;
}

export function importedOut({ file, out, path, from }: TrackedOut, below = ""): ImportedOut[] {
  const dep = file?.deps.find(({ repo }) => repo !== undefined);
  if (!dep || !out.content) return [];
  return [{ dep, content: out.content, path, from, ...(below === "" ? {} : { below }) }];
}
