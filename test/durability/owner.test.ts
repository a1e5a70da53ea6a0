import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, createRun, getRun, mlflow, type Process, stepsOf, up } from "./runtimes";

describe("one workspace, whatever happens to its processes", function () {
  this.timeout(60_000);
  let workspace = "";
  const started: Process[] = [];
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), "tidemark-owner-"));
  });
  afterEach(async () => {
    for (const each of started.splice(0)) await each.kill();
    rmSync(workspace, { recursive: true, force: true });
  });
  const start = async (env?: Record<string, string>, folder = workspace) => {
    const runtime = await up(folder, env);
    started.push(runtime);
    return runtime;
  };

  it("has one owner when several start at once, and the others join it", async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => start()));
    assert.equal(all.filter((each) => !each.already).length, 1);
    assert.equal(new Set(all.map((each) => each.url)).size, 1);
    const run = await createRun(all[0] as Process, "one store");
    assert.equal((await getRun(all[3] as Process, run)).info.run_id, run);
  });

  it("has one owner when several start at once after a kill", async () => {
    const first = await start();
    const run = await createRun(first, "before the kill");
    await first.kill();
    const all = await Promise.all(Array.from({ length: 4 }, () => start()));
    assert.equal(all.filter((each) => !each.already).length, 1);
    assert.equal((await getRun(all[2] as Process, run)).info.run_id, run);
  });

  it("is not kept out by a lock whose pid belongs to somebody else now", async () => {
    const first = await start();
    const run = await createRun(first, "kept");
    await first.kill();
    const lock = join(workspace, ".tidemark/lock");
    const owner = JSON.parse(readFileSync(lock, "utf8")) as Record<string, unknown>;
    writeFileSync(lock, JSON.stringify({ ...owner, pid: process.pid }));
    const second = await start();
    assert.equal(second.already, false);
    assert.equal((await getRun(second, run)).info.run_name, "kept");
  });

  it("opens a copy of the folder elsewhere, while the original runs", async () => {
    const first = await start();
    const run = await createRun(first, "copied");
    const copy = mkdtempSync(join(tmpdir(), "tidemark-copy-"));
    cpSync(workspace, copy, { recursive: true });
    const second = await start({}, copy);
    assert.notEqual(second.url, first.url);
    assert.equal((await getRun(second, run)).info.run_name, "copied");
    await second.kill();
    rmSync(copy, { recursive: true, force: true });
  });

  it("loses nothing when the clock jumps back an hour while it runs", async () => {
    const hook = join(workspace, "jump.cjs");
    writeFileSync(
      hook,
      "const real = Date.now; let back = 0; Date.now = () => real() - back; process.on('SIGUSR2', () => { back = 3_600_000; });",
    );
    const first = await start({ NODE_OPTIONS: `--require ${hook}` });
    const earlier = await createRun(first, "before the jump");
    await log(first, earlier, 1);
    process.kill(first.pid, "SIGUSR2");
    await new Promise((wake) => setTimeout(wake, 100));
    const later = await createRun(first, "after the jump");
    await log(first, later, 1);
    await log(first, earlier, 2);
    const updated = await ask(first, `${mlflow}/runs/update`, { run_id: earlier, status: "FINISHED" });
    assert.equal(updated.status, 200);
    assert.deepEqual([...(await stepsOf(first, earlier, "loss"))], [1, 2]);
    await first.kill();
    const second = await start();
    assert.deepEqual([...(await stepsOf(second, earlier, "loss"))].sort(), [1, 2]);
    assert.deepEqual([...(await stepsOf(second, later, "loss"))], [1]);
    assert.equal((await getRun(second, later)).info.run_name, "after the jump");
  });

  it("cuts a garbled tail, says which file and where, and keeps all that came before", async () => {
    const first = await start();
    const run = await createRun(first, "whole");
    await log(first, run, 1);
    await first.kill();
    const store = join(workspace, ".tidemark/store");
    const last =
      readdirSync(store)
        .filter((name) => name.startsWith("wal-"))
        .sort()
        .at(-1) ?? "";
    garble(join(store, last));
    const second = await start();
    assert.deepEqual([...(await stepsOf(second, run, "loss"))], [1]);
    assert.ok(second.complaints().includes(last), `the file is named: ${second.complaints()}`);
    assert.match(second.complaints(), /byte \d+/);
    await log(second, run, 2);
    await second.kill();
    const third = await start();
    assert.deepEqual([...(await stepsOf(third, run, "loss"))], [1, 2]);
  });
});

/** Noise behind the last record, as a write that was under way leaves it. */
function garble(path: string): void {
  const bytes = readFileSync(path);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const noise = Buffer.from(Array.from({ length: 90 }, (_, i) => (i * 73 + 41) % 256));
  writeFileSync(path, Buffer.concat([bytes.subarray(0, end), noise, bytes.subarray(end + noise.length)]));
}

async function log(to: Process, run: string, step: number): Promise<void> {
  const { status } = await ask(to, `${mlflow}/runs/log-metric`, {
    run_id: run,
    key: "loss",
    value: step,
    step,
    timestamp: step,
  });
  assert.equal(status, 200);
}
