import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli, tidemark } from "../../cli/tidemark";
import { drop, newProject, put } from "./project";

const files = 600;

describe("whatever ends a command", function () {
  this.timeout(180_000);
  let root: string;

  beforeEach(async () => {
    root = await newProject();
    for (let at = 0; at < files; at++) put(root, { [`data/${at % 7}/f${at}`]: content(at) });
    put(root, { large: Buffer.alloc(12 * 2 ** 20, "large") });
  });
  afterEach(() => drop(root));

  const content = (at: number) => `file ${at} `.repeat(1 + (at % 50));

  /** Every object has the content that its name says, and nothing else lies there. */
  function checkCache(): void {
    const folder = join(root, ".dvc/cache/files/md5");
    if (!existsSync(folder)) return;
    for (const start of readdirSync(folder))
      for (const rest of readdirSync(join(folder, start))) {
        const path = join(folder, start, rest);
        assert.match(rest, /^[0-9a-f]{30}(\.dir)?$/);
        assert.equal(md5(readFileSync(path)), (start + rest).slice(0, 32), path);
        assert.equal(statSync(path).mode & 0o777, 0o444, path);
      }
  }

  function checkWorkspace(isWhole: boolean): void {
    const found = readdirSync(join(root, "data"), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    if (isWhole) assert.equal(found.length, files);
    for (const { name } of found) {
      const at = Number(/^f(\d+)$/.exec(name)?.[1]);
      assert.equal(readFileSync(join(root, "data", String(at % 7), name), "utf8"), content(at));
    }
  }

  /** SIGKILL after some milliseconds; says whether it was still alive. */
  async function killedAfter(milliseconds: number, ...args: string[]): Promise<boolean> {
    const child = spawn(process.execPath, [cli, "data", ...args], { cwd: root, stdio: "ignore" });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    setTimeout(() => child.kill("SIGKILL"), milliseconds);
    return (await ended) === "SIGKILL";
  }

  it("a killed add leaves the workspace as it was and only whole objects", async () => {
    let killed = 0;
    for (let wait = 60; ; wait = Math.ceil(wait * 1.4)) {
      const isKilled = await killedAfter(wait, "add", "data", "large");
      checkCache();
      checkWorkspace(true);
      if (!isKilled) break;
      killed++;
    }
    assert.ok(killed >= 2, `it was killed ${killed} times before it was through`);
    const { out } = await tidemark(root, "data", "status", "--json");
    assert.deepEqual((JSON.parse(out) as { clean: boolean }).clean, true);
    assert.deepEqual(readdirSync(join(root, ".dvc/tmp/tidemark/new")), []);
  });

  it("a killed checkout leaves whole files under their names, and the next one goes on", async () => {
    assert.equal((await tidemark(root, "data", "add", "data", "large")).code, 0);
    rmSync(join(root, "data"), { recursive: true });
    rmSync(join(root, "large"));
    let killed = 0;
    for (let wait = 60; ; wait = Math.ceil(wait * 1.4)) {
      const isKilled = await killedAfter(wait, "checkout");
      checkCache();
      if (existsSync(join(root, "data"))) checkWorkspace(false);
      if (existsSync(join(root, "large"))) assert.equal(statSync(join(root, "large")).size, 12 * 2 ** 20);
      if (!isKilled) break;
      killed++;
    }
    assert.ok(killed >= 2, `it was killed ${killed} times before it was through`);
    checkWorkspace(true);
    assert.equal((await tidemark(root, "data", "checkout")).code, 0);
  });

  it("what a killed command left of a small file goes with the next one", async () => {
    const left = ["data", "", ".dvc"].map((folder) => join(root, folder, ".data.dvc.tidemark-999999999.tmp"));
    const live = join(root, `.data.dvc.tidemark-${process.pid}.tmp`);
    for (const path of [...left, live]) writeFileSync(path, "half");
    assert.equal((await tidemark(root, "data", "remote", "add", "one", "/tmp/one")).code, 0);
    assert.equal((await tidemark(root, "data", "commit")).code, 0);
    assert.deepEqual(
      [...left, live].map((path) => existsSync(path)),
      [false, false, false, true],
    );
  });

  it("a killed import leaves each file as it was or as it is to be", async () => {
    const source = realpathSync(mkdtempSync(join(tmpdir(), "source-")));
    const write = (version: string) => {
      for (let at = 0; at < files; at++) put(source, { [`d/${at % 7}/${version}${at % 100}`]: `${version} ${at}` });
      for (let at = 0; at < files; at++) put(source, { [`d/both/${at}`]: `${version} ${at}` });
    };
    write("old");
    assert.equal((await tidemark(root, "data", "import-url", join(source, "d"), "taken")).code, 0);
    write("new");
    let killed = 0;
    for (let wait = 100; ; wait = Math.ceil(wait * 1.8)) {
      const isKilled = await killedAfter(wait, "update", "taken.dvc");
      for (let at = 0; at < files; at++)
        assert.match(readFileSync(join(root, `taken/both/${at}`), "utf8"), new RegExp(`^(old|new) ${at}$`));
      if (!isKilled) break;
      killed++;
    }
    assert.ok(killed > 1);
    assert.equal(readFileSync(join(root, "taken/both/1"), "utf8"), "new 1");
    assert.deepEqual((await tidemark(root, "data", "status")).err, "1 tracked, nothing has changed\n");
    drop(source);
  });

  it("a lock goes with its process", async () => {
    await killedAfter(250, "add", "data", "large");
    const { code, err } = await tidemark(root, "data", "add", "large");
    assert.equal(code, 0, err);
  });

  it("two that add at once are both done, one after the other", async () => {
    const [first, second] = await Promise.all([
      tidemark(root, "data", "add", "data"),
      tidemark(root, "data", "add", "large"),
    ]);
    assert.deepEqual([first.code, second.code], [0, 0], first.err + second.err);
    checkCache();
    const lines = readFileSync(join(root, ".gitignore"), "utf8").split("\n").sort();
    assert.deepEqual(lines, ["", "/data", "/large"]);
    assert.equal(existsSync(join(root, "data.dvc")) && existsSync(join(root, "large.dvc")), true);
  });
});

describe("no space left", function () {
  this.timeout(60_000);

  it("is one line; what was kept is whole, and nothing of the workspace is lost", async function () {
    const root = await newProject();
    const disk = join(root, "disk");
    put(root, { "disk/.keep": "" });
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      console.log("skipped: no right to mount a small disk");
      drop(root);
      this.skip();
    }
    try {
      put(root, { ".dvc/config": `[cache]\n    dir = ${disk}/cache\n`, "one/a": "small" });
      for (let at = 0; at < 60; at++) put(root, { [`data/f${at}`]: Buffer.alloc(100_000, `${at}.`) });
      put(root, { large: Buffer.alloc(9 * 2 ** 20, "x") });
      for (const target of ["data", "large"]) {
        const { code, err } = await tidemark(root, "data", "add", target);
        assert.equal(code, 2);
        assert.match(err, /no space is left/);
        assert.equal(err.trim().split("\n").length, 1, err);
        assert.equal(existsSync(join(root, `${target}.dvc`)), false);
      }
      assert.equal(readdirSync(join(root, "data")).length, 60);
      const objects = join(disk, "cache/files/md5");
      for (const start of readdirSync(objects))
        for (const rest of readdirSync(join(objects, start)))
          assert.equal(md5(readFileSync(join(objects, start, rest))), start + rest);
    } finally {
      execFileSync("umount", ["-l", disk]);
      drop(root);
    }
  });

  it("in the workspace: a checkout names the files that did not fit, and exits with 1", async function () {
    const root = await newProject();
    const inner = join(root, "data");
    for (let at = 0; at < 60; at++) put(root, { [`data/f${at}`]: Buffer.alloc(100_000, `${at}.`) });
    assert.equal((await tidemark(root, "data", "add", "data")).code, 0);
    rmSync(inner, { recursive: true });
    put(root, { "data/.none": "" });
    rmSync(join(inner, ".none"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", inner], { stdio: "ignore" });
    } catch {
      console.log("skipped: no right to mount a small disk");
      drop(root);
      this.skip();
    }
    try {
      const { code, err } = await tidemark(root, "data", "checkout");
      assert.equal(code, 1);
      assert.match(err, /no space is left/);
      for (const name of readdirSync(inner).filter((each) => each.startsWith("f")))
        assert.deepEqual(readFileSync(join(inner, name)), Buffer.alloc(100_000, `${name.slice(1)}.`));
      assert.ok(readdirSync(inner).length > 5, "what fitted is there");
    } finally {
      execFileSync("umount", ["-l", inner]);
      drop(root);
    }
  });
});

function md5(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}
