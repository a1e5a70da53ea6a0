import { relative } from "node:path";
import { openProjectFiles, type ProjectFiles } from "../../data/data";
import { parsingOf } from "../parsingConfig";
import type { FileTree } from "../revisions/fileTree";
import { type ProjectAt, projectAt } from "../revisions/projectAt";
import { openRevisions, type Revisions, type RevisionsAsked } from "../revisions/revisions";

/** A project whose states are looked at beside each other. */
export interface Comparing {
  readonly files: ProjectFiles;
  readonly revisions: Revisions;
  readonly root: string;
  /** Where the words were typed, from the root; "" is the root. */
  readonly folder: string;
  readonly workspace: ProjectAt;
  /** By the name of the state: `workspace` first where it is meant, then commits. */
  states(asked: RevisionsAsked & { readonly workspace: boolean }): Promise<ReadonlyMap<string, ProjectAt>>;
  close(): void;
}

export function openCompare(folder: string): Comparing {
  const files = openProjectFiles(folder);
  const { root, gitRoot, cacheFolder } = files.repository;
  const revisions = openRevisions(root, gitRoot, () => files.find());
  const config = parsingOf(files);
  const at = (tree: FileTree) => projectAt(tree, { root, cacheFolder, config });
  const workspace = at(revisions.workspace);
  return {
    files,
    revisions,
    root,
    folder: relative(root, folder).replaceAll("\\", "/"),
    workspace,
    async states({ workspace: isWanted, ...asked }) {
      const states = new Map<string, ProjectAt>();
      if (isWanted) states.set("workspace", workspace);
      for (const { name, tree } of await revisions.commits(asked)) states.set(name, at(tree));
      return states;
    },
    close: () => revisions.close(),
  };
}
