import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { killAll } from "../../cli/tidemark";
import { type Dvc, startDvc } from "./dvc";
import { bothClean, ours, picture, tryOurs } from "./storeCase";

let dvc: Dvc;

function write(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

/** Two repositories alike, one for each of the two. */
async function twins(make: (root: string) => void | Promise<void>): Promise<{ mine: string; theirs: string }> {
  const [mine, theirs] = [await dvc.repository(), await dvc.repository()];
  for (const root of [mine, theirs]) await make(root);
  return { mine, theirs };
}

/** What lies in both, as far as it is no secret of the tool. */
function same(mine: string, theirs: string): void {
  assert.deepEqual(picture(mine), picture(theirs));
}

const trees: Readonly<Record<string, (root: string) => void>> = {
  "a file": (root) => write(root, { data: "hello\n" }),
  "an empty file": (root) => write(root, { data: "" }),
  "a folder": (root) => write(root, { "data/b": "2", "data/a": "1", "data/sub/deep/c": "3" }),
  "an empty folder": (root) => void mkdirSync(join(root, "data")),
  "a folder with empty folders": (root) => {
    write(root, { "data/a": "1" });
    mkdirSync(join(root, "data/none/at/all"), { recursive: true });
  },
  "a folder with empty files": (root) => write(root, { "data/a": "", "data/b": "", "data/c": "x" }),
  "names whose order is not that of a walk": (root) =>
    write(root, { "data/a-b": "1", "data/a/q": "2", "data/A": "3", "data/a.b": "4" }),
  "names beyond ASCII": (root) =>
    write(root, {
      "data/\u00fc": "nfc",
      "data/u\u0308": "nfd",
      "data/\ud83d\ude00": "emoji",
      "data/\uff5e": "wide",
      "data/\u007f": "del",
    }),
  "names with signs of JSON": (root) =>
    write(root, { 'data/"q"': "1", "data/back\\slash": "2", "data/new\nline": "3", "data/tab\t": "4" }),
  "names of 255 bytes": (root) =>
    write(root, { [`data/${"n".repeat(255)}`]: "1", [`data/${"\u00e9".repeat(127)}`]: "2" }),
  "the same content twice": (root) => write(root, { "data/a": "same", "data/b": "same" }),
  "a large file": (root) => write(root, { data: Buffer.alloc(9 * 2 ** 20, "large") }),
  "a folder with a link to a file": (root) => {
    write(root, { "data/a": "1", outside: "2" });
    symlinkSync("a", join(root, "data/inner"));
    symlinkSync("../outside", join(root, "data/outer"));
  },
  "a folder with a link to a folder": (root) => {
    write(root, { "data/a": "1", "other/b": "2" });
    symlinkSync("../other", join(root, "data/linked"));
  },
};

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

const odd = [
  "we*ird[1].txt",
  "with space",
  "#hash",
  "!bang",
  "que?stion",
  "d\u00e9j\u00e0",
  "it's",
  "colon: x",
  "-dash",
];

describe("data add beside the real dvc", function () {
  this.timeout(120_000);
  before(async function () {
    dvc = await startDvc(this);
  });
  after(async () => {
    killAll();
    await dvc?.stop();
  });

  describe("leaves what dvc leaves of", () => {
    let both: { mine: string; theirs: string };
    const places = Object.keys(trees).map((_, at) => `place${at}`);

    before(async () => {
      both = await twins((root) => {
        for (const [at, make] of Object.values(trees).entries()) {
          mkdirSync(join(root, places[at] as string));
          make(join(root, places[at] as string));
        }
      });
      const targets = places.map((place) => `${place}/data`);
      await Promise.all([ours(both.mine, "add", ...targets), dvc.ok(both.theirs, "add", "-q", ...targets)]);
    });

    for (const [at, name] of Object.keys(trees).entries())
      it(name, () => same(join(both.mine, places[at] as string), join(both.theirs, places[at] as string)));

    it("all of them: the cache, and nothing that differs", async () => {
      same(both.mine, both.theirs);
      await bothClean(dvc, both.mine);
    });

    it("all of them, brought back", async () => {
      for (const root of [both.mine, both.theirs])
        for (const place of places) rmSync(join(root, place, "data"), { recursive: true });
      await Promise.all([ours(both.mine, "checkout"), dvc.ok(both.theirs, "checkout", "-q")]);
      same(both.mine, both.theirs);
      await bothClean(dvc, both.mine);
    });
  });

  it("an executable file stays one", async () => {
    const { mine, theirs } = await twins((root) => {
      write(root, { data: "#!/bin/sh\n" });
      chmodSync(join(root, "data"), 0o755);
    });
    await ours(mine, "add", "data");
    await dvc.ok(theirs, "add", "-q", "data");
    assert.equal(readFileSync(join(mine, "data.dvc"), "utf8"), readFileSync(join(theirs, "data.dvc"), "utf8"));
    rmSync(join(mine, "data"));
    await ours(mine, "checkout");
    assert.equal(statSync(join(mine, "data")).mode & 0o777, 0o755);
    await bothClean(dvc, mine);
  });

  it("leaves what dvc leaves: names that git and YAML would read otherwise", async () => {
    const { mine, theirs } = await twins((root) =>
      write(root, Object.fromEntries(odd.map((name, at) => [name, String(at)]))),
    );
    await ours(mine, "add", ...odd.map((name) => `./${name}`));
    await dvc.ok(theirs, "add", "-q", ...odd.map((name) => `./${name}`));
    same(mine, theirs);
    await bothClean(dvc, mine);
  });

  it("keeps a name that is no UTF-8, which dvc refuses to add", async () => {
    const root = await dvc.repository();
    write(root, { "data/a": "1" });
    const odd = Buffer.concat([Buffer.from(`${root}/data/`), Buffer.from([0xff, 0x41])]);
    writeFileSync(odd, "odd");
    await ours(root, "add", "data");
    const { outs } = JSON.parse(await ours(root, "status", "--json")) as { outs: { md5: string }[] };
    const list = `[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "a"}, {"md5": "${md5("odd")}", "relpath": "\\udcffA"}]`;
    assert.equal(outs[0]?.md5, `${md5(list)}.dir`);
    rmSync(join(root, "data"), { recursive: true });
    await ours(root, "checkout");
    assert.equal(readFileSync(odd, "utf8"), "odd");
  });

  it("adds in a folder below, and several at once", async () => {
    const { mine, theirs } = await twins((root) => write(root, { "x/y/a": "1", "x/b": "2", "z/c": "3" }));
    await ours(mine, "add", "x/y/a", "x/b", "z");
    await dvc.ok(theirs, "add", "-q", "x/y/a", "x/b", "z");
    same(mine, theirs);
  });

  it("adds what has changed since, with what people wrote into the .dvc file", async () => {
    const { mine, theirs } = await twins(async (root) => {
      write(root, { data: "one" });
      await dvc.ok(root, "add", "-q", "data");
      const text = readFileSync(join(root, "data.dvc"), "utf8");
      write(root, { "data.dvc": `# ours\n${text}  desc: the data # said\nmeta:\n  who: me\n`, data: "two, longer" });
    });
    await ours(mine, "add", "data");
    await dvc.ok(theirs, "add", "-q", "data");
    same(mine, theirs);
    await bothClean(dvc, mine);
  });

  it("adds one file of a tracked folder, changes one, takes one out", async () => {
    const { mine, theirs } = await twins(async (root) => {
      write(root, { "data/a": "1", "data/sub/b": "2", "data/c": "3" });
      await dvc.ok(root, "add", "-q", "data");
    });
    const steps: [Record<string, string>, string][] = [
      [{ "data/new": "4" }, "data/new"],
      [{ "data/a": "changed" }, "data/a"],
      [{ "data/sub/d": "5", "data/sub/e": "6" }, "data/sub"],
    ];
    for (const [files, target] of steps) {
      for (const root of [mine, theirs]) write(root, files);
      await ours(mine, "add", target);
      await dvc.ok(theirs, "add", "-q", target);
      same(mine, theirs);
    }
    for (const root of [mine, theirs]) rmSync(join(root, "data/c"));
    await ours(mine, "add", "data/c");
    await dvc.ok(theirs, "add", "-q", "data/c");
    same(mine, theirs);
    await bothClean(dvc, mine);
  });

  it("leaves out what .dvcignore names", async () => {
    const { mine, theirs } = await twins((root) =>
      write(root, { ".dvcignore": "*.tmp\nskip/\n", "data/a": "1", "data/b.tmp": "2", "data/skip/c": "3" }),
    );
    await ours(mine, "add", "data");
    await dvc.ok(theirs, "add", "-q", "data");
    same(mine, theirs);
    await bothClean(dvc, mine);
  });

  it("--no-commit leaves the cache alone", async () => {
    const { mine, theirs } = await twins((root) => write(root, { "data/a": "1" }));
    await ours(mine, "add", "--no-commit", "data");
    await dvc.ok(theirs, "add", "-q", "--no-commit", "data");
    same(mine, theirs);
  });

  for (const type of ["hardlink", "symlink", "copy", "reflink,hardlink,copy"])
    it(`makes the links that cache.type ${type} asks for, on add and on checkout`, async () => {
      const { mine, theirs } = await twins(async (root) => {
        write(root, { "data/a": "1", "data/b": "22", "data/empty": "", single: "333" });
        await dvc.ok(root, "config", "cache.type", type);
      });
      await ours(mine, "add", "data", "single");
      await dvc.ok(theirs, "add", "-q", "data", "single");
      same(mine, theirs);
      for (const root of [mine, theirs])
        for (const name of ["data", "single"]) rmSync(join(root, name), { recursive: true });
      await ours(mine, "checkout");
      await dvc.ok(theirs, "checkout", "-q");
      same(mine, theirs);
      await bothClean(dvc, mine);
      await ours(mine, "unprotect", "data", "single");
      await dvc.ok(theirs, "unprotect", "data", "single");
      same(mine, theirs);
      await bothClean(dvc, mine);
    });

  it("uses a cache elsewhere, and one that a group shares", async () => {
    const { mine, theirs } = await twins(async (root) => {
      write(root, { "data/a": "1" });
      await dvc.ok(root, "cache", "dir", "elsewhere");
      await dvc.ok(root, "config", "cache.shared", "group");
    });
    await ours(mine, "add", "data");
    await dvc.ok(theirs, "add", "-q", "data");
    same(mine, theirs);
    await bothClean(dvc, mine);
  });

  it("stages with core.autostage", async () => {
    const { mine, theirs } = await twins(async (root) => {
      write(root, { data: "1" });
      await dvc.ok(root, "config", "core.autostage", "true");
    });
    await ours(mine, "add", "data");
    await dvc.ok(theirs, "add", "-q", "data");
    assert.equal(dvc.git(mine, "status", "--porcelain"), dvc.git(theirs, "status", "--porcelain"));
  });

  it("works without git and below the root of a git repository", async () => {
    const root = join(dvc.home, "plain");
    mkdirSync(root);
    await ours(root, "init", "--no-scm");
    write(root, { data: "1" });
    await ours(root, "add", "data");
    await bothClean(dvc, root);
    assert.equal(existsSync(join(root, ".gitignore")), false);
    const outer = join(dvc.home, "outer");
    mkdirSync(join(outer, "one"), { recursive: true });
    dvc.git(outer, "init", "-q");
    await ours(join(outer, "one"), "init", "--subdir");
    write(outer, { "one/data/a": "1" });
    await ours(join(outer, "one"), "add", "data");
    await bothClean(dvc, join(outer, "one"));
  });

  it("data init leaves what dvc init leaves", async () => {
    const [mine, theirs] = ["init-mine", "init-theirs"].map((name) => join(dvc.home, name)) as [string, string];
    for (const root of [mine, theirs]) {
      mkdirSync(root);
      dvc.git(root, "init", "-q");
    }
    await ours(mine, "init");
    await dvc.ok(theirs, "init", "-q");
    same(mine, theirs);
    assert.equal(dvc.git(mine, "status", "--porcelain"), dvc.git(theirs, "status", "--porcelain"));
  });

  const refused: Readonly<Record<string, [(root: string) => void, string[], RegExp]>> = {
    "what is not there": [() => undefined, ["nothing"], /nothing does not exist/],
    "what git tracks": [
      (root) => {
        write(root, { data: "1" });
        dvc.git(root, "add", "data");
        dvc.git(root, "commit", "-qm", "data");
      },
      ["data"],
      /data is tracked by git/,
    ],
    "a link that leads nowhere": [
      (root) => {
        write(root, { "data/a": "1" });
        symlinkSync("gone", join(root, "data/broken"));
      },
      ["data"],
      /data\/broken is a link that leads nowhere/,
    ],
    "DVC's own files": [(root) => write(root, { "x.dvc": "outs: []\n" }), ["x.dvc"], /DVC's own/],
    "what .dvcignore leaves out": [
      (root) => write(root, { ".dvcignore": "data\n", data: "1" }),
      ["data"],
      /\.dvcignore/,
    ],
    "a folder with a .dvcignore": [
      (root) => write(root, { "data/.dvcignore": "", "data/a": "1" }),
      ["data"],
      /\.dvcignore cannot lie/,
    ],
    "what lies outside": [() => undefined, ["/etc/hostname"], /not inside the project/],
  };
  for (const [name, [make, args, message]] of Object.entries(refused))
    it(`refuses ${name}, as dvc does, in one line`, async () => {
      const root = await dvc.repository();
      make(root);
      const { code, err } = await tryOurs(root, "add", ...args);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.equal(err.trim().split("\n").length, 1, err);
      assert.notEqual((await dvc.run(root, "add", "-q", ...args)).code, 0);
      assert.equal(existsSync(join(root, "data.dvc")), false);
    });

  it("refuses what overlaps with something tracked", async () => {
    const root = await dvc.repository();
    write(root, { "data/a": "1", "data/b": "2" });
    await ours(root, "add", "data/a");
    const { code, err } = await tryOurs(root, "add", "data");
    assert.equal(code, 2);
    assert.match(err, /data\/a in it is tracked by data\/a\.dvc/);
  });

  it("--glob takes patterns", async () => {
    const { mine, theirs } = await twins((root) =>
      write(root, { "d/a.csv": "1", "d/b.csv": "2", "d/c.txt": "3", "d/deep/e.csv": "4" }),
    );
    await ours(mine, "add", "--glob", "d/**/*.csv");
    await dvc.ok(theirs, "add", "-q", "--glob", "d/**/*.csv");
    same(mine, theirs);
  });

  it("a moved file keeps its version", async () => {
    const { mine, theirs } = await twins(async (root) => {
      write(root, { "data/a": "1", single: "2", "folder/keep": "" });
      await dvc.ok(root, "add", "-q", "data", "single");
    });
    for (const [from, to] of [
      ["single", "other"],
      ["data", "folder"],
      ["other", "folder/last"],
    ] as const) {
      await ours(mine, "move", from, to);
      await dvc.ok(theirs, "move", from, to);
      same(mine, theirs);
    }
    await bothClean(dvc, mine);
  });

  it("removes a .dvc file, and the data with --outs", async () => {
    const { mine, theirs } = await twins(async (root) => {
      write(root, { "data/a": "1", single: "2", third: "3" });
      await dvc.ok(root, "add", "-q", "data", "single", "third");
    });
    for (const args of [["single.dvc"], ["--outs", "data.dvc"], ["third.dvc"]]) {
      await ours(mine, "remove", ...args);
      await dvc.ok(theirs, "remove", ...args);
      same(mine, theirs);
    }
  });

  it("takes over a rename by hand", async () => {
    const root = await dvc.repository();
    write(root, { data: "1" });
    await ours(root, "add", "data");
    renameSync(join(root, "data"), join(root, "moved"));
    const { outs } = JSON.parse(await ours(root, "status", "--json")) as { outs: { state: string }[] };
    assert.equal(outs[0]?.state, "deleted");
  });
});
