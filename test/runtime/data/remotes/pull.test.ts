import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../../src/runtime/data/add";
import { createRoom } from "../../../../src/runtime/data/dataRoom";
import { pullData } from "../../../../src/runtime/data/remotes/pull";
import { drop, newProject } from "../project";

const big = Buffer.alloc(5 * 2 ** 20, "tide");

describe("pull from a folder, which is read once for the cache and the workspace", () => {
  let root: string;
  const at = (...names: string[]) => join(root, ...names);
  const object = (base: string, md5: string) => at(base, "files/md5", md5.slice(0, 2), md5.slice(2));
  const aaaa = "74b87337454200d4d33f80c4663dc5e5";

  for (const type of ["copy", "reflink,copy", "hardlink", "symlink"])
    describe(`with ${type}`, () => {
      beforeEach(async () => {
        root = await newProject({ "data/a": "aaaa", "data/big": big, "data/again": "aaaa", single: "single" });
        writeFileSync(
          at(".dvc/config"),
          `[core]\n    remote = store\n['remote "store"']\n    url = ${at("store")}\n[cache]\n    type = "${type}"\n`,
        );
        const room = createRoom(root);
        await addData(room, [at("data"), at("single")]);
        await room.close();
        // a remote has what a cache has
        renameSync(at(".dvc/cache"), at("store"));
        for (const name of ["data", "single"]) rmSync(at(name), { recursive: true });
      });
      afterEach(() => drop(root));

      async function pull(words: readonly string[] = []) {
        const room = createRoom(root);
        try {
          return await pullData(room, { words, folder: root }, {});
        } finally {
          await room.close();
        }
      }

      it("brings all of it, once", async () => {
        const { tally, result } = await pull();
        assert.deepEqual([tally.done, tally.troubles, result.failed], [4, [], []]);
        assert.deepEqual([...result.added].sort(), [at("data"), at("single")]);
        assert.equal(readFileSync(at("data/a"), "utf8"), "aaaa");
        assert.ok(readFileSync(at("data/big")).equals(big));
        assert.equal(statSync(object(".dvc/cache", aaaa)).mode & 0o777, 0o444);
        const again = await pull();
        assert.deepEqual([again.tally.done, again.result.added], [0, []]);
      });

      it("brings only what is named", async () => {
        const { tally, result } = await pull(["single"]);
        assert.deepEqual([tally.done, result.added], [1, [at("single")]]);
        assert.equal(existsSync(at("data")), false);
      });

      it("hands out nothing rotten and names what is missing; the rest comes", async () => {
        chmodSync(object("store", aaaa), 0o644);
        writeFileSync(object("store", aaaa), "aaXa");
        const single = "dd5c07036f2975ff4bce568b6511d3bc";
        rmSync(object("store", single));
        const { tally, result } = await pull();
        assert.deepEqual(tally.troubles.map(({ kind, label }) => `${kind} ${label}`).sort(), [
          "missing single",
          "rotten data/a",
        ]);
        assert.deepEqual(result.failed.map(({ path }) => path).sort(), [at("data/a"), at("data/again"), at("single")]);
        assert.ok(readFileSync(at("data/big")).equals(big));
        for (const name of ["data/a", "data/again", "single"]) assert.equal(existsSync(at(name)), false, name);
        assert.equal(existsSync(object(".dvc/cache", aaaa)), false);
      });

      it("mends what the cache has rotten", async () => {
        mkdirSync(at(".dvc/cache/files/md5/74"), { recursive: true });
        writeFileSync(object(".dvc/cache", aaaa), "aaXa", { mode: 0o444 });
        const { tally, result } = await pull();
        assert.deepEqual([tally.troubles, result.failed], [[], []]);
        assert.equal(readFileSync(at("data/again"), "utf8"), "aaaa");
        assert.equal(readFileSync(object(".dvc/cache", aaaa), "utf8"), "aaaa");
      });
    });
});
