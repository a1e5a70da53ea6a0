import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { killAll } from "../../cli/tidemark";
import { type Dvc, startDvc } from "./dvc";
import { bothClean, ours, picture, tryOurs } from "./storeCase";

let dvc: Dvc;

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

function save(root: string, message: string): void {
  dvc.git(root, "add", "-A");
  dvc.git(root, "commit", "-qm", message);
}

const pipeline = `stages:
  prep:
    wdir: work
    cmd: mkdir -p out && cp ../raw out/a && echo m > metric.json && echo p > kept
    deps: [../raw]
    outs:
    - out
    - kept:
        persist: true
    metrics:
    - metric.json:
        cache: false
`;

describe("turns with the real dvc", function () {
  this.timeout(120_000);
  let root: string;

  before(async function () {
    dvc = await startDvc(this);
  });
  after(async () => {
    killAll();
    await dvc?.stop();
  });
  beforeEach(async () => {
    root = await dvc.repository();
  });

  it("what dvc added, ours sees, brings back and compares", async () => {
    write(root, { "data/a": "1", "data/sub/b": "2", single: "3" });
    await dvc.ok(root, "add", "-q", "data", "single");
    await bothClean(dvc, root);
    const before = picture(root);
    rmSync(join(root, "data"), { recursive: true });
    rmSync(join(root, "single"));
    await ours(root, "checkout");
    assert.deepEqual(picture(root), before);
  });

  it("what ours added, dvc brings back", async () => {
    write(root, { "data/a": "1", "data/sub/b": "2", single: "3" });
    await ours(root, "add", "data", "single");
    const before = picture(root);
    rmSync(join(root, "data"), { recursive: true });
    rmSync(join(root, "single"));
    await dvc.ok(root, "checkout", "-q");
    assert.deepEqual(picture(root), before);
    await bothClean(dvc, root);
  });

  it("says of changes what dvc says", async () => {
    write(root, { "data/a": "1", "data/b": "2", "other/x": "9", single: "3", gone: "4", lost: "5" });
    await ours(root, "add", "data", "single", "gone", "lost", "other");
    save(root, "one");
    write(root, { "data/a": "changed", "data/new": "n", single: "changed" });
    rmSync(join(root, "data/b"));
    rmSync(join(root, "gone"));
    rmSync(join(root, ".dvc/cache/files/md5/e4/da3b7fbbce2345d7772b0674a318d5"));
    const theirs = JSON.parse(await dvc.ok(root, "data", "status", "--json", "--granular")) as Record<
      string,
      Record<string, string[]>
    >;
    const mine = JSON.parse(await ours(root, "status", "--json", "--granular")) as Record<
      string,
      Record<string, string[]>
    >;
    for (const kind of ["added", "modified", "deleted"])
      assert.deepEqual(mine.uncommitted?.[kind]?.toSorted(), (theirs.uncommitted?.[kind] ?? []).toSorted(), kind);
    assert.deepEqual(mine.not_in_cache, theirs.not_in_cache);
    assert.equal((mine as unknown as { clean: boolean }).clean, false);
  });

  for (const [name, args] of Object.entries({
    "HEAD and the workspace": [],
    "a commit and the workspace": ["HEAD~1"],
    "two commits": ["HEAD~1", "HEAD"],
    "a commit and itself": ["HEAD", "HEAD"],
    "with hashes": ["HEAD~1", "--show-hash"],
    "one target": ["HEAD~1", "HEAD", "--targets", "data"],
  }))
    it(`data diff is dvc diff: ${name}`, async () => {
      write(root, { "data/a": "1", "data/b": "2", "data/moved": "m", single: "3", old: "4", turned: "t" });
      await ours(root, "add", "data", "single", "old", "turned");
      save(root, "one");
      write(root, { "data/a": "changed", "data/\u00e9": "new", single: "other", "fresh/x": "7" });
      rmSync(join(root, "data/moved"));
      write(root, { "data/sub/renamed": "m" });
      await ours(root, "move", "old", "young");
      await ours(root, "add", "data", "single", "fresh");
      save(root, "two");
      write(root, { "data/b": "edited", single: "3" });
      rmSync(join(root, "turned"));
      const [mine, theirs] = await Promise.all([
        ours(root, "diff", "--json", ...args),
        dvc.ok(root, "diff", "--json", ...args),
      ]);
      assert.deepEqual(JSON.parse(mine), JSON.parse(theirs));
    });

  it("commits what lies there, of .dvc files and of stages", async () => {
    write(root, { raw: "1", "data/a": "1", "dvc.yaml": pipeline, "work/.keep": "" });
    await dvc.ok(root, "add", "-q", "data");
    await dvc.ok(root, "repro", "-q");
    await bothClean(dvc, root);
    write(root, { "data/b": "2", "work/out/a": "by hand" });
    await ours(root, "commit");
    await bothClean(dvc, root);
    const lock = readFileSync(join(root, "dvc.lock"), "utf8");
    await dvc.ok(root, "commit", "-q", "-f");
    assert.equal(readFileSync(join(root, "dvc.lock"), "utf8"), lock);
  });

  it("outputs of a pipeline count: status, checkout, gc", async () => {
    write(root, { raw: "1", "dvc.yaml": pipeline, "work/.keep": "" });
    await dvc.ok(root, "repro", "-q");
    await bothClean(dvc, root);
    rmSync(join(root, "work/out"), { recursive: true });
    rmSync(join(root, "work/kept"));
    const { outs } = JSON.parse(await ours(root, "status", "--json")) as { outs: { path: string; state: string }[] };
    assert.deepEqual(
      outs.map(({ path, state }) => [path, state]),
      [
        ["work/out/", "deleted"],
        ["work/kept", "deleted"],
        ["work/metric.json", "unchanged"],
      ],
    );
    await ours(root, "gc", "-w", "-f");
    await ours(root, "checkout", "prep");
    await bothClean(dvc, root);
    assert.equal(readFileSync(join(root, "work/out/a"), "utf8"), "1");
    rmSync(join(root, "work/out/a"));
    await ours(root, "checkout", "work/out/a");
    await bothClean(dvc, root);
  });

  it("reads entries of dvc 2, whose text with CRLF was hashed as if it had LF", async () => {
    write(root, {
      "old.txt": "a\r\nb\r\n",
      "old.txt.dvc": "outs:\n- md5: dd8c6a395b5dd36c56d23275028f526c\n  size: 6\n  path: old.txt\n",
    });
    write(root, { ".dvc/cache/dd/8c6a395b5dd36c56d23275028f526c": "a\r\nb\r\n", ".gitignore": "/old.txt\n" });
    await bothClean(dvc, root);
    rmSync(join(root, "old.txt"));
    await ours(root, "checkout");
    assert.equal(readFileSync(join(root, "old.txt"), "utf8"), "a\r\nb\r\n");
    await bothClean(dvc, root);
    const text = readFileSync(join(root, "old.txt.dvc"), "utf8");
    await ours(root, "add", "old.txt");
    assert.equal(readFileSync(join(root, "old.txt.dvc"), "utf8"), text, "unchanged data stay an entry of dvc 2");
    appendFileSync(join(root, "old.txt"), "c\r\n");
    await ours(root, "add", "old.txt");
    assert.match(readFileSync(join(root, "old.txt.dvc"), "utf8"), /hash: md5/);
    await bothClean(dvc, root);
  });

  it("honours wdir, desc and what else a .dvc file says", async () => {
    write(root, {
      "deep/data": "1",
      "files/x.dvc":
        "desc: mine\nwdir: ../deep\nouts:\n- md5: c4ca4238a0b923820dcc509a6f75849b\n  size: 1\n  hash: md5\n  path: data\n  push: false\n",
    });
    await ours(root, "commit");
    await bothClean(dvc, root);
    write(root, { "deep/data": "22" });
    await ours(root, "commit", "files/x.dvc");
    assert.match(
      readFileSync(join(root, "files/x.dvc"), "utf8"),
      /^desc: mine\nwdir: \.\.\/deep\n[\s\S]*push: false\n$/,
    );
    await bothClean(dvc, root);
  });

  it("keeps what branches, tags and commits use, and removes what dvc removes", async () => {
    for (const version of ["1", "2", "3", "4"]) {
      write(root, { "data/a": version, [`data/${version}`]: version.repeat(3) });
      await ours(root, "add", "data");
      save(root, version);
      if (version === "1") dvc.git(root, "tag", "first");
      if (version === "2") dvc.git(root, "branch", "side");
    }
    const twin = await dvc.repository();
    const cache = (of: string) => Object.keys(picture(join(of, ".dvc/cache"))).filter((name) => name.length > 14);
    for (const [mine, theirs] of [
      [["-A"], ["-A"]],
      [
        ["-a", "-T"],
        ["-a", "-T"],
      ],
      [["-a"], ["-a"]],
      [
        ["--rev", "HEAD~1"],
        ["--rev", "HEAD~1"],
      ],
      [["-w"], ["-w"]],
    ]) {
      rmSync(twin, { recursive: true });
      dvc.git(dirname(twin), "clone", "-q", root, twin);
      dvc.git(twin, "branch", "side", "origin/side");
      mkdirSync(join(twin, ".dvc/cache"), { recursive: true });
      const files = picture(join(root, ".dvc/cache"));
      for (const [name, text] of Object.entries(files))
        if (text.startsWith("file")) write(twin, { [`.dvc/cache/${name}`]: text.replace(/^file \d+ /, "") });
      await ours(root, "gc", "-f", ...(mine ?? []));
      await dvc.ok(twin, "gc", "-q", "-f", ...(theirs ?? []));
      assert.deepEqual(cache(root), cache(twin), String(mine));
    }
    assert.equal((await tryOurs(root, "gc")).code, 2);
  });

  it("follows branches: data that another branch does not have go, changes stay", async () => {
    write(root, { "data/a": "1" });
    await ours(root, "add", "data");
    save(root, "data");
    dvc.git(root, "checkout", "-q", "-b", "more");
    write(root, { extra: "x", "data/b": "2" });
    await ours(root, "add", "extra", "data");
    save(root, "more");
    dvc.git(root, "checkout", "-q", "main");
    await ours(root, "checkout");
    assert.deepEqual([existsSync(join(root, "extra")), existsSync(join(root, "data/b"))], [false, false]);
    await bothClean(dvc, root);
    dvc.git(root, "checkout", "-q", "more");
    await ours(root, "checkout");
    assert.equal(readFileSync(join(root, "extra"), "utf8"), "x");
    await bothClean(dvc, root);
    write(root, { extra: "edited" });
    dvc.git(root, "checkout", "-q", "main");
    await ours(root, "checkout");
    assert.equal(readFileSync(join(root, "extra"), "utf8"), "edited");
  });

  it("names what is missing, does the rest and exits with 1, as dvc does", async () => {
    write(root, { one: "1", two: "2" });
    await ours(root, "add", "one", "two");
    for (const name of ["one", "two"]) rmSync(join(root, name));
    rmSync(join(root, ".dvc/cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b"));
    const { code, err } = await tryOurs(root, "checkout");
    assert.equal(code, 1);
    assert.match(err, /one.*missing/);
    assert.equal(readFileSync(join(root, "two"), "utf8"), "2");
    assert.notEqual((await dvc.run(root, "checkout", "-q")).code, 0);
  });
});
