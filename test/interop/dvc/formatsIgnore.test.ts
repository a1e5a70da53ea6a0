import assert from "node:assert/strict";
import { type IgnoreRules, rootRules } from "../../../src/core/dvc/dvcignore";
import { type Dvc, startDvc } from "./dvc";
import { shuffler } from "./shuffler";

interface Case {
  readonly files: readonly (readonly [folder: string, text: string])[];
  readonly paths: readonly (readonly [path: string, isFolder: boolean])[];
}

const lines = [
  ..."*.csv|!keep.csv|data/|!data/|data|/data|/a/b|a/b/|**/c|c/**|a/**/c|!*/|*|!*.txt|[ab].txt|[!a].txt|file?.txt".split(
    "|",
  ),
  ..."\\#hash|# comment|\\!bang|a b|  padded  |**|**/|*/|!**|b|!b|/*|!/a|d/e|!d/e/f|[|a[|[]-]x|[^a]x|.*|/|//|a//b".split(
    "|",
  ),
];
const names =
  "a|b|c|d|e|f|data|keep.csv|x.csv|a.txt|b.txt|file1.txt|#hash|!bang|a b|padded|.git|.dvc|.hg|]x|-x|bx|.x".split("|");

describe(".dvcignore against dvc", () => {
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("ignores what dvc ignores, by the line that dvc names", async () => {
    const random = shuffler(5);
    const cases = Array.from({ length: 600 }, () => caseOf(random));
    const theirs = (await dvc.ask("formats", { ask: "ignored", all: cases })) as [boolean, string | null][][];
    const wrong: unknown[] = [];
    for (const [index, { files, paths }] of cases.entries()) {
      const rules = files.reduce<IgnoreRules>(
        (above, [folder, text]) => (folder === "" ? rootRules(text) : above.below(folder, text)),
        rootRules(),
      );
      for (const [at, [path, isFolder]] of paths.entries()) {
        const line = rules.check(path, isFolder);
        const ours = [line?.ignores ?? false, line?.where ?? null];
        const expected = theirs[index]?.[at];
        if (JSON.stringify(ours) !== JSON.stringify(expected)) wrong.push({ files, path, isFolder, ours, expected });
      }
    }
    assert.deepEqual(wrong.slice(0, 3), [], `${wrong.length} differ`);
  });

  function caseOf({ pick, number }: ReturnType<typeof shuffler>): Case {
    const text = () => Array.from({ length: 1 + number(5) }, () => pick(lines)).join("\n");
    const files: [string, string][] = [["", text()]];
    if (number(2)) files.push(["a", text()]);
    if (number(3) === 0) files.push(["a/b", text()]);
    const folder = files.at(-1)?.[0] ?? "";
    const paths = Array.from({ length: 12 }, () => {
      const parts = Array.from({ length: 1 + number(3) }, () => pick(names));
      return [[...(folder ? [folder] : []), ...parts].join("/"), number(2) === 1] as const;
    });
    return { files, paths };
  }
});
