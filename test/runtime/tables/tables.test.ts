import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Frame } from "../../../src/core/frame/frame";
import { addData } from "../../../src/runtime/data/add";
import { createRoom } from "../../../src/runtime/data/dataRoom";
import { initProject } from "../../../src/runtime/data/project/initProject";
import { readFrame } from "../../../src/runtime/kernel/frames/readFrame";
import { openTable, type RunTables } from "../../../src/runtime/tables/tables";

describe("a table by what it is called", () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "tables-")));
  const home = join(workspace, ".tidemark");
  const runs: RunTables = {
    datasets: async () => [
      { name: "train", source: '{"uri": "plain.csv"}' },
      { name: "far", source: '{"uri": "s3://bucket/x.csv"}' },
      { name: "torn", source: '{"uri": "a\\q.csv"}' },
      { name: "theirs", source: '{"uri": "file://theirs/x.csv"}' },
      { name: "linked", source: '{"path": "linked.csv"}' },
    ],
    artifact: async () => Buffer.from("a\n7\n"),
  };
  const open = (address: string, isOpen = true) => openTable(address, { workspace, home, isOpen, runs });
  const refuses = (address: string, message: RegExp, isOpen = true) =>
    assert.rejects(open(address, isOpen), (error: Error) => {
      assert.equal(error.name, "ApiError");
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: workspace });
  const values = (frame: Frame, name: string) => {
    const column = frame.columns.find((each) => each.name === name);
    assert.ok(column, `there is a column ${name}`);
    return column.kind === "text" ? Array.from(column.codes, (code) => column.words[code]) : [...column.values];
  };

  before(async () => {
    git("init", "-q");
    await initProject(workspace, {});
    mkdirSync(home);
    const room = createRoom(workspace);
    for (const version of [1, 2]) {
      writeFileSync(join(workspace, "plain.csv"), `a\n${version}\n`);
      rmSync(join(workspace, "kept.csv"), { force: true });
      writeFileSync(join(workspace, "kept.csv"), `b\n${version * 10}\n`);
      await addData(room, [join(workspace, "kept.csv")]);
      git("add", ".dvc", "plain.csv", "kept.csv.dvc");
      git("commit", "-qm", `version ${version}`);
    }
    await room.close();
    writeFileSync(join(workspace, "odd@name.csv"), "c\n5\n");

    const folder = join(home, "predictions", "churn");
    mkdirSync(folder, { recursive: true });
    const head = { number: 0, variant: "champion", columns: ["age", "plan"], classes: ["no", "yes"] };
    const row = (at: number, request: string, age: number | string, plan: string) =>
      JSON.stringify([0, at, request, "u1", 200, "yes", [0.25, 0.75], age, plan]);
    const failed = JSON.stringify([0, 5000, "r9", null, 500, null, null, 1, "a"]);
    const old = [JSON.stringify(head), row(1000, "r1", 30, "gold"), row(2000, "r2", "NaN", "free")].join("\n");
    writeFileSync(join(folder, "1970-01-01T00-00-00-500Z-1.jsonl.gz"), gzipSync(old));
    const fresh = [JSON.stringify(head), row(4000, "r3", 40, "gold"), failed, '[0,6000,"r4"'].join("\n");
    writeFileSync(join(folder, "1970-01-01T00-00-03-000Z-1.jsonl"), fresh);
    writeFileSync(join(folder, "feedback.jsonl"), "{}\n");
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  const first = async (address: string, name: string) => values(await readFrame((await open(address)).path), name)[0];

  it("is a file, whatever its name looks like", async () => {
    assert.equal(await first("plain.csv", "a"), 2);
    assert.equal(await first("odd@name.csv", "c"), 5);
    await refuses("gone.csv", /gone\.csv/);
    await refuses("../x.csv", /outside of the workspace/, false);
    await refuses("../x.csv@HEAD", /outside of the workspace/, false);
  });

  it("stays in the workspace after links, but for objects of the cache", async () => {
    const outside = realpathSync(mkdtempSync(join(tmpdir(), "tables-outside-")));
    const object = join(outside, "files", "md5", "ab", "c".repeat(30));
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(join(outside, "x.csv"), "a\n9\n");
    writeFileSync(object, "a\n8\n");
    symlinkSync(outside, join(workspace, "link"));
    symlinkSync(join(outside, "x.csv"), join(workspace, "linked.csv"));
    symlinkSync(object, join(workspace, "tracked.csv"));
    const config = join(workspace, ".dvc", "config");
    const before = readFileSync(config, "utf8");
    try {
      for (const address of ["link/x.csv", "linked.csv", "link/x.csv@HEAD", "link/new.csv", join(outside, "x.csv")])
        await refuses(address, /: outside of the workspace$/, false);
      await refuses("tracked.csv", /outside of the workspace/, false);
      await refuses("run:r1/linked", /outside of the workspace/, false);
      // whoever types a command may read what he names
      assert.equal(await first("link/x.csv", "a"), 9);
      writeFileSync(config, `${before}\n[cache]\n    dir = ${outside}\n`);
      assert.equal((await open("tracked.csv", false)).path, join(workspace, "tracked.csv"));
      await refuses("link/x.csv", /outside of the workspace/, false);
      await refuses("linked.csv", /outside of the workspace/, false);
      await refuses(`link/files/md5/ab/${"c".repeat(30)}`, /outside of the workspace/, false);
    } finally {
      writeFileSync(config, before);
      for (const name of ["link", "linked.csv", "tracked.csv"]) rmSync(join(workspace, name));
      rmSync(outside, { recursive: true });
    }
  });

  it("is no way through a file, no folder, and no name that cannot be", async () => {
    for (const isOpen of [true, false]) {
      await refuses("plain.csv/x.csv", /File 'plain\.csv\/x\.csv' does not exist/, isOpen);
      await refuses(".dvc", /it is a folder/, isOpen);
      await refuses(`${"n".repeat(300)}.csv`, /does not exist|outside/, isOpen);
    }
    await refuses("a\0.csv", /outside of the workspace/, false);
  });

  it("is a file as a commit has it, of git or of data", async () => {
    assert.equal(await first("plain.csv@HEAD~1", "a"), 1);
    assert.equal(await first("kept.csv@HEAD", "b"), 20);
    assert.equal(await first("kept.csv@HEAD~1", "b"), 10);
    const { path, version } = await open("kept.csv@HEAD~1");
    assert.equal((await open("kept.csv@HEAD~1")).path, path);
    assert.match(version ?? "", /^[0-9a-f]{40}$/);
    assert.equal(readFileSync(join(workspace, "kept.csv"), "utf8"), "b\n20\n");
    await refuses("plain.csv@nowhere", /no commit, branch or tag 'nowhere'/);
    await refuses("absent.csv@HEAD", /absent\.csv/);
  });

  it("is what was predicted, in a stretch of time", async () => {
    const frame = await readFrame((await open("predictions:churn")).path);
    assert.deepEqual(values(frame, "age"), [30, Number.NaN, 40]);
    assert.deepEqual(values(frame, "plan"), ["gold", "free", "gold"]);
    assert.deepEqual(values(frame, "probability_yes"), [0.75, 0.75, 0.75]);
    assert.deepEqual(values(frame, "prediction"), ["yes", "yes", "yes"]);
    assert.deepEqual(values(frame, "at"), [1000, 2000, 4000]);
    assert.deepEqual(values(frame, "request_id"), ["r1", "r2", "r3"]);
    assert.deepEqual(values(frame, "variant"), ["champion", "champion", "champion"]);
    assert.deepEqual(values(frame, "user"), ["u1", "u1", "u1"]);
    const some = await readFrame((await open("predictions:churn?from=1500&to=4000")).path);
    assert.deepEqual(values(some, "request_id"), ["r2"]);
    await refuses("predictions:churn?last=1h", /no predictions are logged there/);
    await refuses("predictions:chur", /did you mean 'churn'/i);
    await refuses("predictions:churn?last=soon", /expected a time as 30m/);
    await refuses("predictions:../x", /expected predictions:ENDPOINT/);
  });

  it("is what a run has", async () => {
    assert.equal(await first("run:r1/train", "a"), 2);
    assert.equal(await first("runs:/r1/out/table.csv", "a"), 7);
    const paths = [await open("runs:/r1/out/table.csv"), await open("runs:/r1/out/table.csv")].map(({ path }) => path);
    assert.equal(paths[0], paths[1]); // of the same content
    await refuses("run:r1/trian", /did you mean 'train'/i);
    for (const name of ["far", "torn", "theirs"])
      await refuses(`run:r1/${name}`, /does not lie in a file of this machine/);
  });
});
