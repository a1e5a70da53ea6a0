import { statSync } from "node:fs";
import { join } from "node:path";
import type { PipelinePage } from "../../../shared/pipelinePage";
import { type FilesUsed, findGitFolder, type Reads } from "../../data/data";
import { runGit } from "../../kernel/git";
import type { PipelineProject } from "../project";

/** What git is asked about on one line, at most; more than a person counts. */
const most = 400;

type Commit = PipelinePage["commit"];

/** The commit a pipeline stands on, and how many of the files that make it what it is differ from there. */
export function commitOf({ root, pipelines }: PipelineProject, reads: Reads): Promise<Commit> {
  const files = filesOf(pipelines);
  // what changes in a folder does not change the folder
  if (files.some((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isDirectory()))
    return ask(root, files);
  return reads.get(
    `commit ${root}`,
    async (_, used) => {
      markHead(root, used);
      for (const file of files) used.mark(join(root, file));
      return ask(root, files);
    },
    [pipelines],
  );
}

/** What says which commit is checked out, and what of it is staged. */
function markHead(root: string, used: FilesUsed): void {
  const git = findGitFolder(root, used);
  if (!git) return;
  const ref = /^ref: (.+)$/m.exec(used.read(join(git.own, "HEAD")) ?? "")?.[1]?.trim();
  if (ref !== undefined) used.mark(join(git.shared, ref));
  // branches are in one of these where they have no file
  for (const name of ["packed-refs", "reftable/tables.list"]) used.mark(join(git.shared, name));
  used.mark(join(git.own, "index"));
}

async function ask(root: string, names: readonly string[]): Promise<Commit> {
  try {
    const { code, out } = await runGit(root, ["rev-parse", "--verify", "-q", "HEAD"]);
    if (code !== 0) return undefined;
    const files = names.map((file) => `:(literal)${file}`);
    // by name, so that nothing else of a large repository is looked at
    const diff = await runGit(root, ["diff", "--name-only", "--no-ext-diff", "-z", "HEAD", "--", ...files]);
    const changed = diff.code === 0 ? diff.out.toString("utf8").split("\0").filter(Boolean).length : 0;
    return { hash: out.toString("utf8").trim(), changedFiles: changed };
  } catch {
    return undefined; // a machine without git has no commit to tell of
  }
}

/** The dvc.yaml files, their parameters and the code that stages name, but not what stages make. */
function filesOf(pipelines: PipelineProject["pipelines"]): string[] {
  const stages = pipelines.flatMap((each) => each.stages);
  const local = (all: readonly { target: StageTarget }[]) =>
    all.flatMap(({ target }) => (target.kind === "local" ? target.path : []));
  const made = new Set(stages.flatMap(({ outs }) => local(outs)));
  const read = stages.flatMap(({ deps, params }) => [...params.map(({ file }) => file), ...local(deps)]);
  const all = new Set([...pipelines.map(({ file }) => file), ...read]);
  return [...all].filter((path) => !made.has(path) && !/^(\.\.\/|\/|$)/.test(path)).slice(0, most);
}

type StageTarget = PipelineProject["pipelines"][number]["stages"][number]["deps"][number]["target"];
