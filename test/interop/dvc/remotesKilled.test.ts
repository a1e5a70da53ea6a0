import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start, tidemark } from "../../cli/command";
import { type Dvc, startDvc } from "./dvc";

const rounds = 3;
const files = 1000;

/** Every object by the whole of its name, and how many there are. */
function wholeObjects(root: string): number {
  let count = 0;
  if (!existsSync(root)) return 0;
  for (const folder of readdirSync(root).filter((name) => /^[0-9a-f]{2}$/.test(name)))
    for (const name of readdirSync(join(root, folder))) {
      const [, rest] = /^([0-9a-f]{30})(?:\.dir)?$/.exec(name) ?? [];
      if (rest === undefined) continue; // a name that nobody looks for
      assert.equal(
        createHash("md5")
          .update(readFileSync(join(root, folder, name)))
          .digest("hex"),
        folder + rest,
        name,
      );
      count++;
    }
  return count;
}

describe("a push, fetch or pull that is killed", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let root: string;
  let far: string;
  const cache = () => join(root, ".dvc/cache/files/md5");
  before(async function () {
    dvc = await startDvc(this);
    root = await dvc.repository("project");
    far = join(dvc.home, "far");
    mkdirSync(join(root, "data"));
    for (let i = 0; i < files; i++) writeFileSync(join(root, "data", `${i}`), `${i} `.repeat(1 + (i % 900)));
    const { code, stderr } = await tidemark({ workspace: root, env: dvc.env }, "data", "add", "data");
    assert.equal(code, 0, stderr);
    await dvc.ok(root, "remote", "add", "-d", "far", far);
  });
  after(() => dvc?.stop());

  /** Kills the command when some of the objects are there; how many were there then. */
  async function killed(command: string, place: string, some: number): Promise<number> {
    const child = start({ workspace: root, env: dvc.env }, "data", command);
    const ended = once(child, "close");
    while (child.exitCode === null && countOf(place) < some) await new Promise((wake) => setTimeout(wake, 2));
    child.kill("SIGKILL");
    await ended;
    return wholeObjects(place);
  }
  const countOf = (place: string) =>
    existsSync(place)
      ? readdirSync(place).reduce((sum, folder) => sum + readdirSync(join(place, folder)).length, 0)
      : 0;
  const run = (command: string) => tidemark({ workspace: root, env: dvc.env }, "data", command);

  it("leaves only whole objects on the remote, no list before its files, and the next one goes on", async () => {
    const there = join(far, "files/md5");
    for (let round = 0; round < rounds; round++) {
      rmSync(far, { recursive: true, force: true });
      const before = await killed("push", there, 1 + round * 300);
      const lists = readdirSync(there).flatMap((folder) =>
        readdirSync(join(there, folder)).filter((name) => name.endsWith(".dir")),
      );
      if (before <= files) assert.deepEqual(lists, []);
      const { code, stdout } = await run("push");
      assert.equal(code, 0);
      assert.equal(wholeObjects(there), files + 1);
      if (before <= files)
        assert.match(stdout, new RegExp(`^${(files + 1 - before).toLocaleString("en")} files? pushed`));
    }
    assert.match(await dvc.ok(root, "status", "-c"), /in sync/);
  });

  it("leaves only whole objects in the cache, and the next one goes on", async () => {
    for (let round = 0; round < rounds; round++) {
      rmSync(join(root, ".dvc/cache"), { recursive: true, force: true });
      await killed("fetch", cache(), 1 + round * 300);
      assert.equal((await run("fetch")).code, 0);
      assert.equal(wholeObjects(cache()), files + 1);
    }
  });

  it("leaves only whole files in the workspace", async () => {
    rmSync(join(root, ".dvc/cache"), { recursive: true, force: true });
    rmSync(join(root, "data"), { recursive: true });
    await killed("pull", join(root, ".dvc/cache/files/md5"), files);
    for (const name of existsSync(join(root, "data")) ? readdirSync(join(root, "data")) : [])
      assert.equal(statSync(join(root, "data", name)).size, `${name} `.repeat(1 + (Number(name) % 900)).length, name);
    assert.equal((await run("pull")).code, 0);
    assert.equal(readdirSync(join(root, "data")).length, files);
    assert.deepEqual(JSON.parse(await dvc.ok(root, "status", "--json")), {});
  });
});
