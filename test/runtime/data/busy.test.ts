import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { checkoutData } from "../../../src/runtime/data/checkoutData";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
import { removeData } from "../../../src/runtime/data/remove";
import { drop, newProject, put } from "./project";

describe("a path that a running stage works on", () => {
  let root: string;
  let room: DataRoom;
  const stage = spawn("sleep", ["60"]);

  before(async () => {
    root = await newProject({ "out/file": "one", other: "other" });
    room = createRoom(root);
    await addData(room, [join(root, "out"), join(root, "other")]);
  });
  after(async () => {
    stage.kill();
    await room.close();
    drop(root);
  });

  /** As dvc writes it. */
  const hold = (pid: number, kind: "read" | "write") => {
    const holder = { pid, cmd: "dvc repro" };
    const held = { [join(root, "out")]: kind === "write" ? holder : [holder] };
    writeFileSync(join(root, ".dvc/tmp/rwlock"), JSON.stringify({ [kind]: held }));
  };
  const checkout = (words: string[]) => checkoutData(room, { words, folder: root });

  for (const kind of ["read", "write"] as const)
    it(`is not changed under its hands while it is held to ${kind}`, async () => {
      hold(stage.pid ?? 0, kind);
      put(root, { "out/file": "half" });
      const busy = new RegExp(`out is busy: process ${stage.pid} \\(dvc repro\\)`);
      await assert.rejects(addData(room, [join(root, "out")]), busy);
      await assert.rejects(checkout([]), busy);
      await assert.rejects(removeData(room, ["out.dvc"], { folder: root, withOuts: true }), busy);
      assert.equal(readFileSync(join(root, "out/file"), "utf8"), "half");
    });

  it("keeps nobody from other paths", async () => {
    hold(stage.pid ?? 0, "write");
    rmSync(join(root, "other"));
    assert.deepEqual((await checkout(["other"])).added, [join(root, "other")]);
  });

  it("is free again when the process is gone", async () => {
    hold(2 ** 22 + 1, "write");
    put(root, { "out/file": "two" });
    assert.equal((await addData(room, [join(root, "out")])).length, 1);
  });
});
