import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start, tidemark } from "../../cli/command";
import { type Store, startStore } from "../s3Store";
import { type Dvc, startDvc } from "./dvc";

const keys = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1" };
const authorization = "AWS4-HMAC-SHA256 Credential=someone/20260101/us-east-1/s3/aws4_request";
const versioning =
  '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>';

interface Kept {
  readonly key: string;
  readonly version: string;
  readonly isLatest: boolean;
}

describe("remotes that keep versions, in turns with dvc", function () {
  this.timeout(240_000);
  let dvc: Dvc;
  let store: Store;
  let made = 0;

  const own = (cwd: string, ...words: string[]) => tidemark({ workspace: cwd, env: { ...dvc.env, ...keys } }, ...words);
  const ours = async (cwd: string, ...words: string[]) => {
    const { code, stdout, stderr } = await own(cwd, "data", ...words);
    assert.equal(code, 0, `tidemark data ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const theirs = async (cwd: string, ...words: string[]) => {
    const { code, stdout, stderr } = await dvc.runWith(keys, cwd, ...words);
    assert.equal(code, 0, `dvc ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const request = (path: string, method: string, body?: string) =>
    fetch(`${store.inner}/${path}`, { method, headers: { authorization }, ...(body && { body }) });
  /** What lies on the remote of a repository, marks of deleted ones left out. */
  const versions = async (cwd: string): Promise<Kept[]> => {
    const xml = await (await request(`versions?versions&prefix=${prefixOf(cwd)}/`, "GET")).text();
    return [...xml.matchAll(/<Version>(.*?)<\/Version>/gs)].map(([, one = ""]) => {
      const tag = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(one)?.[1] ?? "";
      const key = tag("Key").slice(prefixOf(cwd).length + 1);
      return { key, version: tag("VersionId"), isLatest: tag("IsLatest") === "true" };
    });
  };
  const prefixOf = (cwd: string) => /url = s3:\/\/versions\/(.*)/.exec(text(cwd, ".dvc/config"))?.[1] ?? "";
  const text = (cwd: string, name: string) => readFileSync(join(cwd, name), "utf8");
  const write = (cwd: string, files: Readonly<Record<string, string>>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(cwd, name, ".."), { recursive: true });
      writeFileSync(join(cwd, name), content);
    }
  };
  const commit = (cwd: string) => {
    dvc.git(cwd, "add", "-A");
    dvc.git(cwd, "commit", "-q", "-m", "more");
  };
  /** Ids of versions are the bucket's own. */
  const said = (cwd: string, name: string) => text(cwd, name).replace(/version_id: .*/g, "version_id: …");
  const pointAt = (cwd: string, prefix: string) =>
    writeFileSync(
      join(cwd, ".dvc/config"),
      text(cwd, ".dvc/config").replace(/url = s3:.*/, `url = s3://versions/${prefix}`),
    );
  const repository = async (option = "version_aware") => {
    const cwd = await dvc.repository(`versioned${++made}`);
    await theirs(cwd, "remote", "add", "-q", "-d", "store", `s3://versions/p${made}`);
    await theirs(cwd, "remote", "modify", "store", "endpointurl", store.inner);
    await ours(cwd, "remote", "modify", "store", option, "true");
    return cwd;
  };
  /** The same with a place of its own on the bucket. */
  const twin = (cwd: string) => {
    const to = join(dvc.home, `twin${++made}`);
    cpSync(cwd, to, { recursive: true });
    pointAt(to, `p${made}`);
    return to;
  };
  const clone = (from: string) => {
    const to = join(dvc.home, `clone${++made}`);
    dvc.git(dvc.home, "clone", "-q", from, to);
    return to;
  };
  const clean = async (cwd: string) => {
    assert.deepEqual(JSON.parse(await theirs(cwd, "status", "--json")), {});
    const { committed: _, ...rest } = JSON.parse(await theirs(cwd, "data", "status", "--json")) as Record<
      string,
      object
    >;
    assert.deepEqual(rest, {});
    const mine = JSON.parse(await ours(cwd, "status", "--json")) as { clean: boolean; not_in_cache: string[] };
    assert.deepEqual([mine.clean, mine.not_in_cache], [true, []]);
    assert.match(await ours(cwd, "status", "-c"), /in sync/);
  };
  const same = (a: string, b: string) => execFileSync("diff", ["-r", a, b], { encoding: "utf8" });
  const seed = { "data/a.txt": "a", "data/sub/ö b.txt": "b", "data/empty": "", "data/again": "a", "one.bin": "1" };
  const seeded = async (option?: string) => {
    const cwd = await repository(option);
    write(cwd, seed);
    await theirs(cwd, "add", "data", "one.bin");
    commit(cwd);
    return cwd;
  };

  before(async function () {
    dvc = await startDvc(this);
    store = await startStore(dvc.python);
    await request("versions", "PUT");
    await request("versions?versioning", "PUT", versioning);
    await request("plain", "PUT");
  });
  after(async () => {
    await store?.stop();
    await dvc?.stop();
  });

  for (const option of ["version_aware", "worktree"])
    it(`${option}: .dvc files and the bucket are after our push what they are after dvc's`, async () => {
      const mine = await seeded(option);
      const real = twin(mine);
      assert.equal(await ours(mine, "push"), "5 files pushed\n");
      await theirs(real, "push");
      for (const name of ["data.dvc", "one.bin.dvc", ".gitignore"]) assert.equal(said(mine, name), said(real, name));
      const names = async (cwd: string) => (await versions(cwd)).map(({ key }) => key).sort();
      assert.deepEqual(await names(mine), await names(real));
      await clean(mine);
      const before = text(mine, "data.dvc");
      assert.match(await theirs(mine, "push"), /up to date/);
      assert.equal(await ours(mine, "push"), "Everything is up to date.\n");
      assert.equal(text(mine, "data.dvc"), before);
      assert.equal((await versions(mine)).length, 5);
    });

  it("what we push dvc pulls, and what dvc pushes we pull", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    const far = clone(mine);
    await theirs(far, "pull");
    same(join(mine, "data"), join(far, "data"));
    await clean(far);
    const real = await seeded();
    await theirs(real, "push");
    commit(real);
    const there = clone(real);
    const before = text(there, "data.dvc");
    assert.match(await ours(there, "pull"), /^A {7}data\nA {7}one\.bin\n4 files fetched\n$/);
    same(join(real, "data"), join(there, "data"));
    await clean(there);
    assert.equal(await ours(there, "push"), "Everything is up to date.\n");
    assert.equal(text(there, "data.dvc"), before);
  });

  it("what changes in a folder is added and pushed as dvc does it; what is the same keeps its version", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    const real = join(dvc.home, `other${++made}`);
    cpSync(mine, real, { recursive: true });
    for (const cwd of [mine, real]) {
      write(cwd, { "data/a.txt": "changed", "data/new/x.sh": "new", "one.bin": "other" });
      execFileSync("chmod", ["+x", join(cwd, "data/new/x.sh"), join(cwd, "one.bin")]);
      rmSync(join(cwd, "data/empty"));
    }
    await ours(mine, "add", "data", "one.bin");
    await theirs(real, "add", "data", "one.bin");
    for (const name of ["data.dvc", "one.bin.dvc"]) assert.equal(text(mine, name), text(real, name), name);
    cpSync(mine, join(dvc.home, `both${made}`), { recursive: true });
    assert.equal(await ours(mine, "push"), "3 files pushed\n");
    const sent = text(mine, "data.dvc");
    // dvc finds the same content there, and sends it once more under another version
    await theirs(join(dvc.home, `both${made}`), "push");
    assert.equal(said(mine, "data.dvc"), said(join(dvc.home, `both${made}`), "data.dvc"));
    assert.equal(said(mine, "one.bin.dvc"), said(join(dvc.home, `both${made}`), "one.bin.dvc"));
    assert.equal(text(mine, "data.dvc"), sent);
    await clean(mine);
    commit(mine);
    const far = clone(mine);
    await theirs(far, "pull");
    same(join(mine, "data"), join(far, "data"));
  });

  it("a file inside a folder is added by itself as dvc does it; commit says the same", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    const real = join(dvc.home, `other${++made}`);
    cpSync(mine, real, { recursive: true });
    const third = join(dvc.home, `third${made}`);
    cpSync(mine, third, { recursive: true });
    for (const cwd of [mine, real, third]) write(cwd, { "data/sub/ö b.txt": "changed" });
    await ours(mine, "add", "data/sub/ö b.txt");
    await theirs(real, "add", "data/sub/ö b.txt");
    assert.equal(text(mine, "data.dvc"), text(real, "data.dvc"));
    await ours(third, "commit", "-f");
    await theirs(mine, "checkout");
    assert.equal(said(third, "data.dvc"), said(mine, "data.dvc"));
  });

  it("a pipeline's dvc.lock is after our push what it is after dvc's, and nothing runs again", async () => {
    const mine = await repository();
    write(mine, {
      "in/1": "1",
      "in/s/2": "2",
      "dvc.yaml": `stages:
  first:
    cmd: mkdir -p out && cp in/1 out/x && cp in/s/2 out/y && echo 3 > m.txt && echo '{"a":1}' > k.json
    deps: [in]
    outs: [out, m.txt]
    metrics: [{k.json: {cache: false}}]
  second:
    cmd: cat out/x > t.txt
    deps: [out]
    outs: [t.txt]
`,
    });
    await theirs(mine, "add", "in");
    await theirs(mine, "repro");
    commit(mine);
    const real = twin(mine);
    await ours(mine, "push");
    await theirs(real, "push");
    for (const name of ["in.dvc", "dvc.lock", "dvc.yaml"]) assert.equal(said(mine, name), said(real, name), name);
    await clean(mine);
    const locked = text(mine, "dvc.lock");
    const again = await own(mine, "repro");
    assert.equal(again.code, 0, again.stderr);
    assert.equal(text(mine, "dvc.lock"), locked);
    assert.match(await theirs(mine, "repro"), /up to date/);
    commit(mine);
    const far = clone(mine);
    await ours(far, "pull");
    same(join(mine, "out"), join(far, "out"));
    await clean(far);
    for (const cwd of [mine, far]) {
      write(cwd, { "in/1": "other" });
      await ours(cwd, "add", "in");
    }
    await theirs(mine, "repro");
    const run = await own(far, "repro");
    assert.equal(run.code, 0, run.stderr);
    await theirs(mine, "push");
    await ours(far, "push");
    assert.equal(said(far, "dvc.lock"), said(mine, "dvc.lock"));
    await clean(far);
  });

  it("an older version is had again by its id; to push it deletes nothing and forgets nothing", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    const old = dvc.git(mine, "rev-parse", "HEAD").trim();
    write(mine, { "data/a.txt": "newer", "one.bin": "newer" });
    await ours(mine, "add", "data", "one.bin");
    await ours(mine, "push");
    commit(mine);
    const kept = await versions(mine);
    const far = clone(mine);
    dvc.git(far, "checkout", "-q", old);
    await ours(far, "pull");
    assert.deepEqual([text(far, "data/a.txt"), text(far, "one.bin")], ["a", "1"]);
    assert.equal(await ours(far, "push"), "Everything is up to date.\n");
    assert.deepEqual(await versions(mine), kept);
    assert.equal(dvc.git(far, "status", "--short"), "");
    await clean(far);
    rmSync(join(far, ".dvc/cache"), { recursive: true });
    await ours(far, "fetch", "-A");
    dvc.git(far, "checkout", "-q", "-");
    await theirs(far, "checkout");
    assert.equal(text(far, "data/a.txt"), "newer");
  });

  it("worktree: an older version that is pushed is the newest again, under the id that it had", async () => {
    const mine = await seeded("worktree");
    await ours(mine, "push");
    commit(mine);
    write(mine, { "one.bin": "newer" });
    await ours(mine, "add", "one.bin");
    await ours(mine, "push");
    commit(mine);
    dvc.git(mine, "checkout", "-q", "HEAD~1");
    await ours(mine, "checkout");
    assert.equal(await ours(mine, "push"), "1 file pushed\n");
    assert.equal(dvc.git(mine, "status", "--short"), "");
    const now = (await request(`versions/${prefixOf(mine)}/one.bin`, "GET")).text();
    assert.equal(await now, "1");
    assert.equal(await ours(mine, "push"), "Everything is up to date.\n");
    await clean(mine);
  });

  it("worktree: update takes what others have put on the bucket, as dvc's does", async () => {
    const mine = await seeded("worktree");
    await ours(mine, "push");
    commit(mine);
    const real = join(dvc.home, `other${++made}`);
    cpSync(mine, real, { recursive: true });
    const there = `versions/${prefixOf(mine)}`;
    await request(`${there}/data/again`, "PUT", "once more");
    await request(`${there}/data/new/x`, "PUT", "new");
    await request(`${there}/data/a.txt`, "DELETE");
    await request(`${there}/one.bin`, "PUT", "two");
    const updated = await own(mine, "data", "update", "data.dvc", "one.bin");
    assert.equal(updated.stdout, "data.dvc: a new version\none.bin.dvc: a new version\n", updated.stderr);
    await theirs(real, "update", "data.dvc", "one.bin.dvc");
    same(join(mine, "data"), join(real, "data"));
    assert.equal(text(mine, "one.bin.dvc"), text(real, "one.bin.dvc"));
    // dvc leaves out which remote it was, and finds none at its next update
    const flat = (cwd: string) =>
      text(cwd, "data.dvc")
        .split("\n")
        .map((line) => line.trim());
    const left = (cwd: string) =>
      flat(cwd)
        .filter((line) => !["cloud:", "store:"].includes(line))
        .sort();
    assert.deepEqual(left(mine), left(real));
    await clean(mine);
    assert.match((await own(mine, "data", "update", "data.dvc")).stderr, /nothing new/);
    assert.equal(await ours(real, "push"), "Everything is up to date.\n");
    commit(mine);
    const far = clone(mine);
    await theirs(far, "pull");
    same(join(mine, "data"), join(far, "data"));
    await request(`${there}/one.bin`, "PUT", "three");
    write(mine, { "one.bin": "mine" });
    const refused = await own(mine, "data", "update", "one.bin");
    assert.deepEqual([refused.code, text(mine, "one.bin")], [2, "mine"]);
    assert.match(refused.stderr, /one\.bin has changes that are in no cache; --force overwrites them/);
    await ours(mine, "update", "--force", "one.bin");
    assert.equal(text(mine, "one.bin"), "three");
  });

  it("what was sent by a push that was killed is found again and not sent twice", async () => {
    const mine = await repository();
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`data/${i}`, `${i}`]));
    write(mine, { ...files, "data/00": "0123456789abcdef".repeat(1_500_000) });
    await ours(mine, "add", "data");
    await ours(mine, "remote", "modify", "store", "endpointurl", store.url);
    let puts = 0;
    let partsSent = 0;
    store.trouble = ({ method, url = "" }) => {
      if (method !== "PUT") return undefined;
      if (url.includes("partNumber")) return ++partsSent > 1 ? "hold" : undefined;
      return ++puts > 20 ? "hold" : undefined;
    };
    const child = start({ workspace: mine, env: { ...dvc.env, ...keys } }, "data", "push");
    const ended = once(child, "close");
    while (child.exitCode === null && (puts <= 20 || partsSent < 2)) await new Promise((wake) => setTimeout(wake, 5));
    child.kill("SIGKILL");
    await ended;
    store.trouble = () => undefined;
    const before = (await versions(mine)).length;
    assert.ok(before >= 20 && before < 41, String(before));
    assert.ok(!text(mine, "data.dvc").includes("cloud"), "nothing is said of it yet");
    assert.equal(await ours(mine, "push"), `${41 - before} files pushed\n`);
    assert.equal((await versions(mine)).length, 41);
    commit(mine);
    const far = clone(mine);
    await theirs(far, "pull");
    same(join(mine, "data"), join(far, "data"));
    assert.match(text(mine, "data.dvc"), /etag: [0-9a-f]{32}-\d+/);
    rmSync(join(far, ".dvc/cache"), { recursive: true });
    await ours(far, "pull");
    await clean(far);
    assert.match(await theirs(far, "push"), /up to date/);
  });

  it("a version that is gone is named, the rest comes; a rotten object is not sent", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    const [gone] = (await versions(mine)).filter(({ key }) => key === "one.bin");
    await request(`versions/${prefixOf(mine)}/one.bin?versionId=${gone?.version}`, "DELETE");
    const far = clone(mine);
    const pulled = await own(far, "data", "pull");
    assert.equal(pulled.code, 1);
    assert.match(pulled.stderr, new RegExp(`^tidemark: one\\.bin: version ${gone?.version} of it is not on s3://`));
    same(join(mine, "data"), join(far, "data"));
    const object = join(mine, ".dvc/cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b");
    execFileSync("chmod", ["u+w", object]);
    appendFileSync(object, "rot");
    execFileSync("chmod", ["u-w", object]);
    const pushed = await own(mine, "data", "push");
    assert.equal(pushed.code, 1);
    assert.match(pushed.stderr, /one\.bin: its object in the cache is rotten .*not pushed/);
    assert.deepEqual(
      (await versions(mine)).filter(({ key }) => key === "one.bin"),
      [],
    );
    assert.equal(dvc.git(mine, "status", "--short"), "");
  });

  it("moved data get versions of their own; removed ones go", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    await ours(mine, "move", "data", "moved");
    await ours(mine, "push");
    assert.ok((await versions(mine)).some(({ key }) => key === "moved/sub/ö b.txt"));
    await clean(mine);
    await ours(mine, "remove", "one.bin.dvc", "--outs");
    commit(mine);
    const far = clone(mine);
    await theirs(far, "pull");
    same(join(mine, "moved"), join(far, "moved"));
    assert.ok(!existsSync(join(far, "one.bin")));
  });

  it("the list of a folder is had from its .dvc file: gc, diff and checkout find it", async () => {
    const mine = await seeded();
    await theirs(mine, "push");
    commit(mine);
    const lists = () => execFileSync("find", [join(mine, ".dvc/cache"), "-name", "*.dir"], { encoding: "utf8" });
    rmSync(lists().trim());
    rmSync(join(mine, "data"), { recursive: true });
    await ours(mine, "checkout");
    assert.equal(text(mine, "data/sub/ö b.txt"), "b");
    assert.notEqual(lists(), "");
    await clean(mine);
    rmSync(lists().trim());
    await ours(mine, "gc", "-w", "-f");
    await clean(mine);
    write(mine, { "data/more": "more" });
    const diff = JSON.parse(await ours(mine, "diff", "--json")) as { added: { path: string }[] };
    assert.deepEqual(
      diff.added.map(({ path }) => path),
      ["data/more"],
    );
    assert.deepEqual(diff, JSON.parse(await theirs(mine, "diff", "--json")));
  });

  it("repro takes what was edited as add does: the old versions stand beside nothing new", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    commit(mine);
    write(mine, { "dvc.yaml": "stages:\n  none:\n    cmd: echo\n    deps: [data, one.bin]\n" });
    const added = join(dvc.home, `added${++made}`);
    cpSync(mine, added, { recursive: true });
    for (const cwd of [mine, added]) write(cwd, { "data/a.txt": "changed", "data/new": "new", "one.bin": "other" });
    await ours(added, "add", "data", "one.bin");
    const saved = join(dvc.home, `saved${made}`);
    cpSync(mine, saved, { recursive: true });
    for (const [cwd, words] of [
      [mine, ["repro"]],
      [saved, ["exp", "save", "-n", "kept"]],
    ] as const) {
      const run = await own(cwd, ...words);
      assert.equal(run.code, 0, run.stderr);
      for (const name of ["data.dvc", "one.bin.dvc"]) assert.equal(text(cwd, name), text(added, name), name);
    }
    assert.equal(await ours(mine, "push"), "3 files pushed\n");
    await clean(mine);
  });

  it("an id that stands beside another md5, by a merge or by hand, is not taken for its version", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    const pushed = text(mine, "one.bin.dvc");
    write(mine, { "one.bin": "2" });
    await ours(mine, "add", "one.bin");
    const md5 = /md5: (\w+)/.exec(text(mine, "one.bin.dvc"))?.[1] ?? "";
    write(mine, { "one.bin.dvc": pushed.replace(/md5: \w+/, `md5: ${md5}`) });
    assert.match(await ours(mine, "status", "-c"), /one\.bin/);
    assert.equal(await ours(mine, "push"), "1 file pushed\n");
    assert.equal((await versions(mine)).filter(({ key }) => key === "one.bin").length, 2);
    await clean(mine);
  });

  it("what another branch says by the end of a push is left as it is", async () => {
    const mine = await repository();
    await ours(mine, "remote", "modify", "store", "endpointurl", store.url);
    write(mine, { "data/a": "a", "data/b": "b", "one.bin": "1" });
    await ours(mine, "add", "data", "one.bin");
    const now = ["data.dvc", "one.bin.dvc"].map((name) => [name, text(mine, name)] as const);
    let switched = "";
    store.trouble = ({ method }) => {
      if (method === "PUT" && switched === "") {
        switched = now.map(([, said]) => said.replace(/md5: \w+/, `md5: ${"a".repeat(32)}`)).join("");
        for (const [name, said] of now)
          write(mine, { [name]: said.replace(/md5: [0-9a-f]{32}/, `md5: ${"a".repeat(32)}`) });
      }
      return undefined;
    };
    const pushed = await own(mine, "data", "push");
    store.trouble = () => undefined;
    assert.equal(pushed.code, 0, pushed.stderr);
    assert.equal(now.map(([name]) => text(mine, name)).join(""), switched);
  });

  it("a list that is not what its md5 says is not kept; nothing is set aside for it again and again", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    const md5 = "b".repeat(32);
    write(mine, {
      "data.dvc": text(mine, "data.dvc").replace("  path: data\n", `  md5: ${md5}.dir\n  path: data\n`),
    });
    assert.match(text(mine, "data.dvc"), new RegExp(md5));
    await own(mine, "data", "status");
    await own(mine, "data", "status");
    assert.ok(!existsSync(join(mine, ".dvc/cache/files/md5/bb")));
    assert.ok(!existsSync(join(mine, ".dvc/tmp/tidemark/rotten")));
  });

  it("an import with an address that is none is named, the others come", async () => {
    const mine = await repository();
    for (const name of ["f.txt", "g.txt"]) await request(`versions/raw/${name}`, "PUT", name);
    await ours(mine, "remote", "add", "raw", "s3://versions/raw");
    await ours(mine, "remote", "modify", "raw", "endpointurl", store.inner);
    for (const name of ["f.txt", "g.txt"])
      await ours(mine, "import-url", "--version-aware", `remote://raw/${name}`, name);
    write(mine, { "f.txt.dvc": text(mine, "f.txt.dvc").replace("remote://raw/f.txt", "gs://none/f.txt") });
    for (const name of ["f.txt", "g.txt", ".dvc/cache"]) rmSync(join(mine, name), { recursive: true });
    const pulled = await own(mine, "data", "pull");
    assert.equal(pulled.code, 1);
    assert.match(pulled.stderr, /f\.txt: .*gs:/);
    assert.equal(pulled.stderr.trim().split("\n").length, 1, pulled.stderr);
    assert.deepEqual([existsSync(join(mine, "f.txt")), text(mine, "g.txt")], [false, "g.txt"]);
  });

  it("what such remotes cannot do is said in one line", async () => {
    const mine = await seeded();
    await ours(mine, "push");
    const line = async (...words: string[]) => {
      const { code, stderr } = await own(mine, "data", ...words);
      assert.notEqual(code, 0);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      return stderr;
    };
    assert.match(await line("gc", "-w", "-c", "-f"), /'store' keeps versions itself .*gc -c is not for such remotes/);
    for (const flag of ["-a", "-T", "-A"])
      assert.match(await line("push", flag), /only the workspace's data can be pushed/);
    await ours(mine, "remote", "add", "folder", join(dvc.home, "folder"));
    await ours(mine, "remote", "modify", "folder", "version_aware", "true");
    assert.match(
      await line("push", "-r", "folder"),
      /'folder' .*needs? a bucket of S3|bucket of S3 that keeps versions/,
    );
    await ours(mine, "remote", "add", "none", "s3://plain/x");
    await ours(mine, "remote", "modify", "none", "endpointurl", store.inner);
    await ours(mine, "remote", "modify", "none", "version_aware", "true");
    write(mine, { "one.bin": "never there" });
    await ours(mine, "add", "one.bin");
    assert.match(await line("push", "-r", "none", "one.bin"), /the bucket keeps no versions/);
    await ours(mine, "remote", "modify", "store", "worktree", "true");
    await ours(mine, "remote", "modify", "store", "version_aware", "false");
    assert.match(await line("push"), /worktree needs version_aware/);
  });
});
