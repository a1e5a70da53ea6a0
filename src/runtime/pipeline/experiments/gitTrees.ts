import type { GitObjects } from "./gitObjects";

export interface TreeEntry {
  readonly name: string;
  readonly mode: string;
  readonly id: string;
}

/** Files of commits. Trees that commits share, as most are, are read once. */
export interface GitTrees {
  /** The text of a file of a tree. */
  text(tree: string, path: string): Promise<string | undefined>;
  /** The id of the blob. */
  find(tree: string, path: string): Promise<TreeEntry | undefined>;
  /** Every file below the folder whose name the filter takes. */
  files(tree: string, wanted: (name: string) => boolean, into?: (folder: string) => boolean): Promise<string[]>;
  blobText(id: string): Promise<string | undefined>;
}

const folderMode = "40000";

export function openTrees(objects: GitObjects): GitTrees {
  const trees = new Map<string, Promise<readonly TreeEntry[]>>();

  const entries = (id: string): Promise<readonly TreeEntry[]> => {
    let reading = trees.get(id);
    if (!reading) {
      reading = objects.read(id).then((object) => (object?.type === "tree" ? parseTree(object.content) : []));
      trees.set(id, reading);
    }
    return reading;
  };

  const find = async (tree: string, path: string): Promise<TreeEntry | undefined> => {
    let found: TreeEntry | undefined = { name: "", mode: folderMode, id: tree };
    for (const name of path.split("/").filter((part) => part !== "" && part !== ".")) {
      if (found?.mode !== folderMode) return undefined;
      found = (await entries(found.id)).find((entry) => entry.name === name);
    }
    return found;
  };

  const blobText = async (id: string) => {
    const object = await objects.read(id);
    return object?.type === "blob" ? object.content.toString("utf8") : undefined;
  };

  return {
    find,
    blobText,
    async text(tree, path) {
      const found = await find(tree, path);
      return found && found.mode !== folderMode ? blobText(found.id) : undefined;
    },
    async files(tree, wanted, into = () => true) {
      const walk = async (id: string, folder: string): Promise<string[]> => {
        const below = await Promise.all(
          (await entries(id)).map(async (entry) => {
            const path = folder + entry.name;
            if (entry.mode === folderMode) return into(path) ? walk(entry.id, `${path}/`) : [];
            return wanted(entry.name) ? [path] : [];
          }),
        );
        return below.flat();
      };
      return walk(tree, "");
    },
  };
}

/** `mode name\0` and 20 bytes (32 with sha256) each. */
function parseTree(content: Buffer): TreeEntry[] {
  const found: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    found.push({
      mode: content.toString("latin1", at, space),
      name: content.toString("utf8", space + 1, end),
      id: content.toString("hex", end + 1, end + 21),
    });
    at = end + 21;
  }
  return found;
}
