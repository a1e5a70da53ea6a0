import { existsSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { ApiError, invalid } from "../../shared/apiError";
import { runGit } from "../kernel/git";

/**
 * A file as a commit has it: of git itself, or data whose version it names. `copyTo` puts it where it is asked for; what the
 * cache does not have comes from the remote.
 */
export async function copyVersion(
  path: string,
  revision: string,
  name: string,
): Promise<{ readonly commit: string; readonly copyTo: (to: string) => Promise<void> }> {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder); // it may be gone by now
  const said = await runGit(folder, ["rev-parse", "--show-toplevel", "--show-prefix"]).catch(() => undefined);
  if (said?.code !== 0) return invalid(`${name}: it lies in no git repository, so that it has no versions`);
  const [root = "", prefix = ""] = said.out.toString("utf8").split("\n");
  const found = await runGit(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if (found.code !== 0) return invalid(`${name}: there is no commit, branch or tag '${revision}'`);
  const commit = found.out.toString("utf8").trim();
  return {
    commit,
    async copyTo(to) {
      const { getFrom } = await import("./elsewhere/getFrom");
      const below = prefix + relative(folder, path).split(sep).join("/");
      try {
        await getFrom({ url: root, path: below, rev: commit, out: to, folder: root }, {});
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        throw new ApiError(error.code, `${name}: ${error.message.replace(`${root}: `, "")}`);
      }
    },
  };
}
