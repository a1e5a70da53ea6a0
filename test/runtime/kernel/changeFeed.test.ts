import assert from "node:assert/strict";
import { createChangeFeed } from "../../../src/runtime/kernel/changeFeed";
import { type Change, createEvents } from "../../../src/runtime/kernel/events";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function changesIn(text: string): Change[][] {
  return [...text.matchAll(/^event: change\ndata: (.*)\n\n/gm)].map((found) => JSON.parse(found[1] ?? "") as Change[]);
}

describe("the change feed", () => {
  it("tells at once of the first change, then at most four times a second, merged by what changed", async () => {
    const events = createEvents();
    const feed = createChangeFeed(events);
    let text = "";
    feed.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    const began = performance.now();
    const lastTold = () =>
      Number(
        changesIn(text)
          .at(-1)
          ?.find(({ id }) => id === "r9")?.last,
      );
    while (performance.now() - began < 1050) {
      for (let i = 0; i < 10; i++) events.emit({ kind: "metrics", id: `r${i}`, last: performance.now() });
      await wait(1);
    }
    while (!(lastTold() > began + 1000)) await wait(10); // the last state is told
    const seconds = (performance.now() - began) / 1000;
    const told = changesIn(text);
    assert.ok(told.length <= seconds * 4 + 1, `${told.length} messages in ${seconds} s`);
    for (const changes of told) assert.equal(new Set(changes.map(({ id }) => id)).size, changes.length);
    feed.destroy();
  });

  it("joins the details of changes to the same thing", async () => {
    const events = createEvents();
    const feed = createChangeFeed(events);
    events.emit({ kind: "run", id: "a", status: "RUNNING", name: "x" });
    events.emit({ kind: "run", id: "a", status: "FINISHED" });
    events.emit({ kind: "metrics", id: "a" });
    let text = "";
    feed.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    while (changesIn(text).length === 0) await wait(10);
    assert.deepEqual(changesIn(text), [
      [
        { kind: "run", id: "a", status: "FINISHED", name: "x" },
        { kind: "metrics", id: "a" },
      ],
    ]);
    feed.destroy();
  });

  it("keeps little for a listener that does not read, and tells it then that everything changed", async () => {
    const events = createEvents();
    const feed = createChangeFeed(events);
    for (let i = 0; i < 50_000; i++) events.emit({ kind: "run", id: `r${i}` });
    await wait(30);
    let text = "";
    feed.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    while (changesIn(text).length === 0) await wait(10);
    assert.deepEqual(changesIn(text), [[{ kind: "all", id: "" }]]);
    feed.destroy();
  });

  it("ends with the runtime, and stops listening when its reader leaves", async () => {
    const events = createEvents();
    const one = createChangeFeed(events).resume();
    const two = createChangeFeed(events).resume();
    assert.equal(events.watchers, 2);
    two.destroy();
    await wait(1);
    assert.equal(events.watchers, 1);
    const ended = new Promise((resolve) => one.once("end", resolve));
    events.close();
    await ended;
    await wait(1);
    assert.equal(events.watchers, 0);
  });
});
