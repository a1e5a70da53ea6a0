import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, createRun, getRun, mlflow, type Process, stepsOf, up } from "./runtimes";
import { mountOrSkip, type SmallDisk } from "./smallDisk";

interface Refusal {
  readonly error_code?: string;
  readonly message?: string;
}

describe("a disk that fails", function () {
  this.timeout(90_000);
  let disk: SmallDisk | undefined;
  let runtime: Process | undefined;
  afterEach(async () => {
    await runtime?.kill();
    disk?.unmount();
    runtime = undefined;
    disk = undefined;
  });

  it("full: refuses writes with the reason, goes on reading, and takes writes within seconds of there being space", async function () {
    disk = mountOrSkip(this, 64);
    runtime = await up(disk.path);
    const run = await createRun(runtime, "before");
    const ballast = join(disk.path, "ballast");
    fillUp(ballast, 40);
    const acknowledged: number[] = [];
    const refused = await writeUntilRefused(runtime, run, acknowledged);
    assert.ok(refused.status >= 500, `status ${refused.status}`);
    assert.match(refused.body.message ?? "", /full|space/i);

    assert.equal((await getRun(runtime, run)).info.run_name, "before");
    const steps = await stepsOf(runtime, run, "loss");
    assert.ok(
      acknowledged.every((step) => steps.has(step)),
      "what was acknowledged is read",
    );
    // what is refused may leave room for a little more, but not for long
    const again = await writeUntilRefused(runtime, run, acknowledged, 10_000);
    assert.ok(again.status >= 500, "still full, still refused");

    rmSync(ballast);
    const freed = Date.now();
    let status = 0;
    while (status !== 200 && Date.now() - freed < 20_000) {
      status = (await write(runtime, run, 2e6)).status;
      if (status !== 200) await new Promise((wake) => setTimeout(wake, 100));
    }
    assert.equal(status, 200);
    assert.ok(Date.now() - freed < 6000, `took writes after ${Date.now() - freed} ms`);

    await runtime.kill();
    runtime = await up(disk.path);
    const after = await stepsOf(runtime, run, "loss");
    for (const step of [...acknowledged, 2e6]) assert.ok(after.has(step), `point ${step} is lost`);
    for (const { step } of [refused, again]) assert.ok(!after.has(step), `point ${step} was refused, and is there`);
  });

  it("full: an artifact is refused whole, and nothing of it stays", async function () {
    disk = mountOrSkip(this, 32);
    runtime = await up(disk.path);
    const run = await createRun(runtime, "artifacts");
    const put = await fetch(`${runtime.url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/big.bin`, {
      method: "PUT",
      headers: { authorization: `Bearer ${runtime.token}` },
      body: Buffer.alloc(40 << 20, 1),
    });
    assert.ok(put.status >= 500, `status ${put.status}`);
    assert.match(((await put.json()) as Refusal).message ?? "", /full|space/i);
    const { body } = await ask<{ files?: unknown[] }>(runtime, `${mlflow}/artifacts/list?run_id=${run}`);
    assert.deepEqual(body.files ?? [], []);
    assert.equal((await write(runtime, run, 1)).status, 200, "there is space for points");
  });

  it("read-only: says so, naming the folder, and changes nothing", async function () {
    disk = mountOrSkip(this, 64);
    runtime = await up(disk.path);
    const run = await createRun(runtime, "kept");
    await runtime.kill();
    disk.remount("ro");
    const folder = disk.path;
    const refused = await up(folder).then(
      (started) => {
        runtime = started;
        return undefined;
      },
      (error: { code?: number; complaint?: string }) => error,
    );
    assert.ok(refused, "it did not start");
    assert.equal(refused.code, 2);
    assert.ok(refused.complaint?.includes(folder), `the folder is named: ${refused.complaint}`);
    assert.match(refused.complaint ?? "", /read-only|cannot be written/i);
    assert.equal(refused.complaint?.trim().split("\n").length, 1, `one line: ${refused.complaint}`);

    disk.remount("rw");
    runtime = await up(folder);
    assert.equal((await getRun(runtime, run)).info.run_name, "kept");
  });

  it("full: a name that was refused is not taken, and is given once there is space", async function () {
    disk = mountOrSkip(this, 64);
    runtime = await up(disk.path);
    const run = await createRun(runtime, "under way");
    fillUp(join(disk.path, "ballast"), 64);
    const refused = await writeUntilRefused(runtime, run, []);
    assert.ok(refused.status >= 500);
    assert.equal((await getRun(runtime, run)).info.run_name, "under way");
    const created = await ask<Refusal>(runtime, `${mlflow}/experiments/create`, { name: "refused" });
    assert.ok(created.status >= 500);
    rmSync(join(disk.path, "ballast"));
    const until = Date.now() + 6000;
    let status = 0;
    while (status !== 200 && Date.now() < until) {
      status = (await ask(runtime, `${mlflow}/experiments/create`, { name: "refused" })).status;
      if (status !== 200) await new Promise((wake) => setTimeout(wake, 100));
    }
    assert.equal(status, 200, "the refused name was not taken, and is given now");
  });
});

function fillUp(path: string, megabytes: number): void {
  for (let left = megabytes; left > 0; left--)
    try {
      writeFileSync(path, Buffer.alloc(1 << 20, 1), { flag: "a" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      return;
    }
}

function write(to: Process, run: string, step: number) {
  const metrics = Array.from({ length: 1000 }, (_, i) => ({
    key: i === 0 ? "loss" : `filler ${i % 50}`,
    value: Math.random(),
    step,
    timestamp: step + i,
  }));
  return ask<Refusal>(to, `${mlflow}/runs/log-batch`, { run_id: run, metrics });
}

/** A thousand points at a time; each journal segment is a few megabytes. */
async function writeUntilRefused(to: Process, run: string, acknowledged: number[], from = 0) {
  for (let step = from; step < from + 5000; step++) {
    const reply = await write(to, run, step);
    if (reply.status !== 200) return { ...reply, step };
    acknowledged.push(step);
  }
  throw new Error("the disk never filled up");
}
