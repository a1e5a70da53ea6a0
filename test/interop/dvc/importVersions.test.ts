import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tidemark } from "../../cli/command";
import { type Store, startStore } from "../s3Store";
import { type Dvc, startDvc } from "./dvc";

const keys = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1" };
const authorization = "AWS4-HMAC-SHA256 Credential=someone/20260101/us-east-1/s3/aws4_request";
const versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

describe("imports from a bucket that keeps versions, in turns with dvc", function () {
  this.timeout(240_000);
  let dvc: Dvc;
  let store: Store;
  let mine: string;
  let real: string;

  const run = (cwd: string, ...words: string[]) =>
    tidemark({ workspace: cwd, env: { ...dvc.env, ...keys } }, "data", ...words);
  const ours = async (cwd: string, ...words: string[]) => {
    const { code, stdout, stderr } = await run(cwd, ...words);
    assert.equal(code, 0, `tidemark data ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const theirs = async (cwd: string, ...words: string[]) => {
    const { code, stdout, stderr } = await dvc.runWith(keys, cwd, ...words);
    assert.equal(code, 0, `dvc ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const put = async (key: string, body: string) => {
    const { ok } = await fetch(`${store.inner}/source/${key}`, { method: "PUT", body, headers: { authorization } });
    assert.ok(ok);
  };
  const text = (cwd: string, name: string) => readFileSync(join(cwd, name), "utf8");
  const sameFiles = (...names: string[]) => {
    for (const name of names) assert.equal(text(mine, `${name}.dvc`), text(real, `${name}.dvc`), name);
  };
  const quiet = async (cwd: string, ...names: string[]) =>
    assert.deepEqual(JSON.parse(await theirs(cwd, "status", "--json", ...names.map((name) => `${name}.dvc`))), {});

  before(async function () {
    dvc = await startDvc(this);
    store = await startStore(dvc.python);
    await fetch(`${store.inner}/source`, { method: "PUT" });
    await fetch(`${store.inner}/source?versioning`, { method: "PUT", body: versioning, headers: { authorization } });
    await put("raw/a.txt", "a");
    await put("raw/sub/b c.txt", "bc");
    await put("one.bin", "one");
    for (const name of ["mine", "real"]) {
      const cwd = await dvc.repository(name);
      await theirs(cwd, "remote", "add", "-q", "src", "s3://source");
      await theirs(cwd, "remote", "modify", "src", "endpointurl", store.inner);
    }
    [mine, real] = [join(dvc.home, "mine"), join(dvc.home, "real")];
  });
  after(async () => {
    await store?.stop();
    await dvc?.stop();
  });

  it("a file, a folder and what is not brought yet: the same .dvc files", async () => {
    const both = async (...words: string[]) => {
      await ours(mine, "import-url", "--version-aware", ...words);
      await theirs(real, "import-url", "--version-aware", ...words);
    };
    await both("remote://src/one.bin", "one.bin");
    await both("remote://src/raw", "raw");
    await both("--no-download", "remote://src/raw", "part");
    await both("--no-exec", "remote://src/one.bin", "later");
    sameFiles("one.bin", "raw", "part", "later");
    execFileSync("diff", ["-r", join(mine, "raw"), join(real, "raw")]);
    await quiet(mine, "one.bin", "raw");
  });

  it("an update takes the newest versions, or the one that --rev names", async () => {
    const first = /version_id: (.*)/.exec(text(mine, "one.bin.dvc"))?.[1] ?? "";
    await put("one.bin", "second");
    await put("raw/a.txt", "other");
    for (const name of ["one.bin", "raw"]) {
      await ours(mine, "update", `${name}.dvc`);
      await theirs(real, "update", `${name}.dvc`);
    }
    sameFiles("one.bin", "raw");
    assert.deepEqual([text(mine, "one.bin"), text(mine, "raw/a.txt")], ["second", "other"]);
    await ours(mine, "update", "--rev", first, "one.bin.dvc");
    await theirs(real, "update", "--rev", first, "one.bin.dvc");
    sameFiles("one.bin");
    assert.equal(text(mine, "one.bin"), "one");
  });

  it("another clone has them from the bucket, in the versions that are written down", async () => {
    await put("raw/a.txt", "third");
    for (const cwd of [mine, real]) rmSync(join(cwd, "later.dvc"));
    const emptied = (cwd: string) => {
      for (const name of ["raw", "one.bin", "part", ".dvc/cache"])
        rmSync(join(cwd, name), { recursive: true, force: true });
    };
    const has = (cwd: string) => {
      assert.deepEqual([text(cwd, "one.bin"), text(cwd, "raw/a.txt")], ["one", "other"]);
      assert.ok(existsSync(join(cwd, "raw/sub/b c.txt")));
    };
    for (const cwd of [mine, real]) {
      emptied(cwd);
      await ours(cwd, "pull");
      has(cwd);
      assert.equal(text(cwd, "part/a.txt"), "a");
    }
    assert.doesNotMatch(await theirs(mine, "status", "one.bin.dvc", "raw.dvc"), /changed outs/);
    sameFiles("part");
    emptied(mine);
    rmSync(join(mine, "part.dvc")); // dvc brings no import that was never downloaded
    await theirs(mine, "pull");
    has(mine);
    sameFiles("raw", "one.bin");
  });

  it("an address without versions is refused in one line", async () => {
    await fetch(`${store.inner}/plain`, { method: "PUT" });
    await fetch(`${store.inner}/plain/x`, { method: "PUT", body: "x" });
    await ours(mine, "remote", "add", "plain", "s3://plain");
    await ours(mine, "remote", "modify", "plain", "endpointurl", store.inner);
    const bucket = await run(mine, "import-url", "--version-aware", "remote://plain/x", "x");
    assert.deepEqual([bucket.code, existsSync(join(mine, "x.dvc"))], [2, false]);
    assert.match(bucket.stderr, /remote:\/\/plain\/x: the bucket keeps no versions/);
    const folder = await run(mine, "import-url", "--version-aware", "/etc/hostname", "y");
    assert.equal(folder.code, 2);
    assert.match(folder.stderr, /versions are had from s3:\/\/ only/);
  });
});
