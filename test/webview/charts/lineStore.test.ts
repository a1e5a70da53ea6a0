import assert from "node:assert/strict";
import type { Charts, ChartsQuery } from "../../../src/shared/charts";
import { createLineStore } from "../../../webview/charts/lineStore";
import type { LineChartSettings } from "../../../webview/charts/model";

const settings: LineChartSettings = {
  metric: "loss",
  runs: [{ id: "r1", name: "one", place: 1 }],
  axis: "step",
  smoothing: 0,
  isLogX: false,
  isLogY: false,
  clips: false,
  direction: "lower",
};
const need = { settings, view: undefined, width: 300 };

function series(...y: number[]): Charts {
  const x = Float64Array.from(y, (_, i) => i);
  return {
    axis: "step",
    series: [{ x, y: Float64Array.from(y), count: y.length, reduced: false, reach: { from: 0, to: y.length - 1 } }],
  };
}

function slowStore() {
  const asked: { query: ChartsQuery; answer(charts: Charts): void; refuse(): void }[] = [];
  const store = createLineStore(
    (query) =>
      new Promise((resolve, reject) =>
        asked.push({ query, answer: resolve, refuse: () => reject(new Error("no runtime")) }),
      ),
    () => undefined,
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { asked, store, settle };
}

describe("the points of a line chart", () => {
  it("are asked for again when the run went on while they were on their way", async () => {
    const { asked, store, settle } = slowStore();
    const wanted = store.want(need);
    store.touch(["r1"]); // the run's last point, which the answer does not have
    asked[0]?.answer(series(3, 2));
    await settle();
    assert.equal(asked.length, 2);
    asked[1]?.answer(series(3, 2, 1));
    await wanted;
    assert.deepEqual([...(store.find("r1")?.y ?? [])], [3, 2, 1]);
  });

  it("stay wanted when the runtime could not be asked", async () => {
    const { asked, store } = slowStore();
    const first = store.want(need);
    asked[0]?.answer(series(3));
    await first;
    store.touch(["r1"]);
    const failed = store.want(need);
    asked[1]?.refuse();
    await assert.rejects(failed, /no runtime/);
    const again = store.want(need);
    assert.equal(asked.length, 3);
    asked[2]?.answer(series(3, 1));
    await again;
    assert.deepEqual([...(store.find("r1")?.y ?? [])], [3, 1]);
    await store.want(need);
    assert.equal(asked.length, 3, "what is here is not asked for again");
  });
});
