import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { tidemark } from "../../cli/command";
import { type Store, startStore } from "../s3Store";
import { type Dvc, startDvc } from "./dvc";

const keys = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1" };
const signed = { authorization: "AWS4-HMAC-SHA256 Credential=someone/20260101/us-east-1/s3/aws4_request" };

describe("what lies outside of a project, beside dvc", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let store: Store;
  let server: Server;
  let page = "page one";
  let ours: string;
  let theirs: string;
  let outside: string;

  before(async function () {
    dvc = await startDvc(this);
    store = await startStore(dvc.python);
    await fetch(`${store.inner}/bucket`, { method: "PUT", headers: signed });
    await put("raw/f.txt", "file");
    await put("raw/dir/b", "b");
    server = createServer((asked, answer) => {
      const tag = asked.url === "/tagged" ? { etag: `"${page.length}-${page.at(-1)}"` } : {};
      answer.writeHead(asked.url === "/none" ? 404 : 200, {
        "content-type": "text/plain; charset=utf-8",
        "content-length": page.length,
        ...tag,
      });
      answer.end(asked.method === "HEAD" ? undefined : page);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    outside = join(dvc.home, "outside");
    mkdirSync(join(outside, "dir"), { recursive: true });
    writeFileSync(join(outside, "f.txt"), "file");
    writeFileSync(join(outside, "dir/z"), "z");
    [ours, theirs] = [await dvc.repository("same/ours"), await dvc.repository("same/dvcs")];
    for (const root of [ours, theirs]) {
      await dvc.ok(root, "remote", "add", "-d", "lake", "s3://bucket/raw");
      await dvc.ok(root, "remote", "modify", "lake", "endpointurl", store.inner);
      writeFileSync(
        join(root, "dvc.yaml"),
        `stages:
  paths:
    cmd: cat ${outside}/f.txt ../../outside/dir/z > paths.txt
    deps: ["${outside}/f.txt", ../../outside/dir]
    outs: [paths.txt]
  web:
    cmd: echo web > web.txt
    deps: ["${web}/tagged", "${web}/plain"]
    outs: [web.txt]
  lake:
    cmd: echo lake > lake.txt
    deps: [remote://lake/f.txt, remote://lake/dir]
    outs: [lake.txt]
`,
      );
    }
  });
  after(async () => {
    server?.close();
    await store?.stop();
    await dvc?.stop();
  });

  const put = (key: string, body: string) =>
    fetch(`${store.inner}/bucket/${key}`, { method: "PUT", body, headers: signed });
  const run = (...words: string[]) => tidemark({ workspace: ours, env: { ...dvc.env, ...keys } }, ...words);
  const real = (...words: string[]) => dvc.runWith(keys, theirs, ...words);
  const lock = (root: string) => readFileSync(join(root, "dvc.lock"), "utf8");

  async function bothRun(...targets: string[]): Promise<void> {
    const own = await run("repro", ...targets);
    assert.equal(own.code, 0, own.stderr);
    const said = await real("repro", ...targets);
    assert.equal(said.code, 0, said.stderr);
    assert.equal(lock(ours), lock(theirs));
  }
  async function sameStatus(): Promise<object> {
    const own = JSON.parse((await run("pipeline", "status", "--json")).stdout) as object;
    assert.deepEqual(own, JSON.parse((await real("status", "--json")).stdout) as object);
    return own;
  }

  it("dvc.lock has what dvc records of addresses, buckets and paths elsewhere", async () => {
    await bothRun();
    assert.deepEqual(await sameStatus(), {});
    const clean = await dvc.runWith(keys, ours, "status", "--json");
    assert.deepEqual(JSON.parse(clean.stdout), {});
  });

  it("what changed there is seen, and runs the stages again", async () => {
    page = "page two";
    await put("raw/f.txt", "file, changed");
    await put("raw/dir/new", "new");
    writeFileSync(join(outside, "dir/new"), "new");
    const seen = await sameStatus();
    assert.deepEqual(Object.keys(seen).sort(), ["lake", "paths", "web"]);
    await bothRun();
    assert.deepEqual(await sameStatus(), {});
    assert.match((await run("repro")).stdout, /up to date/);
  });

  it("an import that is not frozen is taken in again when its source has changed", async () => {
    for (const words of [
      ["import-url", "remote://lake/f.txt"],
      ["import-url", join(outside, "f.txt"), "local.txt"],
    ]) {
      const own = await run("data", ...words);
      assert.equal(own.code, 0, own.stderr);
      assert.equal((await real(...words)).code, 0);
    }
    for (const root of [ours, theirs])
      for (const name of ["f.txt.dvc", "local.txt.dvc"]) {
        const file = join(root, name);
        writeFileSync(file, readFileSync(file, "utf8").replace("frozen: true\n", ""));
      }
    assert.deepEqual(await sameStatus(), {});
    await put("raw/f.txt", "file, changed again");
    writeFileSync(join(outside, "f.txt"), "file, changed too");
    await sameStatus();
    await bothRun("f.txt.dvc", "local.txt.dvc");
    for (const name of ["f.txt.dvc", "local.txt.dvc", "f.txt", "local.txt"])
      assert.equal(readFileSync(join(ours, name), "utf8"), readFileSync(join(theirs, name), "utf8"), name);
    await bothRun(); // stages come from there as well
    assert.deepEqual(await sameStatus(), {});
  });

  it("an edited import that is in no cache is not overwritten; a deleted one comes back, once", async () => {
    const place = join(ours, "local.txt");
    const good = readFileSync(place, "utf8");
    writeFileSync(place, "mine");
    const refused = await run("repro", "local.txt.dvc");
    assert.notEqual(refused.code, 0);
    assert.match(
      refused.stdout + refused.stderr,
      /local\.txt has changes that are in no cache; --force overwrites them/,
    );
    assert.equal(readFileSync(place, "utf8"), "mine");
    const forced = await run("repro", "-f", "local.txt.dvc");
    assert.equal(forced.code, 0, forced.stderr);
    assert.equal(readFileSync(place, "utf8"), good);
    rmSync(place);
    assert.equal((await run("repro", "local.txt.dvc")).code, 0);
    assert.equal(readFileSync(place, "utf8"), good);
    assert.match((await run("repro", "local.txt.dvc")).stdout, /up to date/);
  });

  it("an import whose file was edited is told as dvc tells it", async () => {
    for (const root of [ours, theirs]) {
      const file = join(root, "local.txt.dvc");
      writeFileSync(file, readFileSync(file, "utf8").replace(/^md5: \w+/, `md5: ${"a".repeat(32)}`));
    }
    assert.deepEqual(await sameStatus(), { "local.txt.dvc": ["changed checksum"] });
    await bothRun("local.txt.dvc");
  });

  it("commits of another repository that came since are told", async () => {
    const other = await dvc.repository("other");
    writeFileSync(join(other, "x"), "x");
    dvc.git(other, "add", "-A");
    dvc.git(other, "commit", "-q", "-m", "one");
    for (const root of [ours, theirs]) await dvc.ok(root, "import", "-q", other, "x");
    assert.deepEqual(await sameStatus(), {});
    dvc.git(other, "commit", "-q", "--allow-empty", "-m", "two");
    assert.deepEqual(await sameStatus(), { "x.dvc": [{ "changed deps": { [`x (${other})`]: "update available" } }] });
    const quiet = await run("pipeline", "status", "--json", "--no-updates");
    assert.deepEqual(JSON.parse(quiet.stdout), {});
  });

  it("an output outside is refused where it is cached, and recorded where it is not", async () => {
    for (const root of [ours, theirs])
      writeFileSync(
        join(root, "dvc.yaml"),
        `stages:\n  far:\n    cmd: echo far > ${outside}/far.txt\n    outs:\n    - ${outside}/far.txt:\n        cache: false\n`,
      );
    for (const root of [ours, theirs]) rmSync(join(root, "dvc.lock"));
    await bothRun();
    assert.match(lock(ours), /path: .*outside\/far\.txt\n/);
    writeFileSync(join(outside, "far.txt"), "changed");
    assert.notDeepEqual(await sameStatus(), {});
    writeFileSync(join(ours, "dvc.yaml"), `stages:\n  far:\n    cmd: echo far > ran\n    outs: [${outside}/far.txt]\n`);
    const { code, stdout, stderr } = await run("repro");
    assert.equal(code, 1);
    assert.match(stdout + stderr, /far\.txt is outside of the project and cannot be cached; give it cache: false/);
  });

  it("what cannot be reached is one line: of a status beside the rest, of a run before its command", async () => {
    server.close();
    server.closeAllConnections();
    const dead = `http://127.0.0.1:${1}`;
    writeFileSync(
      join(ours, "dvc.yaml"),
      `stages:\n  dead:\n    cmd: echo > never\n    deps: ["${dead}/x"]\n    outs: [never]\n`,
    );
    const status = await run("pipeline", "status", "--json");
    assert.equal(status.code, 1);
    assert.match(status.stderr, /^tidemark: http:\/\/127\.0\.0\.1:1\/x: [^\n]+\n$/);
    const ran = await run("repro");
    assert.equal(ran.code, 1);
    assert.match(ran.stderr + ran.stdout, /dvc\.yaml:2: stage dead: http:\/\/127\.0\.0\.1:1\/x: /);
  });
});
