import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { checkoutData } from "../../../src/runtime/data/checkoutData";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
import { updateImport } from "../../../src/runtime/data/remotes/importUrl";
import { removeData } from "../../../src/runtime/data/remove";
import { drop, newProject, put } from "./project";

describe("a repository that somebody else made", () => {
  let root: string;
  let elsewhere: string;
  let room: DataRoom;

  beforeEach(async () => {
    root = await newProject();
    elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-")));
    room = createRoom(root);
  });
  afterEach(async () => {
    await room.close();
    drop(root);
    drop(elsewhere);
  });

  const keep = (text: string, end = "") => {
    const md5 = createHash("md5").update(text).digest("hex") + end;
    const name = `.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
    put(root, { [name]: text });
    chmodSync(join(root, name), 0o444);
    return md5;
  };
  const keepFolder = (relpath: string) => keep(`[{"md5": "${keep("evil")}", "relpath": "${relpath}"}]`, ".dir");
  const track = (path: string, md5: string, more = "") =>
    put(root, { "evil.dvc": `outs:\n- md5: ${md5}\n  size: 4\n  hash: md5\n${more}  path: ${path}\n` });
  const checkout = (options = {}) => checkoutData(room, { words: [], folder: root }, options);

  for (const [what, path] of [
    ["above the project", () => `${relative(root, elsewhere)}/file`],
    ["of the whole machine", () => `${elsewhere}/file`],
  ] as const)
    it(`writes and deletes nothing at a path ${what}, not by force either`, async () => {
      track(path(), keep("evil"));
      for (const force of [false, true]) {
        const { failed } = await checkout({ force });
        assert.match(failed[0]?.why ?? "", /is not inside the project/);
        assert.deepEqual(readdirSync(elsewhere), []);
      }
      put(elsewhere, { file: "mine" });
      await assert.rejects(
        removeData(room, ["evil.dvc"], { folder: root, withOuts: true }),
        /is not inside the project/,
      );
      await assert.rejects(updateImport(room, importOf(path())), /is not inside the project/);
      assert.equal(readFileSync(join(elsewhere, "file"), "utf8"), "mine");
    });

  const importOf = (path: string) => {
    put(root, { source: "theirs", "import.dvc": `frozen: true\ndeps:\n- path: source\nouts:\n- path: ${path}\n` });
    return join(root, "import.dvc");
  };

  it("puts no hook into git, neither as a file nor in a folder", async () => {
    const before = readdirSync(join(root, ".git/hooks"));
    track(".git/hooks/post-checkout", keep("evil"), "  isexec: true\n");
    assert.match((await checkout({ force: true })).failed[0]?.why ?? "", /folder of git or dvc/);
    track("data", keepFolder(".git/hooks/post-checkout"));
    assert.match((await checkout({ force: true })).failed[0]?.why ?? "", /folder of git or dvc/);
    assert.deepEqual(readdirSync(join(root, ".git/hooks")), before);
    assert.equal(existsSync(join(root, "data/.git")), false);
  });

  for (const [what, link, path, list] of [
    ["that an output is", "data", "data", "file"],
    ["above an output", "data", "data/file", undefined],
    ["inside a folder", "data/sub", "data", "sub/file"],
  ] as const)
    it(`writes nothing through a link ${what}, and says where it leads`, async () => {
      if (link === "data/sub") mkdirSync(join(root, "data"));
      symlinkSync(elsewhere, join(root, link));
      track(path, list === undefined ? keep("evil") : keepFolder(list));
      const { failed } = await checkout();
      assert.equal(
        failed[0]?.why,
        `${join(root, link)} leads out of the project, to ${elsewhere}; --force writes there`,
      );
      assert.deepEqual(readdirSync(elsewhere), []);
    });

  it("deletes nothing through a link", async () => {
    put(elsewhere, { file: "evil", more: "evil" });
    keep("evil");
    symlinkSync(elsewhere, join(root, "data"));
    track("data", keepFolder("file"));
    await checkout();
    assert.deepEqual(readdirSync(elsewhere).sort(), ["file", "more"]);
  });

  it("has no object that is called by a path", async () => {
    put(root, { ".dvc/cache/files/md5/aa/x": "", "mine.dir": "not json" });
    track("data", `aa${relative(join(root, ".dvc/cache/files/md5/aa"), join(root, "mine.dir"))}`);
    const [failed] = (await checkout()).failed;
    assert.match(failed?.why ?? "", /^evil\.dvc:2:8: outs\[0\]\.md5: .* is no md5/);
    assert.equal(readFileSync(join(root, "mine.dir"), "utf8"), "not json");
  });

  it("as with dvc, nothing behind a link to a folder is added", async () => {
    put(elsewhere, { file: "mine" });
    symlinkSync(elsewhere, join(root, "data"));
    for (const name of ["data", "data/file"])
      await assert.rejects(addData(room, [join(root, name)]), /data is a link to a folder/);
    assert.equal(existsSync(join(root, "data.dvc")), false);
  });
});
