import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataActRoutes } from "../../../src/runtime/data/actRoutes";
import { fileOfProject, insideOf } from "../../../src/runtime/data/project/projectPath";
import { createDispatch } from "../../../src/runtime/kernel/http/dispatch";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { isWithin } from "../../../src/runtime/kernel/insideRoot";
import { createMemoryKernel } from "../../../src/runtime/main";
import { readStarted } from "../../../src/shared/data";

describe("acts on data over HTTP", () => {
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-data-acts-"));
  const root = join(workspace, "churn");
  const kernel = createMemoryKernel(workspace);
  const dispatch = createDispatch(dataActRoutes(kernel), kernel.log);
  const ask = async (asked: object) => {
    const body = JSON.stringify({ project: "churn", ...asked });
    const reply = await inject(dispatch, { method: "POST", url: "/api/tidemark/v1/data/acts", body });
    return { status: reply.status, body: JSON.parse(reply.body.toString("utf8")) as { message?: string } };
  };
  /** What it came to, once it is done. */
  const act = async (asked: object) => {
    const { job } = readStarted((await ask(asked)).body, "answer");
    while (kernel.jobs.get(job).status === "RUNNING") await new Promise(setImmediate);
    return kernel.jobs.get(job);
  };
  const config = (name = "config") => readFileSync(join(root, ".dvc", name), "utf8");

  before(() => {
    mkdirSync(join(root, ".dvc"), { recursive: true });
    writeFileSync(join(root, ".dvc", "config"), "");
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  it("keep a remote's address in the project's configuration, relative to it", async () => {
    const { result } = await act({ act: "remote-add", name: "store", url: "../data", isDefault: true });
    assert.deepEqual(result, { message: "store is kept in .dvc/config", failed: [], changed: [] });
    assert.match(config(), /remote = store[\s\S]*\['remote "store"'\]\s+url = \.\.\/\.\.\/data/);
  });

  it("keep a secret in config.local, which only its owner reads", async () => {
    const secret = { act: "remote-modify", name: "store", option: "password", to: "hunter2", local: true };
    const asked = await act({ ...secret, option: "url", to: "ssh://me@host/x" });
    assert.equal(asked.status, "DONE");
    const { status } = await act(secret);
    assert.equal(status, "DONE");
    assert.match(config("config.local"), /password = hunter2/);
    assert.equal(statSync(join(root, ".dvc", "config.local")).mode & 0o077, 0);
    assert.doesNotMatch(config(), /hunter2/);
    await act({ ...secret, to: "" });
    assert.doesNotMatch(config("config.local"), /hunter2/);
  });

  it("say what is wrong with them in one line", async () => {
    const again = await act({ act: "remote-add", name: "store", url: "/elsewhere" });
    assert.equal(again.status, "FAILED");
    assert.match(again.error ?? "", /^remote 'store' already exists in \.dvc\/config[^\n]*$/);
    await act({ act: "remote-remove", name: "store" });
    assert.doesNotMatch(config(), /store/);
    for (const [asked, why] of [
      [{ act: "gc" }, /scope: what is kept must be said/],
      [{ act: "paint" }, /act: /],
      [{ act: "add", project: ".." }, /\.\.: not in the workspace/],
      [{ act: "move", targets: ["a", "b"], to: "c" }, /targets: expected one/],
    ] as const) {
      const { status, body } = await ask(asked);
      assert.equal(status, 400);
      assert.match(body.message ?? "", why);
      assert.equal(body.message?.includes("\n"), false);
    }
    assert.equal((await ask({ act: "add", project: "none" })).status, 404);
  });
});

describe("paths that a request names", () => {
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-paths-"));
  const root = join(workspace, "one");
  const cacheFolder = join(workspace, "cache");
  before(() => {
    for (const name of ["one", "one-more", "cache"]) mkdirSync(join(workspace, name));
    for (const name of ["one-more/x.csv", "cache/object", "one/own.csv"]) writeFileSync(join(workspace, name), "");
    symlinkSync(join(workspace, "one-more"), join(root, "away"));
    symlinkSync(join(cacheFolder, "object"), join(root, "linked.csv"));
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  it("are within a folder part by part", () => {
    assert.equal(isWithin("/a/b", "/a/b/..c"), true);
    assert.equal(isWithin("/a/b", "/a/bc"), false);
    assert.equal(isWithin("/a/b", "/a"), false);
    assert.throws(() => insideOf(root, "../one-more"), /not in the workspace/);
    assert.throws(() => insideOf(root, "away"), /not in the workspace/);
  });

  it("are files of the project, or links from it into the cache", () => {
    const of = (path: string) => fileOfProject({ root, cacheFolder }, path);
    assert.equal(of("own.csv"), join(root, "own.csv"));
    assert.equal(of("linked.csv"), join(root, "linked.csv"));
    assert.equal(of("gone.csv"), join(root, "gone.csv"));
    for (const path of ["../one-more/x.csv", "/etc/passwd", ".", join(workspace, "one-more")])
      assert.throws(() => of(path), /is not in the project/);
    assert.throws(() => of("away/x.csv"), /leads out of the project/);
  });
});
