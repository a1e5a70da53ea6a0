import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { makeHome, placesOf } from "../../../src/runtime/kernel/home";
import { isOwnAddress } from "../../../src/runtime/kernel/http/addresses";
import { noncePath, proof } from "../../../src/runtime/kernel/nonce";
import {
  type Claim,
  claimWorkspace,
  createNonce,
  createOwner,
  findOwner,
  isClaim,
  type Owner,
} from "../../../src/runtime/kernel/owner";
import { ensureToken, readToken } from "../../../src/runtime/kernel/token";
import { temporaryFolder } from "./temporary";

/** Nobody listens here. */
const deadUrl = "http://127.0.0.1:9";

function newHome(): string {
  const places = placesOf(temporaryFolder());
  makeHome(places);
  return places.home;
}

function claim(home: string, lost = () => undefined): Promise<Claim | Owner> {
  return claimWorkspace(home, createOwner(home, createNonce(), deadUrl, "runtime"), lost);
}

async function won(home: string): Promise<Claim> {
  const found = await claim(home);
  assert.ok(isClaim(found));
  return found;
}

function writeLock(home: string, changes: Partial<Owner>): void {
  const owner = { ...createOwner(home, createNonce(), deadUrl, "runtime"), ...changes };
  writeFileSync(join(home, "lock"), JSON.stringify(owner));
}

describe("who owns a workspace", () => {
  it("is whoever claims it first, until it lets go", async () => {
    const home = newHome();
    assert.equal(await findOwner(home), undefined);
    const first = await won(home);
    const second = await claim(home);
    assert.ok(!isClaim(second));
    assert.equal(second.nonce, first.owner.nonce);
    assert.equal((await findOwner(home))?.nonce, first.owner.nonce);
    first.release();
    assert.equal(existsSync(join(home, "lock")), false);
    (await won(home)).release();
  });

  it("is one of many that try at once", async () => {
    const home = newHome();
    const found = await Promise.all(Array.from({ length: 20 }, () => claim(home)));
    const winners = found.filter(isClaim);
    assert.equal(winners.length, 1);
    winners[0]?.release();
  });

  it("is one of many that find the same stale lock", async () => {
    const home = newHome();
    writeLock(home, { pid: 2 ** 22 - 3 });
    const found = await Promise.all(Array.from({ length: 20 }, () => claim(home)));
    const winners = found.filter(isClaim);
    assert.equal(winners.length, 1);
    winners[0]?.release();
    assert.deepEqual(readdirSync(home).sort(), [".gitignore", "logs"], "and nothing is left of the contest");
  });

  it("is not a process that only has the dead one's pid", async function () {
    if (process.platform !== "linux") this.skip();
    const home = newHome();
    writeLock(home, { pid: process.pid, started: "0:1" });
    assert.equal(await findOwner(home), undefined);
    (await won(home)).release();
  });

  it("is asked where the system tells no start times: only who knows the nonce is the owner", async () => {
    const home = newHome();
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "", "http://x");
      response.end(url.pathname === noncePath ? proof("right", url.searchParams).body : "");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeLock(home, { started: undefined, nonce: "right", url });
    assert.equal((await findOwner(home))?.url, url);
    writeLock(home, { started: undefined, nonce: "wrong", url });
    assert.equal(await findOwner(home), undefined);
    writeLock(home, { started: undefined });
    assert.equal(await findOwner(home), undefined);
    server.close();
  });

  it("of a copy is nobody, although the original's owner lives", async () => {
    const home = newHome();
    const original = await won(home);
    const copy = join(temporaryFolder(), ".tidemark");
    cpSync(home, copy, { recursive: true });
    assert.equal(await findOwner(copy), undefined);
    (await won(copy)).release();
    assert.equal((await findOwner(home))?.nonce, original.owner.nonce);
    original.release();
  });

  it("may be on another machine, and is gone when it has been silent for long", async () => {
    const home = newHome();
    writeLock(home, { host: "elsewhere", pid: 1 });
    assert.equal((await findOwner(home))?.host, "elsewhere");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(home, "lock"), longAgo, longAgo);
    assert.equal(await findOwner(home), undefined);
    (await won(home)).release();
  });

  it("is not joined where a lock that came with the files says, although somebody there knows its nonce", () => {
    for (const url of ["http://tidemark.example:80", "http://203.0.113.7:5000"]) assert.equal(isOwnAddress(url), false);
    for (const url of ["http://127.0.0.1:5000", "http://[::1]:1", `http://${hostname()}:7`])
      assert.ok(isOwnAddress(url));
  });

  it("hears when somebody takes its lock away", async () => {
    const home = newHome();
    const owner = createOwner(home, createNonce(), deadUrl, "runtime");
    const lost = new Promise<void>((resolve) => void claimWorkspace(home, owner, resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 50));
    rmSync(join(home, "lock"));
    await lost;
  });

  it("is nobody that a torn or foreign lock file names", async () => {
    for (const text of ["{", "[]", "null", '{"pid":"one"}', "\0\0\0\0"]) {
      const home = newHome();
      writeFileSync(join(home, "lock"), text);
      assert.equal(await findOwner(home), undefined);
      (await won(home)).release();
    }
  });

  it("takes over from one that died while taking over", async () => {
    const home = newHome();
    writeLock(home, { pid: 2 ** 22 - 3 });
    const hash = createHash("sha256")
      .update(readFileSync(join(home, "lock"), "utf8"))
      .digest("hex")
      .slice(0, 16);
    const dead = { ...createOwner(home, createNonce(), deadUrl, "runtime"), pid: 2 ** 22 - 5 };
    writeFileSync(join(home, `lock.after-${hash}`), JSON.stringify(dead));
    (await won(home)).release();
    assert.deepEqual(readdirSync(home).sort(), [".gitignore", "logs"]);
  });
});

describe("the workspace's folder and token", () => {
  it("keep out of git and of other people's eyes", () => {
    const home = newHome();
    assert.equal(readFileSync(join(home, ".gitignore"), "utf8"), "*\n");
    const token = ensureToken(home);
    assert.ok(token.length >= 40 && /^[\w-]+$/.test(token));
    assert.equal(ensureToken(home), token);
    if (process.platform !== "win32") assert.equal(statSync(join(home, "token")).mode & 0o777, 0o600);
  });

  it("do not take over a token that others could read, or half of one", function () {
    if (process.platform === "win32") this.skip();
    const home = newHome();
    writeFileSync(join(home, "token"), "planted".repeat(10), { mode: 0o644 });
    assert.equal(readToken(home), undefined);
    const token = ensureToken(home);
    assert.ok(!token.startsWith("planted"));
    assert.equal(readToken(home), token);
    const other = newHome();
    writeFileSync(join(other, "token"), "short", { mode: 0o600 });
    assert.ok(ensureToken(other).length >= 40);
  });

  it("are not made through a link that leads elsewhere", () => {
    const workspace = temporaryFolder();
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(workspace, ".tidemark"));
    assert.throws(() => makeHome(placesOf(workspace)), /is a link/);
    for (const name of ["logs", "store", "artifacts"]) {
      const other = placesOf(temporaryFolder());
      mkdirSync(other.home);
      symlinkSync(elsewhere, join(other.home, name));
      assert.throws(() => makeHome(other), /is a link/);
    }
    assert.deepEqual(readdirSync(elsewhere), []);
  });
});
