import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { runGit } from "../../kernel/git";
import { createRoom, type DataRoom } from "../dataRoom";
import { createFileThreads, type FileThreads } from "../files/fileThreads";
import { findGitFolder } from "./gitFolder";
import { createKeptReads } from "./keptReads";
import { projectRoot } from "./projectPath";

/** The projects of one workspace, each opened once and kept, so that what was hashed stays known. */
export interface ProjectRooms {
  readonly workspace: string;
  /** As a request names it, from the workspace. */
  get(project: string): DataRoom;
  /** Roots of all of them, absolute: the workspace itself, and those that git knows. */
  roots(): Promise<readonly string[]>;
}

export function createProjectRooms(workspace: string): ProjectRooms {
  const reads = createKeptReads();
  const threads = createFileThreads({ areKept: true });
  const shared: FileThreads = { run: threads.run, close: async () => undefined };
  const open = new Map<string, { readonly room: DataRoom; readonly settings: string }>();
  return {
    workspace,
    get(project) {
      const root = projectRoot(workspace, project);
      const settings = settingsOf(root);
      const known = open.get(root);
      if (known?.settings === settings) return known.room;
      void known?.room.close(); // whoever works with it has its own hold of the threads
      const room = createRoom(root, createKeptReads(), shared);
      open.set(root, { room, settings });
      return room;
    },
    async roots() {
      const listed = await reads.get("roots", async (_, files) => {
        // git tells what its index has
        const git = findGitFolder(workspace, files);
        if (git) files.mark(join(git.own, "index"));
        return git ? namesInGit(workspace) : "";
      });
      const inGit = listed
        .split("\0")
        .flatMap((path) => (path === "" ? [] : [join(workspace, dirname(dirname(path)))]));
      const all = new Set([workspace, ...inGit]);
      return [...all].filter((root) => existsSync(join(root, ".dvc", "config")));
    },
  };
}

async function namesInGit(workspace: string): Promise<string> {
  try {
    const { code, out } = await runGit(workspace, ["ls-files", "-z", "--", ":(glob)**/.dvc/config"]);
    return code === 0 ? out.toString("utf8") : "";
  } catch {
    return ""; // there is no git on this machine
  }
}

/** Changes when somebody changed the settings: the cache may be elsewhere then. */
function settingsOf(root: string): string {
  return ["config", "config.local"]
    .map((name) => statSync(join(root, ".dvc", name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
    .join(" ");
}
