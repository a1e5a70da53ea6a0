import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf, inputOf } from "../../../src/runtime/data/actCommand";
import { addData } from "../../../src/runtime/data/add";
import { initProject } from "../../../src/runtime/data/project/initProject";
import { createProjectRooms } from "../../../src/runtime/data/project/projectRooms";
import { isRemoteAct } from "../../../src/runtime/data/remoteActs";
import { dataRoutes } from "../../../src/runtime/data/routes";
import { createDispatch } from "../../../src/runtime/kernel/http/dispatch";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { createLog } from "../../../src/runtime/kernel/log";
import {
  readActRequest,
  readDataDiff,
  readDataProjects,
  readDataState,
  readFolderChanges,
} from "../../../src/shared/data";
import type { Reader } from "../../../src/shared/readers";

describe("routes of data", function () {
  this.timeout(60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-data-routes-"));
  const rooms = createProjectRooms(workspace);
  const dispatch = createDispatch(
    dataRoutes(rooms),
    createLog((line) => process.stderr.write(line), "warn"),
  );
  const ask = async (query: string) => {
    const { status, body } = await inject(dispatch, { method: "GET", url: `/api/tidemark/v1/data${query}` });
    return { status, body: JSON.parse(body.toString("utf8")) as unknown };
  };
  const get = async <T>(query: string, read: Reader<T>): Promise<T> => read((await ask(query)).body, "answer");

  before(async () => {
    execFileSync("git", ["init", "-q"], { cwd: workspace });
    await initProject(workspace, { subdir: false, noScm: false, force: false });
    mkdirSync(join(workspace, "events"));
    writeFileSync(join(workspace, "raw.csv"), "a\n1\n");
    for (const name of ["1", "2"]) writeFileSync(join(workspace, "events", name), name);
    await addData(rooms.get("."), [join(workspace, "raw.csv"), join(workspace, "events")], {});
  });
  after(async () => {
    await rooms.get(".").close();
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
  });

  it("names the projects of the workspace", async () =>
    assert.deepEqual(await get("/projects", readDataProjects), { projects: [{ path: ".", hasPipeline: false }] }));

  it("says of each path where it is tracked, how large it is and that nothing changed", async () => {
    const { isClean, tracked, remotes } = await get("?project=.", readDataState);
    assert.equal(isClean, true);
    assert.deepEqual(
      tracked.map(({ path, kind, state, size, nfiles, file, line }) => [path, kind, state, size, nfiles, file, line]),
      [
        ["events", "folder", "clean", 2, 2, "events.dvc", 6],
        ["raw.csv", "file", "clean", 4, undefined, "raw.csv.dvc", 5],
      ],
    );
    assert.deepEqual(remotes, []);
  });

  it("tells what changed, and inside a folder which files", async () => {
    appendFileSync(join(workspace, "raw.csv"), "2\n");
    writeFileSync(join(workspace, "events", "3"), "3");
    rmSync(join(workspace, "events", "1"));
    const { isClean, tracked } = await get("?project=.", readDataState);
    assert.equal(isClean, false);
    assert.deepEqual(
      tracked.map(({ state }) => state),
      ["modified", "modified"],
    );
    const { changes, total } = await get("/changes?project=.&path=events", readFolderChanges);
    assert.deepEqual([changes.map(({ path, kind }) => `${kind} ${path}`), total], [["deleted 1", "added 3"], 2]);
    assert.equal((await get("/changes?project=.&path=events&limit=1", readFolderChanges)).changes.length, 1);
  });

  it("says of each change how many bytes it was and is, also of a version that no cache has any more", async () => {
    const git = (...words: string[]) =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...words], { cwd: workspace, stdio: "pipe" });
    git("add", "-A");
    git("commit", "-q", "-m", "First");
    const diff = async () => {
      const { files, totals } = await get("/diff?project=.", readDataDiff);
      const sides = files.map(({ kind, path, before, after }) => [kind, path, before?.size, after?.size]);
      return [sides, totals.bytesAdded, totals.bytesRemoved];
    };
    const changed = [
      ["added", "events/3", undefined, 1],
      ["modified", "raw.csv", 4, 6],
      ["deleted", "events/1", 1, undefined],
    ];
    assert.deepEqual(await diff(), [changed, 3, 1]);
    const { md5 = "" } =
      (await get("/diff?project=.", readDataDiff)).files.find(({ path }) => path === "raw.csv")?.before ?? {};
    rmSync(join(workspace, ".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2)));
    assert.deepEqual(await diff(), [changed, 3, 1], "it changed once");
  });

  it("tells of data that are neither here nor in the cache", async () => {
    rmSync(join(workspace, "raw.csv"));
    rmSync(join(workspace, ".dvc", "cache"), { recursive: true, force: true });
    const { tracked } = await get("?project=.", readDataState);
    assert.equal(tracked.find(({ path }) => path === "raw.csv")?.state, "not fetched");
  });

  it("tells broken files at their places, and of all other data how they are", async () => {
    const { tracked: before } = await get("?project=.", readDataState);
    writeFileSync(join(workspace, "broken.dvc"), "outs:\n- md5: [\n");
    writeFileSync(join(workspace, "odd.dvc"), "outs:\n- md5: zzz\n  path: odd\n");
    writeFileSync(join(workspace, "dvc.yaml"), "stages:\n  one:\n    cmds: x\n");
    const { faults, tracked, isClean } = await get("?project=.", readDataState);
    assert.deepEqual(
      faults.map(({ file, line }) => `${file}:${line}`),
      ["broken.dvc:2", "odd.dvc:2", "dvc.yaml:3"],
    );
    assert.deepEqual([tracked, isClean], [before, false]);
    for (const name of ["broken.dvc", "odd.dvc", "dvc.yaml"]) rmSync(join(workspace, name));
  });

  it("names a project whose settings do not read, and the others beside it", async () => {
    const config = join(workspace, "sub/.dvc/config");
    mkdirSync(join(workspace, "sub/.dvc"), { recursive: true });
    writeFileSync(config, "[core\n");
    execFileSync("git", ["add", "-f", config], { cwd: workspace });
    const { projects } = await get("/projects", readDataProjects);
    assert.deepEqual(projects.map(({ path }) => path).sort(), [".", "sub"]);
    const { status, body } = await ask("?project=sub");
    assert.deepEqual([status, /\.dvc\/config:1: /.test(JSON.stringify(body))], [400, true]);
    execFileSync("git", ["rm", "-rqf", "sub"], { cwd: workspace });
  });

  it("looks at nothing outside of the workspace", async () => {
    assert.equal((await ask("?project=..")).status, 400);
    assert.equal((await ask("?project=events")).status, 404);
    assert.equal((await ask("")).status, 400);
  });
});

describe("the command of an act", () => {
  const read = (asked: object) => readActRequest({ project: ".", ...asked }, "");
  const act = (asked: object) => {
    const request = read(asked);
    return isRemoteAct(request.act) ? assert.fail("no command") : commandOf({ ...request, act: request.act });
  };

  it("is our own, with targets that are no options", () => {
    assert.deepEqual(act({ act: "add", targets: ["data", "-x"] }), ["data", "add", "data", "./-x"]);
    assert.deepEqual(act({ act: "pull", force: true, remote: "s3" }), ["data", "pull", "--remote", "s3", "--force"]);
    assert.throws(() => act({ act: "pull", remote: "--force" }), /begins with a dash/);
  });

  it("has no address among its words: all who use the machine can read them", () => {
    const asked = read({ act: "import-url", url: "https://me:secret@example.com/a.csv", to: "-o" });
    assert.deepEqual(act(asked), ["data", "import-url", "-", "./-o"]);
    assert.equal(inputOf(asked), "https://me:secret@example.com/a.csv");
    assert.throws(() => act({ act: "import-url" }), /url: missing/);
  });

  it("collects garbage only where it is said what is kept", () => {
    assert.throws(() => act({ act: "gc" }), /what is kept/);
    const older = act({ act: "fetch", targets: ["a.csv"], scope: "all-commits" });
    assert.deepEqual(
      [older.slice(0, 3), older.at(-1)],
      [["data", "fetch", "-A"], act({ act: "fetch", targets: ["a.csv"] }).at(-1)],
    );
    assert.deepEqual(act({ act: "gc", scope: "all-commits", dry: true }), ["data", "gc", "-w", "-A", "--dry"]);
  });
});
