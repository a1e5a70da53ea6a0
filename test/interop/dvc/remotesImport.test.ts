import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { tidemark } from "../../cli/command";
import { type Store, startStore } from "../s3Store";
import { type Dvc, startDvc } from "./dvc";

const keys = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1" };
const signed = { authorization: "AWS4-HMAC-SHA256 Credential=someone/20260101/us-east-1/s3/aws4_request" };

describe("data import-url and data update, beside dvc", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let store: Store;
  let server: Server;
  let web: string;
  let page = "page one";
  let ours: string;
  let theirs: string;

  before(async function () {
    dvc = await startDvc(this);
    store = await startStore(dvc.python);
    await fetch(`${store.inner}/bucket`, { method: "PUT", headers: signed });
    await put("raw/f.txt", "file");
    await put("raw/dir/b", "b");
    await put("raw/dir/sub/a", "a");
    server = createServer((asked, answer) => {
      answer.writeHead(200, { etag: `"${page.length}-${page.at(-1)}"`, "content-length": page.length });
      answer.end(asked.method === "HEAD" ? undefined : page);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    [ours, theirs] = [await dvc.repository("same/ours"), await dvc.repository("same/dvcs")];
    const outside = join(dvc.home, "same/outside");
    mkdirSync(join(outside, "dir/sub"), { recursive: true });
    writeFileSync(join(outside, "f.txt"), "file");
    writeFileSync(join(outside, "run.sh"), "#!/bin/sh\n");
    chmodSync(join(outside, "run.sh"), 0o755);
    writeFileSync(join(outside, "dir/z"), "z");
    writeFileSync(join(outside, "dir/sub/ä"), "ä");
    for (const root of [ours, theirs]) {
      writeFileSync(join(root, "inner.txt"), "inner");
      mkdirSync(join(root, "deep"));
      await dvc.ok(root, "remote", "add", "-d", "lake", "s3://bucket/raw");
      await dvc.ok(root, "remote", "modify", "lake", "endpointurl", store.inner);
    }
  });
  after(async () => {
    server?.close();
    await store?.stop();
    await dvc?.stop();
  });

  const put = (key: string, body: string) =>
    fetch(`${store.inner}/bucket/${key}`, { method: "PUT", body, headers: signed });
  const run = (...words: string[]) => tidemark({ workspace: ours, env: { ...dvc.env, ...keys } }, "data", ...words);
  const names = (root: string) => readdirSync(root).filter((name) => name.endsWith(".dvc") && name !== ".dvc");

  /** The same words in both; the .dvc files, .gitignore and data are the same afterwards. */
  async function both(...words: string[]): Promise<void> {
    const own = await run(...words);
    const real = await dvc.runWith(keys, theirs, ...words);
    assert.equal(own.code, 0, own.stderr);
    assert.equal(real.code, 0, real.stderr);
    compare();
  }
  function compare(): void {
    assert.deepEqual(names(ours), names(theirs));
    for (const name of [...names(ours), ".gitignore"]) {
      if (!existsSync(join(theirs, name))) continue;
      assert.equal(readFileSync(join(ours, name), "utf8"), readFileSync(join(theirs, name), "utf8"), name);
      const data = name.replace(/\.dvc$/, "");
      if (name.endsWith(".dvc")) assert.equal(existsSync(join(ours, data)), existsSync(join(theirs, data)), data);
    }
  }

  const imports: readonly (readonly string[])[] = [
    ["../outside/f.txt"],
    ["../outside/f.txt", "other.txt"],
    ["../outside/run.sh"],
    ["../outside/dir", "folder"],
    ["inner.txt", "copy.txt"],
    ["--no-download", "../outside/dir", "later"],
    ["--no-exec", "../outside/f.txt", "never.txt"],
    ["remote://lake/f.txt", "s3.txt"],
    ["remote://lake/dir", "s3dir"],
    ["--no-download", "remote://lake/f.txt", "s3later.txt"],
    ["--to-remote", "../outside/dir", "far"],
  ];
  for (const words of imports) it(`import-url ${words.join(" ")}`, () => both("import-url", ...words));

  it("import-url of a web address", () => both("import-url", `${web}/page.html`));

  it("what we took in is clean for dvc", async () => {
    const real = JSON.parse((await dvc.runWith(keys, ours, "status", "--json")).stdout) as object;
    assert.deepEqual(real, JSON.parse((await dvc.runWith(keys, theirs, "status", "--json")).stdout) as object);
    assert.equal(readFileSync(join(ours, "s3dir/sub/a"), "utf8"), "a");
    assert.equal(readFileSync(join(ours, "page.html"), "utf8"), "page one");
  });

  it("update takes nothing where nothing is new, and what is new", async () => {
    await both("update", "page.html.dvc", "s3.txt.dvc", "folder.dvc");
    page = "page two";
    await put("raw/f.txt", "file, changed");
    writeFileSync(join(dvc.home, "same/outside/dir/new"), "new");
    await both("update", "page.html.dvc", "s3.txt.dvc", "folder.dvc");
    assert.equal(readFileSync(join(ours, "page.html"), "utf8"), "page two");
    assert.equal(readFileSync(join(ours, "folder/new"), "utf8"), "new");
  });

  it("overwrites nothing without --force, and says what it cannot take", async () => {
    for (const [words, line] of [
      [["import-url", "../outside/f.txt"], /f\.txt exists already; --force overwrites it/],
      [["import-url", "../outside/none"], /outside\/none does not exist/],
      [["import-url", "remote://lake/none"], /remote:\/\/lake\/none does not exist/],
      [["import-url", "gs://bucket/x"], /gs:\/\/bucket\/x: cannot be imported from; what works are/],
      [["import-url", "../outside/f.txt", "../out-of-it"], /is not inside the project/],
      [["update", "nothing"], /there is no nothing\.dvc/],
    ] as const) {
      const { code, stderr } = await run(...words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, line);
      assert.match(stderr, /^tidemark: [^\n]+\n$/);
    }
    rmSync(join(ours, "f.txt"));
    await both("import-url", "-f", "../outside/f.txt");
  });
});
