import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { checkoutData } from "../../../src/runtime/data/checkoutData";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
import { tidemark } from "../../cli/tidemark";
import { drop, newProject, put } from "./project";

describe("a rotten object", () => {
  let root: string;
  let room: DataRoom;
  const object = (md5: string) => join(root, ".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2));
  const aaaa = "74b87337454200d4d33f80c4663dc5e5";

  beforeEach(async () => {
    root = await newProject({ "data/a": "aaaa", "data/b": "bbbb", single: "aaaa" });
    room = createRoom(root);
    await addData(room, [join(root, "data"), join(root, "single")]);
  });
  afterEach(async () => {
    await room.close();
    drop(root);
  });

  const rot = (md5: string, mode = 0o444) => {
    chmodSync(object(md5), 0o644);
    writeFileSync(object(md5), "aaXa");
    chmodSync(object(md5), mode);
  };
  const checkout = (options = {}) => checkoutData(room, { words: [], folder: root }, options);

  for (const mode of [0o444, 0o644])
    it(`of mode ${mode.toString(8)} is named, set aside and not handed out; the rest is done`, async () => {
      rot(aaaa, mode);
      for (const name of ["data", "single"]) rmSync(join(root, name), { recursive: true });
      const { failed, added } = await checkout();
      assert.deepEqual(failed.map(({ path }) => path).sort(), [join(root, "data/a"), join(root, "single")]);
      assert.deepEqual(added, [join(root, "data")]);
      assert.match(failed[0]?.why ?? "", /74b87337454200d4d33f80c4663dc5e5|74\/b87337454200d4d33f80c4663dc5e5/);
      assert.deepEqual(readdirSync(join(root, "data")), ["b"]);
      assert.equal(existsSync(join(root, "single")), false);
      assert.equal(existsSync(object(aaaa)), false);
      assert.equal(readdirSync(join(root, ".dvc/tmp/tidemark/rotten")).length, 1);
    });

  it("in a hard link or a symbolic link is not handed out either", async () => {
    for (const type of ["hardlink", "symlink"] as const) {
      writeFileSync(join(root, ".dvc/config"), `[cache]\n    type = ${type}\n`);
      const linked = createRoom(root);
      put(root, { [type]: `${type}!` });
      const [added] = await addData(linked, [join(root, type)]);
      const md5 = added?.content.md5 ?? "";
      rmSync(join(root, type));
      rot(md5);
      const { failed } = await checkoutData(linked, { words: [type], folder: root });
      assert.equal(failed.length, 1);
      assert.equal(existsSync(join(root, type)), false);
      await linked.close();
    }
  });

  it("is fetched again from a remote that has it", async () => {
    const remote = join(root, "remote");
    put(root, { [`remote/files/md5/74/${aaaa.slice(2)}`]: "aaaa" });
    writeFileSync(join(root, ".dvc/config"), `[core]\n    remote = r\n['remote "r"']\n    url = ${remote}\n`);
    rot(aaaa);
    rmSync(join(root, "data"), { recursive: true });
    const opened = createRoom(root);
    const { failed } = await checkoutData(opened, { words: [], folder: root });
    await opened.close();
    assert.deepEqual(failed, []);
    assert.equal(readFileSync(join(root, "data/a"), "utf8"), "aaaa");
    assert.equal(readFileSync(object(aaaa), "utf8"), "aaaa");
  });

  it("that was fetched again is named, with where it was put aside and which remote had it", async () => {
    put(root, { [`remote/files/md5/74/${aaaa.slice(2)}`]: "aaaa" });
    writeFileSync(join(root, ".dvc/config"), "[core]\n    remote = near\n['remote \"near\"']\n    url = ../remote\n");
    for (const verb of ["checkout", "pull"]) {
      rot(aaaa);
      rmSync(join(root, "single"));
      const { code, out, err } = await tidemark(root, "data", verb, "single", "--json");
      const { healed, failed } = JSON.parse(out) as { healed: Record<string, string>[]; failed: unknown[] };
      const [{ path, md5, setAside = "", from } = {}, ...more] = healed;
      assert.deepEqual([code, path, md5, from, more, failed], [0, "single", aaaa, "near", [], []]);
      assert.equal(readFileSync(join(root, setAside), "utf8"), "aaXa");
      assert.equal(
        err,
        `tidemark: single: its object in the cache was rotten; it was set aside as ${setAside} and fetched again from remote 'near'\n`,
      );
    }
  });

  it("that is the list of a folder is named as soon as it is read, and is had again by a pull", async () => {
    const list = readdirSync(join(root, ".dvc/cache/files/md5"), { recursive: true }).find((name) =>
      /dir$/.test(`${name}`),
    );
    const md5 = `${list}`.replace("/", "");
    put(root, { [`remote/files/md5/${list}`]: readFileSync(object(md5)) });
    writeFileSync(join(root, ".dvc/config"), "[core]\n    remote = near\n['remote \"near\"']\n    url = ../remote\n");
    put(root, { "data/c": "cccc" });
    rot(md5);
    const status = await tidemark(root, "data", "status");
    assert.match(
      status.err,
      /^tidemark: data: the list of its files in the cache was rotten; it was set aside as \S+; /m,
    );
    writeFileSync(object(md5), "[]");
    rmSync(join(root, "data"), { recursive: true });
    const { healed } = JSON.parse((await tidemark(root, "data", "pull", "data", "--json")).out) as {
      healed: { path: string; from: string }[];
    };
    assert.deepEqual(
      healed.map(({ path, from }) => [path, from]),
      [["data", "near"]],
    );
  });

  it("is healed when its content is added again", async () => {
    rot(aaaa);
    put(root, { again: "aaaa" });
    await addData(room, [join(root, "again")]);
    assert.equal(readFileSync(object(aaaa), "utf8"), "aaaa");
  });

  for (const type of ["hardlink", "copy"] as const)
    for (const large of [false, true])
      it(`is never taken for ${large ? "large" : "small"} files that are added again, with ${type}`, async () => {
        const bytes = Buffer.alloc(large ? 3 * 2 ** 20 : 100, "x");
        writeFileSync(join(root, ".dvc/config"), `[cache]\n    type = ${type}\n`);
        put(root, { first: bytes, second: bytes, third: bytes });
        const linked = createRoom(root);
        const [added] = await addData(linked, [join(root, "first")]);
        const path = object(added?.content.md5 ?? "");
        chmodSync(path, 0o644);
        writeFileSync(path, Buffer.alloc(bytes.length, "y"));
        chmodSync(path, 0o444);
        await addData(linked, [join(root, "second")]);
        assert.ok(readFileSync(path).equals(bytes), "the object is healed");
        assert.ok(readFileSync(join(root, "second")).equals(bytes), "what was added is as it was");
        await addData(linked, [join(root, "third")]);
        assert.ok(readFileSync(join(root, "third")).equals(bytes));
        if (type === "hardlink") assert.equal(statSync(join(root, "third")).ino, statSync(path).ino);
        await linked.close();
      });

  it("that is the list of a folder leaves the folder as it is", async () => {
    const list = readdirSync(join(root, ".dvc/cache/files/md5")).flatMap((folder) =>
      readdirSync(join(root, ".dvc/cache/files/md5", folder)).flatMap((name) =>
        name.endsWith(".dir") ? [folder + name] : [],
      ),
    )[0] as string;
    rot(list);
    put(root, { "data/a": "mine" });
    const { failed } = await checkout({ force: true });
    assert.equal(failed.length, 1);
    assert.match(failed[0]?.why ?? "", /list of its files/);
    assert.equal(readFileSync(join(root, "data/a"), "utf8"), "mine");
  });
});

describe("a checkout", () => {
  it("does not overwrite or delete what is in no cache without force, and does the rest", async () => {
    const root = await newProject({ "data/a": "aaaa", "data/b": "bbbb", "data/c": "cccc" });
    const room = createRoom(root);
    await addData(room, [join(root, "data")]);
    put(root, { "data/a": "edited", "data/new": "new" });
    rmSync(join(root, "data/b"));
    const { failed } = await checkoutData(room, { words: [], folder: root });
    assert.deepEqual(failed.map(({ path }) => path).sort(), [join(root, "data/a"), join(root, "data/new")]);
    assert.equal(readFileSync(join(root, "data/a"), "utf8"), "edited");
    assert.equal(readFileSync(join(root, "data/new"), "utf8"), "new");
    assert.equal(readFileSync(join(root, "data/b"), "utf8"), "bbbb");
    const forced = await checkoutData(room, { words: [], folder: root }, { force: true });
    assert.deepEqual(forced.failed, []);
    assert.equal(readFileSync(join(root, "data/a"), "utf8"), "aaaa");
    assert.equal(existsSync(join(root, "data/new")), false);
    await room.close();
    drop(root);
  });

  it("passes over missing objects where it may, and over nothing else", async () => {
    const root = await newProject({ "what is missing": "1", gone: "gone", "folder/a": "a" });
    const room = createRoom(root);
    const added = await addData(
      room,
      ["what is missing", "gone", "folder"].map((name) => join(root, name)),
    );
    put(root, { "what is missing": "changed, and in no cache" });
    for (const { path, content } of added.slice(1)) {
      rmSync(path, { recursive: true });
      rmSync(join(root, ".dvc/cache/files/md5", content.md5.slice(0, 2), content.md5.slice(2)));
    }
    const failures = async (allowMissing: boolean) =>
      (await checkoutData(room, { words: [], folder: root }, { allowMissing })).failed;
    assert.deepEqual((await failures(false)).map(({ path }) => path).sort(), added.map(({ path }) => path).sort());
    const [left, ...more] = await failures(true);
    assert.deepEqual([left?.path, more], [join(root, "what is missing"), []]);
    assert.match(
      (await failures(false)).find(({ path }) => path.endsWith("gone"))?.why ?? "",
      /no remote that could have it: tidemark data remote add/,
    );
    await room.close();
    drop(root);
  });
});
