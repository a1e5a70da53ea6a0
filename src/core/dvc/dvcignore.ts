import { type IgnorePattern, ignorePattern } from "./ignorePattern";

/** What `.dvcignore` files say of a project's paths. Paths are from the project's root, `/` between names. */
export interface IgnoreRules {
  /** For a walk from the root down: of a path whose folders are not ignored. */
  ignores(path: string, isFolder: boolean): boolean;
  /** Of any path: the line that decides, of a folder above it or of itself. A line with `!` takes it back in. */
  check(path: string, isFolder: boolean): IgnorePattern | undefined;
  /** These rules and the ones of `folder`, which has a `.dvcignore`. */
  below(folder: string, text: string): IgnoreRules;
}

const always = [".hg/", ".git/", ".git", ".dvc/"];

/** The rules at a project's root; `text` is its `.dvcignore`, if it has one. */
export function rootRules(text = ""): IgnoreRules {
  const given = always.flatMap((rule) => ignorePattern(rule, "", "") ?? []);
  const own = patternsOf(text, "");
  return own.length === 0 ? namesOnly(given) : rulesOf([...given, ...own]);
}

function patternsOf(text: string, folder: string): IgnorePattern[] {
  const file = folder === "" ? ".dvcignore" : `${folder}/.dvcignore`;
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const rule = line.trim();
    if (rule === "" || rule.startsWith("#")) return [];
    return ignorePattern(rule, folder, `${file}:${index + 1}`) ?? [];
  });
}

/** Nearly all projects have no rules of their own, and a walk of many files asks for each. */
function namesOnly(given: readonly IgnorePattern[]): IgnoreRules {
  const all = rulesOf(given);
  return {
    ...all,
    ignores(path, isFolder) {
      const start = path.lastIndexOf("/") + 1;
      if (path.charCodeAt(start) !== 46) return false; // a dot
      const name = path.slice(start);
      return name === ".git" || (isFolder && (name === ".dvc" || name === ".hg"));
    },
  };
}

function rulesOf(patterns: readonly IgnorePattern[]): IgnoreRules {
  const groups = groupsOf(patterns);
  const find = (path: string, isFolder: boolean) => {
    for (const { foldersOnly, any, members } of groups) {
      if (foldersOnly && !isFolder) continue;
      for (const each of isFolder ? [path, `${path}/`] : [path])
        if (any.test(each)) return members.find(({ regex }) => regex.test(each));
    }
    return undefined;
  };
  return {
    ignores: (path, isFolder) => find(path, isFolder)?.ignores ?? false,
    check(path, isFolder) {
      for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
        const above = find(path.slice(0, at), true);
        if (above?.ignores) return above;
      }
      return find(path, isFolder);
    },
    below(folder, text) {
      const own = patternsOf(text, folder);
      return own.length === 0 ? this : rulesOf([...patterns, ...own]);
    },
  };
}

interface Group {
  readonly foldersOnly: boolean;
  readonly any: RegExp;
  readonly members: readonly IgnorePattern[];
}

/** The last line that matches decides; of neighbours that say the same, dvc names the first. */
function groupsOf(patterns: readonly IgnorePattern[]): readonly Group[] {
  const groups: IgnorePattern[][] = [];
  for (const pattern of patterns) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    const same = first?.ignores === true && pattern.ignores && first.foldersOnly === pattern.foldersOnly;
    if (last && same) last.push(pattern);
    else groups.push([pattern]);
  }
  return groups
    .map((members) => ({
      foldersOnly: members[0]?.foldersOnly ?? false,
      any: new RegExp(members.map(({ regex }) => `(?:${regex.source})`).join("|")),
      members,
    }))
    .reverse();
}
