import assert from "node:assert/strict";
import { plain } from "../../src/extension/runs/arrangement";
import { FolderRuns } from "../../src/extension/runs/folderRuns";
import type { Door } from "../../src/extension/runtime/door";
import type { FolderRuntime } from "../../src/extension/runtime/folderRuntime";

interface Held {
  answer(): void;
}

/** A runtime with one experiment, whose answers can be held back: what they say was true when they were asked for. */
function createSlowRuntime() {
  const lifecycles = new Map([
    ["r1", "active"],
    ["r2", "active"],
  ]);
  const held: Held[] = [];
  let isSlow = false;
  const run = (id: string) => ({
    id,
    name: id,
    experiment_id: "1",
    status: "FINISHED",
    lifecycle: lifecycles.get(id),
    start_time: Number(id.slice(1)),
    children: 0,
    metrics: [],
    params: [],
    metric_count: 0,
    param_count: 0,
  });
  const active = () => [...lifecycles].filter(([, state]) => state === "active").map(([id]) => id);
  const answers = (path: string): unknown => {
    if (path.endsWith("/experiments"))
      return {
        experiments: [
          {
            id: "1",
            name: "churn",
            lifecycle: "active",
            artifact_location: "",
            creation_time: 1,
            last_update_time: 1,
            runs: active().length,
            running: 0,
          },
        ],
      };
    const single = /\/runs\/(\w+)$/.exec(path)?.[1];
    return single === undefined ? { runs: active().reverse().map(run) } : run(single);
  };
  const door = {
    get(path: string, read: (value: unknown, at: string) => unknown) {
      const answer = read(answers(path), "");
      if (!isSlow || !path.includes("/runs?")) return Promise.resolve(answer);
      return new Promise((resolve) => held.push({ answer: () => resolve(answer) }));
    },
  } as unknown as Door;
  const runtime = { folder: { uri: "file:///churn" }, door: () => Promise.resolve(door) } as unknown as FolderRuntime;
  return {
    runtime,
    held,
    slow(is: boolean) {
      isSlow = is;
    },
    delete: (id: string) => lifecycles.set(id, "deleted"),
  };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("the runs of a folder, as the tree has them", () => {
  async function open() {
    const slow = createSlowRuntime();
    const runs = new FolderRuns(
      slow.runtime,
      () => plain,
      () => undefined,
    );
    const [group] = await runs.listGroups();
    assert.ok(group);
    return { slow, runs, group };
  }

  it("a run that is deleted goes", async () => {
    const { slow, runs, group } = await open();
    await runs.listRuns(group);
    slow.delete("r1");
    await runs.follow([{ kind: "run", id: "r1" }]);
    assert.deepEqual(
      (group.loaded ?? []).map(({ run }) => run.id),
      ["r2"],
    );
  });

  it("one that is deleted while its page is on the way does not stay", async () => {
    const { slow, runs, group } = await open();
    slow.slow(true);
    const listed = runs.listRuns(group);
    while (slow.held.length === 0) await soon();
    slow.delete("r1");
    await runs.follow([{ kind: "run", id: "r1" }]);
    for (const each of slow.held) each.answer();
    await listed;
    assert.deepEqual(
      (group.loaded ?? []).map(({ run }) => run.id),
      ["r2"],
    );
  });
});
