import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createExplainThread } from "../../../../src/runtime/explain/thread/explainThread";
import { temporaryFolder } from "../../kernel/temporary";

describe("the thread of explanations", () => {
  const idle = 20;
  /** A thread that takes longer for an answer than it may rest, and answers which it is; `end` in a request's id ends it. */
  function begin() {
    const script = join(temporaryFolder(), "explainWorker.js");
    writeFileSync(
      script,
      `const { parentPort, threadId } = require("node:worker_threads");
      parentPort.on("message", ({ id, task }) => {
        if (task.request === "end") process.exit(1);
        setTimeout(() => parentPort.postMessage({ id, answer: threadId }), ${10 * idle});
      });`,
    );
    const thread = createExplainThread({ script, idle });
    const ask = (request = "which") => thread.ask("find", { root: "", request, which: 0 }) as Promise<unknown>;
    return { thread, ask };
  }

  it("ends when nothing was asked for a while, also after work that took longer than that", async () => {
    const { thread, ask } = begin();
    const first = await ask();
    await wait(10 * idle); // timers come in their order: the thread's is the earlier one
    assert.notEqual(await ask(), first);
    await thread.close();
  });

  it("stays while something is asked of it, and another one answers after it ended in the middle", async () => {
    const { thread, ask } = begin();
    const [one, other] = await Promise.all([ask(), ask()]);
    assert.equal(one, other);
    await assert.rejects(Promise.all([ask(), ask("end")]), /the thread of explanations ended/);
    assert.notEqual(await ask(), one);
    await thread.close();
  });
});
