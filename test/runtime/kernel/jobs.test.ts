import assert from "node:assert/strict";
import { type Change, createEvents } from "../../../src/runtime/kernel/events";
import { createJobs, type Jobs } from "../../../src/runtime/kernel/jobs";
import { createLog } from "../../../src/runtime/kernel/log";

describe("jobs", () => {
  const changes: Change[] = [];
  const lines: string[] = [];
  let jobs: Jobs;
  let time = 0;
  beforeEach(() => {
    changes.length = lines.length = time = 0;
    const events = createEvents();
    events.listen((change) => changes.push(change));
    jobs = createJobs(
      events,
      createLog((line) => lines.push(line)),
      { now: () => ++time },
    );
  });
  const settled = async (id: string) => {
    while (jobs.get(id).status === "RUNNING") await new Promise((resolve) => setImmediate(resolve));
    return jobs.get(id);
  };

  it("say how far they are, and what came of them", async () => {
    let finish: (value: number) => void = () => assert.fail("not started");
    const id = jobs.start("import", "Import ./mlruns", (report) => {
      report({ done: 3, total: 9, unit: "runs", message: "reading" });
      return new Promise<number>((resolve) => {
        finish = resolve;
      });
    });
    assert.equal(jobs.get(id).status, "RUNNING");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(jobs.get(id).progress, { done: 3, total: 9, unit: "runs", message: "reading" });
    assert.equal(jobs.running, 1);
    finish(42);
    assert.deepEqual(await settled(id), {
      id,
      kind: "import",
      title: "Import ./mlruns",
      status: "DONE",
      started_at: 1,
      ended_at: 2,
      progress: { done: 3, total: 9, unit: "runs", message: "reading" },
      result: 42,
    });
    assert.deepEqual(
      changes.map(({ kind, status }) => `${kind} ${status}`),
      ["job RUNNING", "job RUNNING", "job DONE"],
    );
    assert.equal(jobs.running, 0);
  });

  it("that fail say why, also when they fail at once, and the log has the stack", async () => {
    const id = jobs.start("gc", "Clean up", () => {
      throw new Error("no space");
    });
    const job = await settled(id);
    assert.equal(job.status, "FAILED");
    assert.equal(job.error, "no space");
    assert.match(lines.join(""), /Error: no space\\n\s+at /);
  });

  it("stop when they are cancelled, and all of them at the end", async () => {
    const patient = (_report: unknown, signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("told to stop"))));
    const one = jobs.start("a", "A", patient);
    const two = jobs.start("b", "B", patient);
    await new Promise((resolve) => setImmediate(resolve));
    jobs.cancel(one);
    assert.equal((await settled(one)).status, "CANCELLED");
    await jobs.close();
    assert.equal(jobs.get(two).status, "CANCELLED");
    assert.throws(() => jobs.get("nobody"), { code: "RESOURCE_DOES_NOT_EXIST" });
  });

  it("are remembered, the last hundred of them", async () => {
    const ids = Array.from({ length: 130 }, (_, i) => jobs.start("x", `X ${i}`, async () => i));
    await settled(ids[129] ?? "");
    const left = jobs.list();
    assert.equal(left.length, 100);
    assert.equal(left[0]?.title, "X 129");
  });
});
