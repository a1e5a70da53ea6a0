import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DirEntry, readDirObject, writeDirObject } from "../../../src/core/dvc/dirObject";
import { editDvcFile, readDvcFile, stageHashText, writeDvcFile } from "../../../src/core/dvc/dvcFile";
import type { DvcFile, LockEntry, Out } from "../../../src/core/dvc/entries";
import { withIgnored } from "../../../src/core/dvc/gitignoreLines";
import { lockEntryValue, readLockFile } from "../../../src/core/dvc/lockFile";
import { mapOf } from "../../../src/core/dvc/mapKeys";
import { floatText } from "../../../src/core/dvc/pythonFloat";
import { pythonJson } from "../../../src/core/dvc/pythonJson";
import { type Value, WholeFloat } from "../../../src/core/dvc/values";
import { readValues } from "../../../src/core/yaml/readValues";
import { type Dvc, startDvc } from "./dvc";
import { shuffler } from "./shuffler";
import { tagged } from "./tagged";

const md5 = "764efa883dda1e11db47671c4a3bbd9e";
const hash = (text: string) => createHash("md5").update(text).digest("hex");

describe("files of dvc", () => {
  let dvc: Dvc;
  let cwd: string;
  before(async function () {
    dvc = await startDvc(this);
    cwd = await dvc.repository();
    writeFileSync(join(cwd, "plain.txt"), "foo");
    writeFileSync(join(cwd, "run.sh"), "#!/bin/sh\n");
    chmodSync(join(cwd, "run.sh"), 0o755);
    mkdirSync(join(cwd, "folder/in"), { recursive: true });
    for (const name of ["in/a.txt", "B", "ü", "a-b", "a"]) writeFileSync(join(cwd, "folder", name), name);
    await dvc.ok(cwd, "add", "-q", "plain.txt", "run.sh", "folder");
  });
  after(() => dvc?.stop());

  for (const name of ["plain.txt", "run.sh", "folder"]) {
    it(`writes ${name}.dvc as dvc does`, async () => {
      const text = readFileSync(join(cwd, `${name}.dvc`), "utf8");
      const file = await readDvcFile(text, `${name}.dvc`);
      assert.equal(writeDvcFile(file), text);
      assert.equal(await editDvcFile(text, file), text);
      assert.equal(file.outs[0]?.content?.isexec, name === "run.sh" ? true : undefined);
    });
  }

  it("hashes an import as dvc does", async () => {
    await dvc.ok(cwd, "import-url", "-q", "plain.txt", "copy.txt");
    const text = readFileSync(join(cwd, "copy.txt.dvc"), "utf8");
    const file = await readDvcFile(text, "copy.txt.dvc");
    assert.equal(writeDvcFile(file), text);
    assert.equal(hash(stageHashText(file)), file.md5);
    await dvc.ok(cwd, "import-url", "-q", "--no-download", "plain.txt", "later.txt");
    const later = readFileSync(join(cwd, "later.txt.dvc"), "utf8");
    const read = await readDvcFile(later, "later.txt.dvc");
    assert.equal(writeDvcFile(read), later);
    assert.equal(hash(stageHashText(read)), read.md5);
  });

  it("imports from another repository are written as dvc writes them", async () => {
    const other = await dvc.repository("other");
    writeFileSync(join(other, "data.csv"), "a,b\n");
    await dvc.ok(other, "add", "-q", "data.csv");
    dvc.git(other, "add", ".");
    dvc.git(other, "commit", "-q", "-m", "data");
    await dvc.ok(cwd, "import", "-q", other, "data.csv");
    const text = readFileSync(join(cwd, "data.csv.dvc"), "utf8");
    const file = await readDvcFile(text, "data.csv.dvc");
    assert.equal(writeDvcFile(file), text);
    assert.equal(hash(stageHashText(file)), file.md5);
  });

  it("edits as dvc does, in the order of the file", async () => {
    const texts = [
      `outs:\n- path: x\n  md5: ${md5}\n  size: 3\n`,
      `wdir: ..\nouts:\n- md5: ${md5}.dir\n  size: 3\n  nfiles: 2\n  hash: md5\n  path: 'a: b'\n  desc: "it's"\n  push: false\nmeta:\n  a:\n    - 1\n    - 2.0\n`,
      `outs:\n- md5: ${md5}\n  hash: md5\n  path: x\n  labels:\n  - a\n  remote: store\ndesc: some long words that go on and on until the line is longer than eighty columns wide\n`,
    ];
    const cases = await Promise.all(
      texts.map(async (text) => {
        const file = await readDvcFile(text, "x.dvc");
        const outs = file.outs.map((out): Out => ({ ...out, content: { md5: hash(text), size: 12345 } }));
        const wanted: DvcFile = { ...file, outs };
        return { text, wanted };
      }),
    );
    const asked = await Promise.all(
      cases.map(async ({ text, wanted }) => ({ text, wanted: tagged((await readValues(writeDvcFile(wanted))).value) })),
    );
    const theirs = (await dvc.ask("formats", { ask: "edit", all: asked })) as string[];
    for (const [index, { text, wanted }] of cases.entries())
      assert.equal(await editDvcFile(text, wanted), theirs[index], text);
  });

  it("keeps comments in a file that is written again, and dvc still takes it", async () => {
    const text = `# why it is here\nouts:\n- md5: ${md5} # first\n  size: 3\n  hash: md5\n  path: plain.txt\n`;
    const file = await readDvcFile(text, "plain.txt.dvc");
    const edited = await editDvcFile(text, {
      ...file,
      outs: file.outs.map((out) => ({ ...out, content: { md5: hash("foo"), size: 4, nfiles: 1 } })),
    });
    assert.equal(
      edited,
      `# why it is here\nouts:\n- md5: ${hash("foo")} # first\n  size: 4\n  hash: md5\n  path: plain.txt\n  nfiles: 1\n`,
    );
    writeFileSync(join(cwd, "plain.txt.dvc"), edited.replace("  nfiles: 1\n", ""));
    assert.equal(await dvc.ok(cwd, "status", "plain.txt.dvc"), "Data and pipelines are up to date.\n");
  });

  it("refuses what dvc's schema refuses, by its line", async () => {
    const out = (more: string) => `outs:\n- md5: ${md5}\n  path: x\n${more}`;
    const texts = [
      ..."size: 3|size: x|size: 1.5|isexec: true|isexec: 1|cache: no|cache: false|persist: yes|push: true|remote: 1|hash: md5".split(
        "|",
      ),
      ..."hash: 5|nfiles: 2|labels: a|labels: [a]|labels: [1]|meta: 5|desc: 1|type: t|md: x|version_id: 1|etag: '1'|etag: 123".split(
        "|",
      ),
      ..."cloud: {a: {etag: abc, version_id: x}}|cloud: {a: 1}|files: []|files: [{md5: abc}]|files: [{relpath: a}]|fs_config: {}".split(
        "|",
      ),
    ].map((line) => out(`  ${line}\n`));
    texts.push(
      ..."wdir: .|wdir: 1|wdir:|deps: []|deps:|deps: [{path: a}]|deps: [{url: a}]|deps: [a]|frozen: true|frozen: 1|cmd: echo"
        .split("|")
        .map(out),
      ..."md5: abc|md5: 1234|locked: true|meta: {a: 1}|always_changed: true|desc: x|desc: 1|deps: [{path: a, repo: {rev: b}}]"
        .split("|")
        .map(out),
      "outs:\n",
      "outs: x\n",
      "outs: [x]\n",
      "outs:\n- md5: abc\n  path: 1\n",
      "- a\n",
      "outs:\n- md5:\n  path: x\n",
    );
    const locks = [
      ..."cmd: x|cmd: [a]|cmd: 1|cmd:|deps: []|deps: [{md5: a}]|outs: [{path: a, md5: 764efa883dda1e11db47671c4a3bbd9e}]|outs: [{path: a, cache: true}]".split(
        "|",
      ),
      ..."params: {a: {b: 1}}|params: {a: 1}|params: []|x: 1|outs: [{path: a, size: b}]|deps: [{path: a, md5: 12345}]".split(
        "|",
      ),
    ].map((line) => `schema: '2.0'\nstages:\n  a:\n    ${line.startsWith("cmd") ? "" : "cmd: x\n    "}${line}\n`);
    locks.push(
      "schema: '2.0'\n",
      "stages: {}\n",
      "schema: 2.0\n",
      "schema: '1.0'\n",
      "schema: '2.0'\nx: 1\n",
      "schema: '2.0'\nstages: []\n",
    );
    const cases = [...texts.map((text) => ({ text, lock: false })), ...locks.map((text) => ({ text, lock: true }))];
    const theirs = (await dvc.ask("formats", { ask: "valid", all: cases })) as (string | null)[];
    const wrong: unknown[] = [];
    for (const [index, { text, lock }] of cases.entries()) {
      const read = lock ? readLockFile(text, "dvc.lock") : readDvcFile(text, "x.dvc");
      const fault = await read.then(
        () => null,
        (error: Error) => error.message,
      );
      const refused = theirs[index] ?? null;
      if ((fault === null) !== (refused === null)) wrong.push({ text, fault, refused });
      if (fault !== null) assert.match(fault, /^(x\.dvc|dvc\.lock):\d+:\d+: /);
    }
    assert.deepEqual(wrong, []);
  });

  it("keeps dvc.lock as dvc does, stage by stage", async () => {
    const random = shuffler(7);
    const cases: { text: string; name: string; entry: LockEntry | undefined; ours: string | undefined }[] = [];
    let text = "";
    for (let turn = 0; turn < 80; turn++) {
      const name = random.pick(["prep", "train", "eval@0", "10", "true", "a-b", "deploy"]);
      const lock = await readLockFile(text, "dvc.lock");
      const isRemoval = random.number(6) === 0 && lock.stages.has(name);
      const entry = isRemoval ? undefined : entryOf(random);
      const ours = entry ? lock.withStage(name, entry) : lock.withoutStage(name);
      cases.push({ text, name, entry, ours });
      text = ours ?? "";
      const again = (await readLockFile(text, "dvc.lock")).stages.get(name);
      assert.deepEqual(again && lockEntryValue(again), entry && lockEntryValue(entry));
    }
    const asked = cases.map((each) => ({ ...each, entry: each.entry ? tagged(lockEntryValue(each.entry)) : null }));
    const theirs = (await dvc.ask("formats", { ask: "lock_edit", all: asked })) as (string | null)[];
    for (const [index, { ours }] of cases.entries()) assert.equal(ours ?? null, theirs[index] ?? null);
  });

  it("leaves a dvc.lock that says so already as it is, comments and all", async () => {
    const lockText = `schema: '2.0'\nstages:\n  # first\n  a:\n    cmd: x\n    params:\n      p.yaml:\n        lr: 1.0\n`;
    const lock = await readLockFile(lockText, "dvc.lock");
    const entry = lock.stages.get("a") as LockEntry;
    assert.equal(lock.withStage("a", { ...entry, params: { "p.yaml": { lr: 1 } } }), lockText);
    assert.equal(lock.withStage("b", { ...entry, params: {} }), `${lockText}  b:\n    cmd: x\n`);
  });

  it("says that a dvc.lock is of dvc 1", async () => {
    await assert.rejects(readLockFile(`prep:\n  cmd: x\n`, "dvc.lock"), /^ApiError: dvc\.lock:1:1: it is of dvc 1; /);
  });

  it("lists a folder as dvc does", async () => {
    const names = [
      "a",
      "a/b",
      "a-b",
      "B",
      "ü",
      "ü",
      "\u{1f600}",
      "\uff5e",
      'q"',
      "b\\s",
      "t\tn",
      "d\x7f",
      "l\nn",
      "\u2028",
    ];
    const random = shuffler(2);
    const folders = Array.from({ length: 50 }, () =>
      [...new Set(Array.from({ length: 12 }, () => random.pick(names) + random.pick(["", "x", "é", "/z"])))].map(
        (relpath): DirEntry => ({ relpath, md5: hash(relpath) }),
      ),
    );
    const asked = folders.map((folder) => folder.map(({ relpath, md5 }) => [relpath, md5]));
    const theirs = (await dvc.ask("formats", { ask: "directory", all: asked })) as [string, string][];
    for (const [index, folder] of folders.entries()) {
      const ours = writeDirObject(folder);
      assert.deepEqual([ours, `${hash(ours)}.dir`], theirs[index]);
      assert.equal(writeDirObject(readDirObject(ours, "x")), ours);
    }
  });

  it("says what is wrong with a list of a folder", () => {
    const one = (relpath: string) => JSON.stringify([{ md5, relpath }]);
    for (const [text, why] of [
      ["[", /it is not JSON/],
      ["{}", /expected a list/],
      ["[1]", /entry 0 has no md5/],
      [one("../x"), /"..\/x" is no path inside a folder/],
      [one("/etc/x"), /is no path inside/],
      [one("a\0"), /is no path inside/],
      [`[${one("a").slice(1, -1)}, ${one("a").slice(1, -1)}]`, /"a" stands twice/],
    ] as const)
      assert.throws(() => readDirObject(text, "x.dir"), why);
  });

  it("writes JSON and floats as Python does", async () => {
    const random = shuffler(13);
    const floats = Array.from(
      { length: 2000 },
      () => (random.number(2 ** 31) - 2 ** 30) * 10 ** (random.number(40) - 25),
    );
    const texts = [...floats, 1e16, 1e15, 123456789012345680, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308, -0].map(
      String,
    );
    const reprs = (await dvc.ask("formats", { ask: "repr", all: texts })) as string[];
    assert.deepEqual(
      texts.map((text) => floatText(Object.is(Number(text), 0) && text === "-0" ? -0 : Number(text))),
      reprs,
    );
    const values: Value[] = [
      { b: 1, a: [true, null, new WholeFloat(1), 0.1, 1e-7, 12345678901234567890n], "\uff5e": 1, "\u{1f600}": 2 },
      mapOf([
        [10, "x"],
        [9, "y"],
        [-1, "z"],
      ]),
      { "": 'é"\\\n\t\u0001\u007f\u{1f600}', x: [Infinity, -Infinity, Number.NaN] },
    ];
    const theirs = await dvc.ask("formats", { ask: "json", all: values.map(tagged) });
    assert.deepEqual(values.map(pythonJson), theirs);
  });

  it("adds lines to .gitignore as dvc does", async () => {
    const cases = ["", "a", "a\n", "/x\n", "/x", "#c\n/x y\n"].flatMap((text) =>
      ["x", "x y", "we*ird[1]!#?\\.txt", "ü"].map((name) => ({ text, name })),
    );
    const theirs = (await dvc.ask("formats", { ask: "gitignore", all: cases })) as string[];
    for (const [index, { text, name }] of cases.entries()) {
      // dvc asks git before, and does not find the line itself
      const expected = text.split("\n").includes(`/${name}`) ? text : theirs[index];
      assert.equal(withIgnored(text, name), expected);
    }
  });

  function entryOf({ pick, number }: ReturnType<typeof shuffler>): LockEntry {
    const out = (path: string): Out => ({
      path,
      content: {
        md5: hash(path),
        size: number(1e6),
        ...(number(3) === 0 && { nfiles: 3 }),
        ...(number(5) === 0 && { isexec: true }),
      },
      cache: true,
      persist: false,
      push: true,
    });
    const long = "python src/train.py --input data/prepared.csv --output models/model.pkl --epochs 10 --lr 0.001";
    return {
      cmd: pick<string | string[]>(["echo a", long, `${long} && echo "done: yes" # ok`, ["a", long], "a\nb\n", "it's"]),
      deps: number(2) ? [out("data/in.txt"), out("src/a b.py")] : [],
      params: number(2)
        ? { "params.yaml": { lr: 0.001, "a.b": new WholeFloat(1), none: null, l: [1, { x: [] }] }, "p.json": {} }
        : {},
      outs: number(2)
        ? [out("out.txt"), out("a/very/long/path/that/goes/on/and/on/and/on/until/it/is/longer/than/the/line/is")]
        : [],
    };
  }
});
