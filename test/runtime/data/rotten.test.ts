import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { checkoutData } from "../../../src/runtime/data/checkoutData";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
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

  it("is healed when its content is added again", async () => {
    rot(aaaa);
    put(root, { again: "aaaa" });
    await addData(room, [join(root, "again")]);
    assert.equal(readFileSync(object(aaaa), "utf8"), "aaaa");
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
});
