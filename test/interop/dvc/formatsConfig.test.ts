import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfigFile } from "../../../src/core/dvc/config/configFile";
import {
  namedSection,
  removeSection,
  setOption,
  unsetOption,
  writeSections,
} from "../../../src/core/dvc/config/editConfig";
import { findConfigFault } from "../../../src/core/dvc/config/knownOptions";
import { type Dvc, startDvc } from "./dvc";
import { shuffler } from "./shuffler";

const values = [
  ...'s3://bucket/x|../../store|a b|a,b|a, b|a,|it\'s|say "x"|\'x\'|"y"|a#b|#a| a |true|1|\\x|%x|=|a=b|[x]'.split("|"),
  "both ' and \"",
];

describe("configuration against dvc", () => {
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("reads what dvc reads", async () => {
    const written = [
      ...values.map((value) => `[core]\n    remote = ${value}\n`),
      "",
      "[core]\nremote=a\n\n# c\n['remote \"A\"']\n    URL = x # y\n  jobs =   4\n",
      '[remote "b"]\nurl = "a b" # c\n[cache]\ntype = "reflink", copy\n',
      "[core]\nx = '''a\nb''' # c\n[ cache ]\ndir =\n",
      '[core]\nx = "a" "b"\ny = "a" b\n',
      "[core]\nx = 1\nx = 2\n",
      "[core]\n[core]\n",
      "[core]\nwhat\n",
      "[core\nx = 1\n",
      "[core]\nx = ,\ny = a,,b\n",
      "[core]\nx = a,,\n",
      "[core]\nx = 'a\n",
    ];
    const theirs = (await dvc.ask("formats", { ask: "config", all: written })) as Record<string, unknown>[];
    for (const [index, text] of written.entries()) {
      const expected = theirs[index] as Record<string, unknown>;
      if ("fault" in expected) assert.throws(() => readConfigFile(text, "config"), /^ApiError: config:\d+: /, text);
      else assert.deepEqual({ text, read: nested(text) }, { text, read: expected });
    }
  });

  it("writes what dvc writes", async () => {
    const random = shuffler(3);
    const configs = Array.from({ length: 200 }, () => {
      const { number, pick } = random;
      const section = () =>
        Object.fromEntries(["url", "dir", "x"].slice(0, 1 + number(3)).map((key) => [key, pick(values)]));
      return {
        core: section(),
        remote: { a: section(), "b c": section() },
        cache: { type: ["reflink", "copy"] },
        db: {},
        machine: {},
      };
    });
    const theirs = (await dvc.ask("formats", { ask: "config_text", all: configs })) as string[];
    for (const [index, { core, cache, remote }] of configs.entries()) {
      const sections = {
        ...Object.fromEntries(Object.entries(remote).map(([name, each]) => [namedSection("remote", name), each])),
        core,
        cache,
      };
      const ours = writeSections(
        new Map(Object.entries(sections).map(([name, each]) => [name, new Map(Object.entries(each))])),
      );
      assert.equal(ours, theirs[index]);
    }
  });

  it("takes the options that dvc takes, with the values that dvc takes", async () => {
    type Names = Record<string, string[]>;
    const [names] = (await dvc.ask("formats", { ask: "option_names", all: [0] })) as [
      { sections: Names; remotes: Names },
    ];
    const tried = [
      "true",
      "no",
      "5",
      "0",
      "-1",
      "1.5",
      "x",
      "group",
      "basic",
      "copy,reflink",
      "link",
      "nargs",
      "store_true",
    ];
    const inSections = Object.entries(names.sections)
      .filter(([section]) => !["remote", "machine", "db", "feature"].includes(section))
      .flatMap(([section, options]) => [...options, "nonsense"].map((option) => ({ section, option, name: section })));
    const inRemotes = Object.entries(names.remotes)
      .filter(([scheme]) => scheme !== "remote")
      .flatMap(([scheme, options]) =>
        [...options, "nonsense"]
          .filter((option) => option !== "url")
          .map((option) => ({
            kind: "remote",
            section: "a",
            option,
            name: namedSection("remote", "a"),
            url: scheme === "" ? "/x" : `${scheme}://host/x`,
          })),
      );
    // dvc wants a true number or flag of the first two, which no text of a file is; the third it does not use any more
    const beyond = ["cache_regions", "replication", "row_cleanup_quota"];
    const options: { section: string; option: string; name: string; kind?: string; url?: string }[] = [
      ...inSections,
      ...inRemotes,
    ];
    const cases = options
      .filter(({ option }) => !beyond.includes(option))
      .flatMap((each) => tried.map((value) => ({ ...each, value })));
    const theirs = (await dvc.ask("formats", { ask: "option", all: cases })) as boolean[];
    const wrong = cases.filter(({ name, option, value, url }, index) => {
      const fault = findConfigFault(name, option, value, url);
      return (fault === undefined) !== theirs[index];
    });
    assert.deepEqual(
      wrong.map(({ name, option, value, url = name }) => [url, option, value]),
      [],
    );
    assert.ok(cases.length > 1000, `${cases.length} cases`);
  });

  it("sets and unsets as dvc's commands do, in turns", async () => {
    const cwd = await dvc.repository();
    const path = join(cwd, ".dvc/config");
    const turns: [argv: string[], ours: (text: string) => string | undefined][] = [
      [
        ["remote", "add", "store", "s3://bucket/a,b"],
        (text) => setOption(text, namedSection("remote", "store"), "url", "s3://bucket/a,b"),
      ],
      [["config", "core.autostage", "true"], (text) => setOption(text, "core", "autostage", "true")],
      [
        ["remote", "modify", "store", "endpointurl", "http://x#y"],
        (text) => setOption(text, namedSection("remote", "store"), "endpointurl", "http://x#y"),
      ],
      [["config", "cache.type", "reflink,copy"], (text) => setOption(text, "cache", "type", "reflink,copy")],
      [["remote", "default", "store"], (text) => setOption(text, "core", "remote", "store")],
      [
        ["remote", "add", "Other", "https://example.com/x"],
        (text) => setOption(text, namedSection("remote", "Other"), "url", "https://example.com/x"),
      ],
      [["config", "--unset", "core.autostage"], (text) => unsetOption(text, "core", "autostage")],
      [["config", "cache.shared", "group"], (text) => setOption(text, "cache", "shared", "group")],
      [["config", "--unset", "core.remote"], (text) => unsetOption(text, "core", "remote")],
      [["remote", "remove", "store"], (text) => removeSection(text, namedSection("remote", "store"))],
    ];
    for (const [argv, ours] of turns) {
      const before = readFileSync(path, "utf8");
      await dvc.ok(cwd, ...argv);
      assert.equal(ours(before), readFileSync(path, "utf8"), argv.join(" "));
    }
  });

  it("keeps comments, and dvc reads the same after it", async () => {
    const cwd = await dvc.repository();
    const path = join(cwd, ".dvc/config");
    const text = "# ours\n[core]\n    remote = a # the first\n\n# of the team\n['remote \"a\"']\n    url = /x\n";
    const added = setOption(setOption(text, "core", "remote", "b"), namedSection("remote", "b"), "url", "/y z");
    assert.equal(
      added,
      "# ours\n[core]\n    remote = b # the first\n\n# of the team\n['remote \"a\"']\n    url = /x\n['remote \"b\"']\n    url = /y z\n",
    );
    writeFileSync(path, added);
    assert.match(await dvc.ok(cwd, "config", "--list"), /remote\.b\.url=\/y z\n.*core\.remote=b/s);
    writeFileSync(path, removeSection(added, namedSection("remote", "a")) ?? "");
    assert.equal(await dvc.ok(cwd, "remote", "list"), "b       /y z    (default)\n");
  });

  function nested(text: string): unknown {
    const result: Record<string, Record<string, unknown>> = { remote: {}, machine: {}, db: {} };
    for (const { name, options } of readConfigFile(text, "config")) {
      const read = Object.fromEntries(options.map((option) => [option.name, option.value]));
      const remote = /^\s*(remote|machine|db)\s*"(.*)"\s*$/.exec(name);
      const into = remote ? result[remote[1] as string] : result;
      if (into) into[remote ? (remote[2] as string) : name] = read;
    }
    return result;
  }
});
