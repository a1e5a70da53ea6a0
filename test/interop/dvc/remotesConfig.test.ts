import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tidemark } from "../../cli/command";
import { type Dvc, startDvc } from "./dvc";

/** The same commands in two projects leave the same bytes, or are refused by both. */
const rounds: readonly (readonly string[])[] = [
  ["add", "store", "../store"],
  ["add", "-d", "lake", "s3://bucket/path"],
  ["add", "Web", "https://example.com/data"],
  ["add", "abs", "/mnt/data"],
  ["add", "home", "~/data"],
  ["add", "mine", "remote://lake/mine"],
  ["add", "far", "ssh://me@example.com:2222/data"],
  ["add", "--local", "secret", "s3://other"],
  ["add", "store", "elsewhere"],
  ["add", "-f", "store", "sub/elsewhere"],
  ["modify", "lake", "endpointurl", "http://localhost:9000"],
  ["modify", "lake", "jobs", "7"],
  ["modify", "lake", "jobs", "none"],
  ["modify", "lake", "nosuch", "1"],
  ["modify", "lake", "version_aware", "true"],
  ["modify", "lake", "version_aware", "-u"],
  ["modify", "--local", "lake", "secret_access_key", "a, 'b' # c"],
  ["modify", "--local", "lake", "access_key_id", 'x"y'],
  ["modify", "lake", "credentialpath", "keys/mine"],
  ["modify", "LAKE", "region", "eu-west-1"],
  ["modify", "nobody", "url", "x"],
  ["rename", "web", "net"],
  ["rename", "net", "store"],
  ["default", "store"],
  ["default", "--local", "net"],
  ["default", "nobody"],
  ["remove", "net"],
  ["remove", "nobody"],
  ["default", "-u"],
  ["modify", "store", "url", "../moved"],
];

describe("data remote, beside dvc remote", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let ours: string;
  let theirs: string;
  before(async function () {
    dvc = await startDvc(this);
    [ours, theirs] = [await dvc.repository("same/ours"), await dvc.repository("same/dvcs")];
  });
  after(() => dvc?.stop());

  const run = (...words: string[]) => tidemark({ workspace: ours, env: dvc.env }, "data", "remote", ...words);
  const textOf = (root: string, name: string) => {
    const path = join(root, ".dvc", name);
    return existsSync(path) ? readFileSync(path, "utf8").replaceAll("same/dvcs", "same/ours") : "";
  };

  for (const words of rounds)
    it(`remote ${words.join(" ")}`, async () => {
      const own = await run(...words);
      const real = await dvc.run(theirs, "remote", ...words);
      assert.equal(own.code === 0, real.code === 0, `${own.stderr} / ${real.stderr}`);
      if (own.code !== 0) assert.match(own.stderr, /^tidemark: [^\n]+\n$/);
      for (const name of ["config", "config.local"]) assert.equal(textOf(ours, name), textOf(theirs, name));
    });

  it("lists the same", async () => {
    const { stdout } = await run("list");
    const rows = (text: string) =>
      text
        .replaceAll("same/dvcs", "same/ours")
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/));
    assert.deepEqual(rows(stdout), rows(await dvc.ok(theirs, "remote", "list")));
  });
});
