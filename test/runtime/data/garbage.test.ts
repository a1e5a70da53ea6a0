import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { collectGarbage, usedObjects } from "../../../src/runtime/data/collectGarbage";
import { createRoom } from "../../../src/runtime/data/dataRoom";
import { drop, newProject, put } from "./project";

describe("what an older commit uses", () => {
  it("is not garbage, whatever its file is called", async () => {
    const root = await newProject({ "tab\there": "one", 'a "quoted"\nline': "two", gone: "three" });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: root });
    const room = createRoom(root);
    const kept = ["tab\there", 'a "quoted"\nline'];
    await addData(
      room,
      [...kept, "gone"].map((name) => join(root, name)),
    );
    rmSync(join(root, "gone.dvc"));
    git("add", "-A");
    git("commit", "-qm", "data");
    for (const name of kept) rmSync(join(root, `${name}.dvc`));
    git("commit", "-qam", "no data");
    const used = await usedObjects(room, { allCommits: true }, false);
    assert.equal(collectGarbage(room, used, false).removed, 1);
    await room.close();
    drop(root);
  });
});

describe("what a killed fetch left in the cache", () => {
  it("is garbage; what a living one writes is not", async () => {
    const root = await newProject();
    const at = (pid: number) => `.dvc/cache/files/md5/ab/.tidemark-${pid}-0-1.tmp`;
    put(root, { [at(2 ** 22 + 1)]: "half", [at(process.ppid)]: "half" });
    const room = createRoom(root);
    const used = await usedObjects(room, { workspace: true }, false);
    assert.equal(collectGarbage(room, used, false).removed, 1);
    assert.deepEqual(readdirSync(join(root, ".dvc/cache/files/md5/ab")), [`.tidemark-${process.ppid}-0-1.tmp`]);
    await room.close();
    drop(root);
  });
});
