import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { type IgnoreRules, rootRules } from "../../../core/dvc/dvcignore";
import { pathBytes } from "../files/bytePaths";

/** What `.dvcignore` and `.gitignore` files say, as a walk from the root down comes to them. */
export interface IgnoreTexts {
  /** A file of a walked folder, from the project's root. */
  read(file: string): void;
  isLeftOut(path: string, isFolder: boolean): boolean;
  readonly rules: IgnoreRules;
  readonly gitRules: IgnoreRules;
  /** Another number where `rules` are others. */
  rulesMark(): number;
  /** Another number where anything that was read is. */
  mark(): number;
}

export function createIgnoreTexts(root: string, gitRoot: string | undefined): IgnoreTexts {
  const dvcTexts = [readText(`${root}/.dvcignore`)];
  const gitTexts: string[] = [];
  const readGit = (path: string): string => {
    const text = readText(path);
    gitTexts.push(text);
    return text;
  };
  const above = gitRoot === undefined ? "" : relative(gitRoot, root);
  const inGit = (path: string) => (above === "" ? path : path === "" ? above : `${above}/${path}`);
  let rules = rootRules(dvcTexts[0]);
  let gitRules = gitRoot === undefined ? rootRules() : gitRulesAbove(gitRoot, above, readGit);

  return {
    read(file) {
      const folder = dirname(file) === "." ? "" : dirname(file);
      if (file.endsWith(".gitignore")) {
        if (gitRoot !== undefined) gitRules = gitRules.below(inGit(folder), readGit(`${root}/${file}`));
      } else if (folder !== "") {
        const text = readText(`${root}/${file}`);
        rules = rules.below(folder, text);
        dvcTexts.push(folder, text);
      }
    },
    isLeftOut: (path, isFolder) =>
      rules.ignores(path, isFolder) || (gitRoot !== undefined && gitRules.ignores(inGit(path), isFolder)),
    get rules() {
      return rules;
    },
    get gitRules() {
      return gitRules;
    },
    rulesMark: () => markOf(dvcTexts.join("\0")),
    mark: () => markOf([above, ...gitTexts, "", ...dvcTexts].join("\0")),
  };
}

/** What git leaves out, as far as folders above the project and the repository itself say. */
function gitRulesAbove(gitRoot: string, project: string, read: (path: string) => string): IgnoreRules {
  let rules = rootRules(
    `${read(`${gitRoot}/.git/info/exclude`)}\n${project === "" ? "" : read(`${gitRoot}/.gitignore`)}`,
  );
  const parts = project === "" ? [] : project.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join("/");
    rules = rules.below(folder, read(`${gitRoot}/${folder}/.gitignore`));
  }
  return rules;
}

function markOf(text: string): number {
  let [a, b] = [0x811c9dc5, text.length];
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = (Math.imul(b, 31) + a) | 0;
  }
  return (a >>> 0) + (b & 0xfffff) * 2 ** 32;
}

function readText(path: string): string {
  try {
    return readFileSync(pathBytes(path), "utf8");
  } catch (thrown) {
    const { code = "" } = thrown as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(code)) return "";
    throw thrown;
  }
}
