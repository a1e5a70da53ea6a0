import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { checkoutData, rememberAdded } from "../../../src/runtime/data/checkoutData";
import { usedObjects } from "../../../src/runtime/data/collectGarbage";
import { commitData } from "../../../src/runtime/data/commit";
import { diffData } from "../../../src/runtime/data/compare/diff";
import { dataStatus } from "../../../src/runtime/data/compare/status";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
import { fetchData, pushData } from "../../../src/runtime/data/remotes/sync";
import { removeData } from "../../../src/runtime/data/remove";
import { drop, newProject, put } from "./project";

/** Of two files that are tracked, the .dvc file of one no longer reads. */
describe("a .dvc file that does not read", () => {
  let root: string;
  let room: DataRoom;
  const told = "q.dvc:2:8: outs[0].md5: 'zzz' is no md5: 32 digits of 0-9 and a-f, and .dir behind them for a folder";
  const targets = (...words: string[]) => ({ words, folder: root });

  beforeEach(async () => {
    root = await newProject({
      "a.csv": "a",
      "q/1": "q",
      ".dvc/config": "[core]\nremote = r\n['remote \"r\"']\nurl = ../r\n",
    });
    room = createRoom(root);
    rememberAdded(room, await addData(room, [join(root, "a.csv"), join(root, "q")]));
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
    git("add", ".");
    git("commit", "-qm", "both");
    put(root, { "q.dvc": "outs:\n- md5: zzz\n  hash: md5\n  path: q\n" });
  });
  afterEach(async () => {
    await room.close();
    drop(root);
  });

  it("is told by status beside all others, and only where it is meant", async () => {
    const { outs, clean, faults } = await dataStatus(room, targets());
    assert.deepEqual([outs.map(({ path, state }) => `${path} ${state}`), clean], [["a.csv unchanged"], false]);
    assert.deepEqual(
      faults.map(({ message }) => message),
      [told],
    );
    assert.deepEqual((await dataStatus(room, targets("a.csv"))).faults, []);
    assert.equal((await dataStatus(room, targets("a.csv", "q"))).faults.length, 1);
    for (const word of ["q", "q.dvc", "q/1"]) await assert.rejects(dataStatus(room, targets(word)), { message: told });
  });

  it("costs nobody's data: a checkout brings the others, and leaves what it may track", async () => {
    rmSync(join(root, "a.csv"));
    const { failed, added, deleted } = await checkoutData(room, targets(), {});
    assert.deepEqual([failed.map(({ why }) => why), added, deleted], [[told], [join(root, "a.csv")], []]);
    assert.equal(readFileSync(join(root, "q/1"), "utf8"), "q");
    await assert.rejects(usedObjects(room, { workspace: true }, true), /^ApiError: q\.dvc:2:8: .*nothing is removed/);
  });

  it("does not keep the others from a remote", async () => {
    const pushed = await pushData(room, targets());
    assert.deepEqual([pushed.done, pushed.troubles.map(({ why }) => why)], [1, [told]]);
    rmSync(join(root, ".dvc/cache"), { recursive: true });
    const { tally } = await fetchData(room, targets());
    assert.deepEqual([tally.done, tally.troubles.map(({ why }) => why)], [1, [told]]);
    assert.deepEqual((await fetchData(room, targets("a.csv"))).tally.troubles, []);
  });

  it("is no deletion to a comparison, on either side", async () => {
    put(root, { "a.csv": "b" });
    const faults: string[] = [];
    const compare = () => diffData(room, { folder: root, faulty: ({ message }) => void faults.push(message) });
    const found = await compare();
    assert.deepEqual([found?.deleted, found?.modified.map(({ path }) => path), faults], [[], ["a.csv"], [told]]);
  });

  it("is in nobody's way: what is beside it is added, committed and removed", async () => {
    put(root, { "a.csv": "b", new: "new" });
    const faults: string[] = [];
    assert.deepEqual(await commitData(room, targets(), {}, ({ message }) => void faults.push(message)), ["a.csv"]);
    assert.deepEqual(faults, [told]);
    await addData(room, [join(root, "new")]);
    await removeData(room, ["new.dvc"], { folder: root, withOuts: false });
    assert.equal(existsSync(join(root, "new.dvc")), false);
    await assert.rejects(addData(room, [join(root, "q")]), { message: told });
    await assert.rejects(addData(room, [join(root, "q/1")]), { message: told });
  });

  it("of a pipeline keeps additions back, since any path may be one of its outputs", async () => {
    put(root, { "dvc.yaml": "stages: [\n", new: "new" });
    await assert.rejects(addData(room, [join(root, "new")]), /^ApiError: dvc\.yaml:\d+:\d+: /);
    assert.equal((await dataStatus(room, targets())).faults.length, 2);
    await assert.rejects(dataStatus(room, targets("train")), /^ApiError: dvc\.yaml:\d+:\d+: /);
    await assert.rejects(dataStatus(room, targets("a.csv", "nothing.csv")), /^ApiError: dvc\.yaml:\d+:\d+: /);
  });
});
