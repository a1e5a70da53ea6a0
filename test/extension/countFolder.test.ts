import assert from "node:assert/strict";
import type { Door } from "../../src/extension/runtime/door";
import { countFolder } from "../../src/extension/status/countFolder";

describe("the counts of a folder", () => {
  it("are asked for as numbers: no list grows with what there is", async () => {
    const asked: string[] = [];
    const answers: Readonly<Record<string, unknown>> = {
      "/api/tidemark/v1/run-groups?by=status": {
        groups: [
          { value: "RUNNING", runs: 2, running: 2, failed: 0, last_run_time: 3 },
          { value: "FAILED", runs: 3, running: 0, failed: 3, last_run_time: 1 },
        ],
      },
      "/api/tidemark/v1/status": { models: 7, runs: 5, workspace: "/home/ada/churn" },
    };
    const door = {
      async get(path: string, read: (value: unknown, at: string) => unknown) {
        asked.push(path);
        return read(answers[path], "");
      },
    } as unknown as Door;
    assert.deepEqual(await countFolder(door), { runs: 5, running: 2, failed: 3, models: 7 });
    assert.deepEqual(asked, Object.keys(answers));
  });
});
