import { dirname, join, relative, resolve } from "node:path";
import { readDvcFile } from "../../../core/dvc/dvcFile";
import type { Content, Dep, Out } from "../../../core/dvc/entries";
import { readLockFile } from "../../../core/dvc/lockFile";
import { uncachedOuts } from "../../../core/dvc/pipeline/uncachedOuts";
import { FileError, invalid } from "../../../shared/apiError";
import { runGit } from "../../kernel/git";
import type { DataRoom } from "../dataRoom";
import { keepLists } from "../keptLists";
import { isAddress } from "../tracked";

/** An output as a commit has it. */
export interface VersionOut extends Pick<Out, "cloud" | "files"> {
  /** The .dvc file or dvc.lock that names it, absolute. */
  readonly from: string;
  /** Absolute, as it would lie in the workspace. */
  readonly path: string;
  readonly content: Content;
  readonly push: boolean;
  /** Not with `cache: false`. */
  readonly isCached: boolean;
  readonly remote: string | undefined;
  /** Imported from another repository: where from. */
  readonly origin: Dep | undefined;
}

/** The commit that a revision names. */
export async function commitOf(room: DataRoom, revision: string): Promise<string> {
  const { gitRoot, root } = room.project;
  if (gitRoot === undefined) return invalid(`${root} has no git, so there are no versions to compare`);
  const { code, out } = await runGit(gitRoot, [
    "rev-parse",
    "--verify",
    "-q",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  return code === 0 ? out.toString("utf8").trim() : invalid(`${revision}: no such commit, branch or tag`);
}

/** What a commit's .dvc files and dvc.lock say. Files that do not read are left out and told. */
export async function versionOuts(
  room: DataRoom,
  commits: readonly string[],
  faulty?: (fault: FileError, path: string) => void,
): Promise<Map<string, VersionOut[]>> {
  const found = new Map<string, VersionOut[]>();
  const texts = new Map<string, Promise<VersionOut[] | FileError>>();
  const lists = await Promise.all(commits.map((commit) => dvcBlobs(room, commit)));
  const all = [
    ...new Set(lists.flat().flatMap(({ blob, pipeline }) => (pipeline === undefined ? [blob] : [blob, pipeline]))),
  ];
  const contents = await blobTexts(room, all);
  for (const [at, commit] of commits.entries()) {
    const outs: VersionOut[] = [];
    for (const { blob, path, pipeline = "" } of lists[at] ?? []) {
      const key = `${blob} ${pipeline} ${path}`;
      const name = `${commit.slice(0, 7)}:${relative(room.project.root, path)}`;
      const read =
        texts.get(key) ??
        readOuts({ path, name, text: contents.get(blob) ?? "", pipeline: contents.get(pipeline) ?? "" });
      texts.set(key, read);
      const said = await read;
      if (!(said instanceof FileError)) outs.push(...said);
      else if (faulty) faulty(said, path);
      else throw said;
    }
    await keepLists(room, outs);
    found.set(commit, outs);
  }
  return found;
}

interface Blob {
  readonly blob: string;
  /** Absolute. */
  readonly path: string;
  /** Of a dvc.lock the dvc.yaml beside it. */
  readonly pipeline?: string | undefined;
}

async function dvcBlobs(room: DataRoom, commit: string): Promise<Blob[]> {
  const { gitRoot = "", root } = room.project;
  const prefix = relative(gitRoot, root);
  const { code, out, err } = await runGit(gitRoot, [
    "ls-tree",
    "-r",
    "-z",
    "--full-tree",
    commit,
    ...(prefix === "" ? [] : ["--", `${prefix}/`]),
  ]);
  if (code !== 0) invalid(`git ls-tree ${commit}: ${err}`);
  const blobs = new Map<string, string>();
  for (const line of out.toString("utf8").split("\0")) {
    // a name may have tabs of its own
    const cut = line.indexOf("\t");
    const [facts, name] = [line.slice(0, Math.max(0, cut)), line.slice(cut + 1)];
    const [, type, blob = ""] = facts.split(" ");
    if (type === "blob" && /(?:\.dvc|(?:^|\/)dvc\.(?:lock|yaml))$/.test(name)) blobs.set(name, blob);
  }
  return [...blobs].flatMap(([name, blob]) =>
    name.endsWith(".yaml")
      ? []
      : [{ blob, path: join(gitRoot, name), pipeline: blobs.get(name.replace(/dvc\.lock$/, "dvc.yaml")) }],
  );
}

/** One git for all of them. */
async function blobTexts(room: DataRoom, blobs: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (blobs.length === 0) return texts;
  const { out } = await runGit(room.project.gitRoot ?? "", ["cat-file", "--batch"], `${blobs.join("\n")}\n`);
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [blob = "", , size = "0"] = out.toString("latin1", at, end).split(" ");
    texts.set(blob, out.toString("utf8", end + 1, end + 1 + Number(size)));
    at = end + 2 + Number(size);
  }
  return texts;
}

const ours = { push: true, remote: undefined, origin: undefined };

function versionsOf({ cloud, files }: Pick<Out, "cloud" | "files">): Pick<Out, "cloud" | "files"> {
  return { ...(cloud && { cloud }), ...(files && { files }) };
}

interface Said {
  readonly path: string;
  /** As a person knows it. */
  readonly name: string;
  readonly text: string;
  readonly pipeline: string;
}

async function readOuts({ path, name, text, pipeline }: Said): Promise<VersionOut[] | FileError> {
  const folder = dirname(path);
  try {
    if (!path.endsWith(".dvc")) {
      const { stages } = await readLockFile(text, name);
      const isUncached = await uncachedOuts(pipeline);
      return [...stages].flatMap(([stage, { outs }]) =>
        outs.flatMap(({ path: out, content, ...rest }) =>
          isAddress(out) || !content
            ? []
            : [
                {
                  from: path,
                  path: resolve(folder, out),
                  content,
                  isCached: !isUncached(stage, out),
                  ...versionsOf(rest),
                  ...ours,
                },
              ],
        ),
      );
    }
    const file = await readDvcFile(text, name);
    const origin = file.deps.find(({ repo }) => repo !== undefined);
    return file.outs.flatMap(({ path: out, content, cache, push, remote, ...rest }) =>
      content && cache && !isAddress(out)
        ? [
            {
              from: path,
              path: resolve(folder, file.wdir, out),
              content,
              push,
              isCached: true,
              remote,
              origin,
              ...versionsOf(rest),
            },
          ]
        : [],
    );
  } catch (thrown) {
    if (thrown instanceof FileError) return thrown;
    throw thrown;
  }
}
