import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMemoryKernel } from "../../../../src/runtime/main";
import { followViews } from "../../../../src/runtime/tracking/savedViews/followViews";
import { readSavedViews, type SavedView } from "../../../../src/shared/savedViews";
import { temporaryFolder } from "../../kernel/temporary";
import { type Client, clientOf } from "../client";

const root = "/api/tidemark/v1/views";

describe("saved views of the run table", () => {
  let folder: string;
  let file: string;
  let client: Client;
  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, "tidemark.yaml");
    client = clientOf(createMemoryKernel(folder));
  });
  const all = async () => readSavedViews(JSON.parse((await client.get(root)).text), "");
  const put = (name: string, view: unknown) => client.call("PUT", `${root}/${encodeURIComponent(name)}`, view);
  const remove = (name: string) => client.call("DELETE", `${root}/${encodeURIComponent(name)}`);

  it("are written to the shared file and come back as they were", async () => {
    assert.deepEqual(await all(), { views: [], broken: [] });
    assert.equal(existsSync(file), false, "looking makes no file");
    const view: SavedView = {
      name: "best / by: auc #1",
      experiment: "churn",
      filter: "metrics.`val auc` > 0.8",
      columns: [
        { key: "params.lr", width: 120, pinned: true },
        { key: "metrics.val/auc", show: "best" },
      ],
      sort: [{ key: "metrics.val/auc", descending: true }],
      group: "params.model",
      baseline: "abc",
    };
    assert.equal((await put(view.name, view)).status, 200);
    assert.equal((await put("plain", {})).status, 200);
    assert.deepEqual((await all()).views, [view, { name: "plain" }]);
    assert.equal((await put("plain", { filter: "x = 'y'" })).status, 200);
    assert.deepEqual((await all()).views[1], { name: "plain", filter: "x = 'y'" });
    assert.equal((await remove(view.name)).status, 200);
    assert.deepEqual(
      (await all()).views.map(({ name }) => name),
      ["plain"],
    );
    assert.equal((await remove(view.name)).status, 404);
    assert.deepEqual(readdirSync(folder), ["tidemark.yaml"], "nothing is left beside it");
  });

  it("leave the rest of the file, and its rights, as they are", async () => {
    const mine = "# ours\nregistry:\n  approvals: { Production: 2 } # two of us\n";
    writeFileSync(file, mine);
    chmodSync(file, 0o640);
    await put("a", { group: "params.lr" });
    assert.ok(readFileSync(file, "utf8").startsWith(mine));
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o640);
  });

  it("of many at once none is lost", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => put(`view ${i}`, { filter: String(i) })));
    assert.equal((await all()).views.length, 20);
  });

  it("are refused with file and line when the file does not read, and the file is left alone", async () => {
    const broken = "views:\n  a: [1, 2\nother: 3\n";
    writeFileSync(file, broken);
    for (const reply of [await client.call("GET", root), await put("b", {}), await remove("a")]) {
      assert.equal(reply.status, 400);
      assert.match(String(reply.at("message")), /^tidemark\.yaml:2: this \[ is not closed/);
      assert.doesNotMatch(String(reply.at("message")), /\n/);
    }
    assert.equal(readFileSync(file, "utf8"), broken);
  });

  it("that somebody wrote wrong are named, and the others shown", async () => {
    writeFileSync(file, "views:\n  good: { filter: a }\n  bad: { columns: [3] }\n  empty:\n");
    const { views, broken } = await all();
    assert.deepEqual(views, [{ name: "good", filter: "a" }, { name: "empty" }]);
    assert.deepEqual(
      broken.map(({ name }) => name),
      ["bad"],
    );
    assert.match(broken[0]?.why ?? "", /^tidemark\.yaml: views\.bad\.columns\[0\]: expected an object/);
  });

  it("have a name and a shape", async () => {
    assert.equal((await put(" ", {})).status, 400);
    assert.equal((await put("a\nb", {})).status, 400);
    assert.equal((await put("a", { columns: "lr" })).status, 400);
    assert.equal(existsSync(file), false);
    assert.equal((await put("__proto__", { filter: "x" })).status, 200);
    assert.deepEqual((await all()).views, [{ name: "__proto__", filter: "x" }]);
  });

  it("are not written through a link that may lead out of the folder", async function () {
    if (process.platform === "win32") this.skip();
    const elsewhere = join(temporaryFolder(), "target.yaml");
    writeFileSync(elsewhere, "a: 1\n");
    symlinkSync(elsewhere, file);
    assert.equal((await put("a", {})).status, 400);
    assert.equal(readFileSync(elsewhere, "utf8"), "a: 1\n");
  });

  it("tell the windows when they change, by us or by hand", async () => {
    const kinds: string[] = [];
    client.kernel.events.listen(({ kind }) => kinds.push(kind));
    await put("a", {});
    assert.deepEqual(kinds, ["views"]);
    const heard = () => new Promise<string>((resolve) => client.kernel.events.listen(({ kind }) => resolve(kind)));
    const watch = followViews(client.kernel);
    const change = heard();
    // the watch begins when it has looked at the folder once
    const writing = setInterval(() => writeFileSync(file, `views: {} # ${Math.random()}\n`), 50);
    try {
      assert.equal(await change, "views");
    } finally {
      clearInterval(writing);
      await watch.close();
    }
  });
});
