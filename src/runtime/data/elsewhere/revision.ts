import { realpathSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { runGit } from "../../kernel/git";
import { shownUrl } from "../../kernel/gitAddress";
import { findGitRoot } from "../project/openRepository";
import { type CommitAsked, checkRevision, cloneAt, remoteRevision, revisionIn } from "./clones";

/** A commit of another repository, and where its objects are read from. */
export interface OtherRevision {
  /** As people are shown it. */
  readonly url: string;
  /** For git alone: where it was fetched from. */
  readonly address: string | undefined;
  readonly gitDir: string;
  readonly commit: string;
  /** Where the repository itself is a folder of this machine, that folder. */
  readonly root: string | undefined;
  /** Of a folder inside a repository: paths may be meant from it. */
  readonly prefix: string;
}

/** A folder that an address names, looked for from several others: dvc takes it from where it is called. */
export function localFolder(url: string, from: readonly string[]): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(url)) return undefined;
  return from
    .map((each) => resolve(each, url))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}

/** A repository on this machine is read where it is; any other is fetched, only as deep as needed. */
export async function openRevision(url: string, from: readonly string[], asked: CommitAsked): Promise<OtherRevision> {
  const folder = localFolder(url, from);
  if (folder === undefined)
    return { url: shownUrl(url), address: url, ...(await cloneAt(url, asked)), root: undefined, prefix: "" };
  checkRevision(url, asked.rev);
  const { gitDir, root } = await gitOf(url, folder);
  const prefix = relative(root, realpathSync(folder)).replaceAll("\\", "/");
  return { url, address: undefined, gitDir, commit: await commitHere(url, gitDir, asked), root, prefix };
}

async function commitHere(url: string, gitDir: string, { lock, rev }: CommitAsked): Promise<string> {
  const name = lock ?? rev ?? "HEAD";
  for (const each of [name, `refs/remotes/origin/${name}`]) {
    const found = await revisionIn(gitDir, each);
    if (found !== undefined) return found;
  }
  throw new ApiError(
    "RESOURCE_DOES_NOT_EXIST",
    name === "HEAD" ? `${url}: has no commit yet` : `${url}: has no commit, branch or tag ${name}`,
  );
}

/** The commit that an import would be updated to; undefined where the other side does not tell. */
export async function currentCommit(
  url: string,
  from: readonly string[],
  rev: string | undefined,
): Promise<string | undefined> {
  const folder = localFolder(url, from);
  return folder === undefined ? remoteRevision(url, rev) : (await openRevision(url, from, { rev })).commit;
}

async function gitOf(url: string, folder: string): Promise<{ readonly gitDir: string; readonly root: string }> {
  const { code, out, err } = await runGit(folder, ["rev-parse", "--absolute-git-dir", "--is-bare-repository"]);
  if (code !== 0) {
    const why = /not a git repository/.test(err) ? "is no git repository" : err.split("\n")[0];
    throw new ApiError("INVALID_PARAMETER_VALUE", `${url}: ${why}`);
  }
  const [gitDir = "", isBare] = out.toString("utf8").trim().split("\n");
  const here = realpathSync(folder);
  if (isBare === "true") return { gitDir, root: here };
  return { gitDir, root: findGitRoot(here) ?? here };
}
