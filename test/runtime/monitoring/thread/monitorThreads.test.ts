import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createMonitorThreads } from "../../../../src/runtime/monitoring/thread/monitorThreads";
import { createTurns } from "../../../../src/runtime/monitoring/thread/turns";
import { ApiError } from "../../../../src/shared/apiError";
import { cli } from "../../../cli/tidemark";
import { temporaryFolder } from "../../kernel/temporary";

describe("threads of monitoring", () => {
  const script = join(dirname(cli), "monitorWorker.js");

  /** A text of `length` letters that a pattern with two ways through each letter tries in 2^length ways. */
  function validation(length: number) {
    const folder = temporaryFolder();
    const path = join(folder, "t.csv");
    writeFileSync(path, `word\n${"a".repeat(length)}!\n`);
    const suite = {
      name: "words",
      expectations: [
        {
          type: "expect_column_values_to_match_regex",
          kwargs: { column: "word", regex: "^(a+)+$" },
        },
      ],
    };
    const suitePath = join(folder, "words.json");
    writeFileSync(suitePath, JSON.stringify(suite));
    return { suite: { name: "words.json", path: suitePath }, data: { name: "t.csv", path } };
  }

  it("give a task up that takes too long, and have the next one done", async () => {
    const run = createMonitorThreads({ script, most: 1, mostWaiting: 2, longest: 5000 });
    const [endless, next] = await Promise.allSettled([run("validate", validation(60)), run("validate", validation(3))]);
    assert.ok(endless.status === "rejected" && endless.reason instanceof ApiError);
    assert.equal(endless.reason.code, "TEMPORARILY_UNAVAILABLE");
    assert.match(endless.reason.message, /^validate took longer than 5 s and was ended/);
    assert.ok(next.status === "fulfilled", String(next.status === "rejected" && next.reason));
    assert.equal(next.value.report.success, false);
  });

  it("keep no turn of a task that cannot begin", async () => {
    const run = createMonitorThreads({ script, most: 1, mostWaiting: 2, longest: 60_000 });
    const task = validation(3);
    const strange = { ...task, data: { ...task.data, done: () => undefined } }; // no message carries a function
    await assert.rejects(run("validate", strange), /could not be cloned/);
    assert.equal((await run("validate", task)).report.success, false);
  });
});

describe("turns of tasks", () => {
  it("are handed over, first to looks of monitors, and refused where too many wait", async () => {
    const turns = createTurns(2, 2);
    const began: string[] = [];
    const take = (name: string, isFirst = false) => turns.take(isFirst).then(() => began.push(name));
    const waiting = [take("a"), take("b"), take("c"), take("d")];
    await assert.rejects(take("e"), /2 questions about tables wait already/);
    waiting.push(take("look", true));
    await Promise.all(waiting.slice(0, 2));
    assert.deepEqual(began, ["a", "b"]);
    turns.giveBack();
    await waiting[4];
    assert.deepEqual(began, ["a", "b", "look"]);
    turns.giveBack();
    const newcomer = take("newcomer"); // asks before c, whose turn it is, could begin
    turns.giveBack();
    turns.giveBack();
    await Promise.all([...waiting, newcomer]);
    assert.deepEqual(began, ["a", "b", "look", "c", "d", "newcomer"]);
  });
});
