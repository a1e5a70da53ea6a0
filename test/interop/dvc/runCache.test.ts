import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dvc, startDvc } from "./dvc";
import { type Both, bothIn } from "./pipelineHelp";

const files = {
  "dvc.yaml": `stages:
  make:
    cmd: cat in > out && mkdir -p folder && cp in folder/f && echo '{"n":1}' > m.json && echo make >> log
    deps: [in]
    params: [lr, size, other.yaml: ]
    outs: [out, folder]
    metrics: [m.json: {cache: false}]
  params:
    cmd: echo \${lr} > by-params && echo params >> log
    params: [lr]
    outs: [by-params]
`,
  "params.yaml": "lr: 0.1\nsize: 4\n",
  "other.yaml": "nfiles: 3\nx: {size: 1, y: [1.0, null]}\n",
  in: "1\n",
};

/** Keys and values, and what stands in them. */
function runs({ cwd }: Both): Record<string, string> {
  const root = join(cwd, ".dvc/cache/runs");
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length), readFileSync(path, "utf8")];
    }),
  );
}

function log({ cwd }: Both): string {
  return readFileSync(join(cwd, "log"), "utf8");
}

describe("the cache of runs beside dvc's", () => {
  let dvc: Dvc;
  before(async function () {
    this.timeout(600_000);
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  const open = async (more: Readonly<Record<string, string>> = {}) => {
    const both = bothIn(dvc, await dvc.repository());
    both.write({ ...files, ...more });
    return both;
  };
  const ours = (both: Both, ...argv: string[]) => both.ours(["repro", "--no-track", ...argv]);
  const real = (both: Both, ...argv: string[]) => both.dvc(["repro", ...argv]);

  it("has the same keys, values and bytes", async () => {
    const [mine, theirs] = await Promise.all([open(), open()]);
    await Promise.all([ours(mine), real(theirs)]);
    assert.deepEqual(runs(mine), runs(theirs));
    assert.equal(Object.keys(runs(mine)).length, 2);
  }).timeout(60_000);

  it("comes from the remote with --pull, and a remote that is away does not keep stages from running", async () => {
    // of what is not cached, as the other stage's metrics, dvc sends nothing
    const stage = "    cmd: echo ${lr} > by-params && echo params >> log\n    params: [lr]\n    outs: [by-params]\n";
    const both = await open({ "dvc.yaml": `stages:\n  params:\n${stage}` });
    const remote = join(both.cwd, "../runs-remote");
    await dvc.ok(both.cwd, "remote", "add", "-d", "shared", remote);
    await real(both);
    await dvc.ok(both.cwd, "push", "-q", "--run-cache");
    for (const gone of [".dvc/cache", "by-params", "dvc.lock"]) rmSync(join(both.cwd, gone), { recursive: true });
    const before = log(both);
    await ours(both, "--pull");
    assert.equal(log(both), before);
    assert.match(await dvc.ok(both.cwd, "status"), /up to date/);
    rmSync(join(both.cwd, ".dvc/cache"), { recursive: true });
    await dvc.ok(both.cwd, "remote", "modify", "shared", "url", "ssh://nobody@127.0.0.1:1/runs");
    rmSync(join(both.cwd, "dvc.lock"));
    await ours(both, "--pull");
    assert.notEqual(log(both), before);
  }).timeout(60_000);

  for (const [first, second] of [
    ["dvc", "ours"],
    ["ours", "dvc"],
    ["ours", "ours"],
  ] as const)
    it(`gives back to ${second} what ${first} ran`, async () => {
      const both = await open();
      const run = { dvc: real, ours };
      await run[first](both);
      both.write({ in: "2\n", "params.yaml": "lr: 0.2\nsize: 4\n" });
      await run[first](both);
      both.write({ in: "1\n", "params.yaml": "lr: 0.1\nsize: 4\n" });
      const before = log(both);
      await run[second](both);
      assert.equal(log(both), before, "no command ran");
      assert.equal(readFileSync(join(both.cwd, "out"), "utf8"), "1\n");
      assert.equal(readFileSync(join(both.cwd, "by-params"), "utf8"), "0.1\n");
      await both.clean();
    }).timeout(60_000);

  it("is left alone when it shall be, also for what was forced", async () => {
    const both = await open();
    await ours(both);
    both.write({ in: "2\n" });
    await ours(both);
    both.write({ in: "1\n" });
    await ours(both, "--no-run-cache");
    assert.equal(log(both), "make\nparams\nmake\nmake\n");
    await ours(both, "-f", "make");
    assert.equal(log(both), "make\nparams\nmake\nmake\nmake\n");
    await both.clean();
  }).timeout(60_000);

  it("takes what only lacks its outputs from the cache, also without the cache of runs", async () => {
    const both = await open();
    await ours(both);
    rmSync(join(both.cwd, "folder"), { recursive: true });
    rmSync(join(both.cwd, "m.json"));
    rmSync(join(both.cwd, ".dvc/cache/runs"), { recursive: true });
    const { out } = await ours(both, "--no-run-cache");
    assert.match(out, /make +from the cache/);
    assert.equal(log(both), "make\nparams\n");
    await both.clean();
  }).timeout(60_000);

  it("runs again what the cache lost, and what was recorded wrongly", async () => {
    const both = await open();
    await ours(both);
    rmSync(join(both.cwd, ".dvc/cache/files"), { recursive: true });
    for (const name of ["out", "folder"]) rmSync(join(both.cwd, name), { recursive: true });
    await ours(both, "make");
    assert.equal(log(both), "make\nparams\nmake\n");
    both.write({ in: "2\n" });
    await ours(both);
    for (const path of Object.keys(runs(both))) writeFileSync(join(both.cwd, ".dvc/cache/runs", path), "no: [entry");
    both.write({ in: "1\n" });
    const { err } = await ours(both);
    assert.match(err, /no record of a run/);
    assert.equal(log(both), "make\nparams\nmake\nmake\nparams\nmake\n");
    await both.clean();
  }).timeout(60_000);

  it("keeps nothing of stages that dvc keeps nothing of", async () => {
    const yaml = `stages:
  always: {cmd: cp in a, deps: [in], outs: [a], always_changed: true}
  persists: {cmd: cp in b, deps: [in], outs: [b: {persist: true}]}
  plain: {cmd: cp in c, deps: [in], outs: [c: {cache: false}]}
  alone: {cmd: echo > d, outs: [d]}
  nothing: {cmd: cat in, deps: [in]}
  kept: {cmd: cp in e, deps: [in], outs: [e]}
`;
    const [mine, theirs] = await Promise.all([open({ "dvc.yaml": yaml }), open({ "dvc.yaml": yaml })]);
    await Promise.all([ours(mine), real(theirs)]);
    assert.deepEqual(runs(mine), runs(theirs));
    await Promise.all([ours(mine, "--no-commit", "-f"), real(theirs, "--no-commit", "-f")]);
    assert.deepEqual(runs(mine), runs(theirs));
  }).timeout(60_000);

  it("does not put into the cache what is not to be committed", async () => {
    const both = await open();
    await ours(both, "--no-commit");
    assert.deepEqual(await both.sameStatus(), {
      make: [{ "changed outs": { out: "not in cache", folder: "not in cache" } }],
      params: [{ "changed outs": { "by-params": "not in cache" } }],
    });
  }).timeout(60_000);
});
