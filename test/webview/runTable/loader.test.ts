import assert from "node:assert/strict";
import { packCells, type WireTable } from "../../../src/shared/runTable";
import { firstState } from "../../../webview/runTable/model/state";
import { beTheEditor, type FakeEditor } from "../fakeEditor";

const table = "/api/tidemark/v1/table";
const cells = "/api/tidemark/v1/table/cells";
const absent = { words: [], codes: [] };

function wire(...ids: string[]): string {
  const whole: WireTable = {
    total: ids.length,
    statuses: [ids.length, 0, 0, 0, 0],
    ids,
    names: ids,
    status: ids.map(() => 0),
    start: ids.map((_, i) => 1000 - i),
    end: ids.map(() => null),
    experiment: absent,
    parent: absent,
    user: absent,
    source: absent,
    branch: absent,
    commit: absent,
    colour: absent,
    starred: [],
    note: [],
    deleted: [],
    columns: [],
  };
  return JSON.stringify(whole);
}

function losses(...values: number[]): Uint8Array {
  const count = Uint32Array.from(values, () => 1);
  const last = Float64Array.from(values);
  const lastStep = new Float64Array(values.length);
  return packCells(values.length, "last", [{ key: "metrics.loss", kind: "metric", count, last, lastStep }]);
}

describe("what the run table reads, when answers are slow", () => {
  let editor: FakeEditor;
  let open: () => Promise<Awaited<ReturnType<typeof openBoard>>>;

  before(async () => {
    editor = beTheEditor();
    const { connect } = await import("../../../webview/kit/host");
    void connect(); // nobody greets this page
    const { createLoader } = await import("../../../webview/runTable/loader");
    const { createBoard } = await import("../../../webview/runTable/model/board");
    open = () => openBoard(createLoader, createBoard);
  });

  after(() => editor.leave());

  async function openBoard(
    createLoader: typeof import("../../../webview/runTable/loader").createLoader,
    createBoard: typeof import("../../../webview/runTable/model/board").createBoard,
  ) {
    const board = createBoard({ ...firstState, experiments: ["1"] });
    const failures: unknown[] = [];
    const loader = createLoader(board, (error) => failures.push(error));
    const read = loader.reload();
    (await editor.next(table)).answer(wire("a"));
    await read;
    const wanted = loader.want(["metrics.loss"]);
    (await editor.next(cells)).answer(losses(3));
    await wanted;
    return { board, loader, failures };
  }

  it("shows the runs of the filter that was typed last", async () => {
    const { board, loader, failures } = await open();
    const first = loader.reload();
    (await editor.next(table)).answer(wire("a", "b"));
    const slow = await editor.next(cells); // the cells of the new run are awaited
    const second = loader.reload();
    (await editor.next(table)).answer(wire("a"));
    assert.equal(await second, true);
    slow.answer(losses(3, 4));
    assert.equal(await first, false);
    assert.deepEqual(board.runs(), ["a"]);
    assert.deepEqual(failures, []);
  });

  it("asks for what a run has logged one answer after the other", async () => {
    const { board, loader, failures } = await open();
    const metrics = [{ kind: "metrics", id: "a" }];
    loader.hear(metrics);
    const older = await editor.next(table);
    loader.hear(metrics);
    loader.hear(metrics);
    assert.equal(editor.waiting(table), 0, "the first has not come yet");
    older.answer(wire("a"));
    (await editor.next(cells)).answer(losses(2));
    (await editor.next(table)).answer(wire("a"));
    (await editor.next(cells)).answer(losses(1));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(board.number("metrics.loss", "a"), 1);
    assert.equal(editor.waiting(table), 0, "two changes that came together are one question");
    assert.deepEqual(failures, []);
  });

  it("reads the cells of a run that logged while the filter changed", async () => {
    const { board, loader, failures } = await open();
    loader.hear([{ kind: "metrics", id: "a" }]);
    const patch = await editor.next(table);
    const filtered = loader.reload();
    (await editor.next(table)).answer(wire("a"));
    await filtered;
    patch.answer(wire("a"));
    (await editor.next(table)).answer(wire("a"));
    (await editor.next(cells)).answer(losses(1));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(board.number("metrics.loss", "a"), 1);
    assert.deepEqual(failures, []);
  });
});
