import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { invalid } from "../../../shared/apiError";
import { runGit } from "../../kernel/git";
import { findGitRoot } from "./openRepository";

export interface InitOptions {
  readonly noScm?: boolean;
  readonly subdir?: boolean;
  readonly force?: boolean;
}

const ignoreText = `# Add patterns of files dvc should ignore, which could improve
# the performance. Learn more at
# https://dvc.org/doc/user-guide/dvcignore
`;

/** A new project in a folder, as \`dvc init\` makes it; git takes its files up. */
export async function initProject(
  folder: string,
  { noScm = false, subdir = false, force = false }: InitOptions,
): Promise<void> {
  if (noScm && subdir) invalid("--no-scm and --subdir do not go together");
  const gitRoot = noScm
    ? undefined
    : subdir
      ? findGitRoot(folder)
      : existsSync(join(folder, ".git"))
        ? folder
        : undefined;
  if (!noScm && gitRoot === undefined)
    invalid(`${folder} is no git repository; git init makes one, --subdir starts inside one, --no-scm does without`);
  const dvc = join(folder, ".dvc");
  if (gitRoot !== undefined && (await runGit(gitRoot, ["check-ignore", "-q", "--no-index", dvc])).code === 0)
    invalid(`${dvc} is ignored by git; add '!.dvc' to .gitignore first`);
  if (existsSync(dvc)) {
    if (!force) invalid(`${dvc} is there already; --force starts over and deletes it, its cache too`);
    rmSync(dvc, { recursive: true });
  }
  mkdirSync(join(dvc, "tmp"), { recursive: true });
  const files = [join(dvc, "config")];
  writeFileSync(join(dvc, "config"), noScm ? "[core]\n    no_scm = True\n" : "");
  if (!noScm) {
    writeFileSync(join(dvc, ".gitignore"), "/config.local\n/tmp\n/cache\n");
    files.push(join(dvc, ".gitignore"));
  }
  const ignore = join(folder, ".dvcignore");
  if (!existsSync(ignore)) writeFileSync(ignore, ignoreText);
  files.push(ignore);
  if (gitRoot !== undefined) await runGit(gitRoot, ["add", "--", ...files]);
}
