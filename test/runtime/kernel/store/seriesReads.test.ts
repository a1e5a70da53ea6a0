import assert from "node:assert/strict";
import type { PackedPoints } from "../../../../src/runtime/kernel/store/points";
import type { Store } from "../../../../src/runtime/kernel/store/store";
import { createFakeDisk } from "./fakeDisk";
import { openOn, random } from "./storeRig";

const id = "r";

function points(
  values: Float64Array,
  steps: Float64Array = values.map((_, i) => i),
  times: Float64Array = values.map((_, i) => 1_700_000_000_000 + i * 1000),
) {
  return {
    do: "points",
    table: "runs",
    id,
    points: { names: ["loss"], series: new Uint32Array(values.length), values, steps, times },
  } as const;
}

/** The same store twice: its points in memory, and sealed. */
async function bothWays(values: Float64Array, check: (store: Store, how: string) => Promise<void>): Promise<void> {
  const disk = createFakeDisk();
  const store = await openOn(disk);
  await store.commit([{ do: "row", table: "runs", id }, points(values)]);
  await check(store, "in memory");
  await store.compact();
  await check(store, "sealed");
  await store.close();
  await check(await openOn(disk), "reopened");
}

function list({ values, steps, times }: PackedPoints): [number, number, number][] {
  return Array.from(values, (value, i) => [value, steps[i] as number, times[i] as number]);
}

describe("points of a series", () => {
  it("come back bit for bit, whatever they are", async () => {
    const next = random(3);
    const odd = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      5e-324,
      1.7976931348623157e308,
      -0,
      0.1,
    ];
    const values = Float64Array.from({ length: 4000 }, (_, i) =>
      i % 5 === 0 ? (odd[i % 7] as number) : next() * 10 ** Math.floor(next() * 600 - 300),
    );
    await bothWays(values, async (store, how) => {
      const found = await store.history("runs", id, "loss");
      assert.ok(Buffer.from(found.values.buffer).equals(Buffer.from(values.buffer)), how);
    });
  });

  it("keep steps and times that are no small whole numbers", async () => {
    const odd = Float64Array.from([-(2 ** 53), -1.5, -1, 0, 0.25, 1, 2 ** 31, 2 ** 40 + 1, 9e15, 2 ** 53, 1e300]);
    const disk = createFakeDisk();
    const store = await openOn(disk);
    const values = odd.map(() => 1);
    await store.commit([{ do: "row", table: "runs", id }, points(values, Float64Array.from([...odd].reverse()), odd)]);
    await store.compact();
    await store.close();
    const found = await (await openOn(disk)).history("runs", id, "loss");
    assert.deepEqual([...found.times], [...odd]);
    assert.deepEqual([...found.steps], [...odd].reverse());
  });

  it("keep whole steps so large that their differences are not exact", async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const steps = Float64Array.from([most, -most, most - 2, 4 - most, most, 1, -most, most - 7]);
    const store = await openOn(createFakeDisk());
    await store.commit([
      { do: "row", table: "runs", id },
      points(
        steps.map((_, i) => i),
        steps,
      ),
    ]);
    await store.compact();
    assert.deepEqual([...(await store.history("runs", id, "loss")).steps], [...steps]);
  });

  it("are in the order of time, step, value, and once, though they came in any order over several segments", async () => {
    const store = await openOn(createFakeDisk());
    await store.commit([{ do: "row", table: "runs", id }]);
    const of = (...all: [number, number, number][]) =>
      points(
        ...([0, 1, 2].map((part) => Float64Array.from(all, (point) => point[part] as number)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ]),
      );
    await store.commit([of([3, 1, 20], [1, 1, 20], [9, 9, 10])]);
    await store.compact();
    await store.commit([of([2, 1, 20], [Number.NaN, 1, 20], [-1, 1, 20], [9, 9, 10])]);
    await store.compact();
    await store.commit([of([1, 0, 20], [9, 9, 10], [Number.NaN, 1, 20])]);
    // a NaN stands where MLflow's database has it, which keeps it as 0 beside a flag
    assert.deepEqual(list(await store.history("runs", id, "loss")), [
      [9, 9, 10],
      [1, 0, 20],
      [-1, 1, 20],
      [Number.NaN, 1, 20],
      [1, 1, 20],
      [2, 1, 20],
      [3, 1, 20],
    ]);
    assert.deepEqual(store.table("runs").series.get("loss")?.last(0), { value: 9, step: 9, time: 10 });
  });

  it("a million of them make a chart that hides no spike and shows what is not finite, within its size", async () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i / 1e4));
    values[123_456] = 1000;
    values[777_777] = -1000;
    values[500_000] = Number.NaN;
    values[500_001] = Number.POSITIVE_INFINITY;
    values[500_002] = Number.NEGATIVE_INFINITY;
    await bothWays(values, async (store, how) => {
      const chart = list(await store.chart("runs", id, "loss", { axis: "step", buckets: 1000 }));
      assert.ok(chart.length >= 1900 && chart.length <= 2003, `${chart.length} points, ${how}`);
      for (const step of [123_456, 777_777, 500_000, 500_001, 500_002])
        assert.ok(
          chart.some((point) => point[1] === step && Object.is(point[0], values[step])),
          `step ${step}, ${how}`,
        );
      for (const [value, step] of chart) assert.ok(Object.is(value, values[step]), `${step} is a real point`);
      const steps = chart.map((point) => point[1]);
      assert.deepEqual(
        steps,
        steps.toSorted((a, b) => a - b),
      );
      const near = list(
        await store.chart("runs", id, "loss", { axis: "step", buckets: 1000, from: 123_000, to: 123_999 }),
      );
      assert.deepEqual(
        near.map((point) => point[1]),
        Array.from({ length: 1000 }, (_, i) => 123_000 + i),
        `all that is in view, ${how}`,
      );
      const byTime = list(
        await store.chart("runs", id, "loss", { axis: "time", buckets: 500, from: 1_700_000_000_000 + 200_000_000 }),
      );
      assert.ok(byTime.every((point) => point[1] >= 200_000) && byTime.some((point) => point[1] === 777_777), how);
    });
  });

  it("a chart of few buckets over many blocks is made from their summaries", async () => {
    const next = random(8);
    const values = Float64Array.from({ length: 200_000 }, () => next());
    await bothWays(values, async (store, how) => {
      const chart = list(await store.chart("runs", id, "loss", { axis: "step", buckets: 7 }));
      const width = 199_999 / 7;
      const expected = Array.from({ length: 7 }, (_, bucket) => {
        const inside = [...values.keys()].filter((step) => Math.min(6, Math.floor(step / width)) === bucket);
        const by = (sign: number) =>
          inside.reduce((a, b) => (sign * (values[b] as number) < sign * (values[a] as number) ? b : a));
        return [by(1), by(-1)].sort((a, b) => a - b);
      });
      assert.deepEqual(
        chart.map((point) => point[1]),
        expected.flat(),
        how,
      );
    });
  });

  it("belong to a row that is gone no more, even when its id comes again", async () => {
    const disk = createFakeDisk();
    let store = await openOn(disk);
    await store.commit([{ do: "row", table: "runs", id }, points(new Float64Array(3000).fill(1))]);
    await store.compact();
    await store.commit([{ do: "purge", table: "runs", id }]);
    await store.commit([{ do: "row", table: "runs", id }, points(Float64Array.of(7, 8))]);
    assert.deepEqual([...(await store.history("runs", id, "loss")).values], [7, 8]);
    await store.close();
    store = await openOn(disk);
    await store.compact();
    assert.deepEqual([...(await store.history("runs", id, "loss")).values], [7, 8]);
  });

  it("are known by their extent without being read", async () => {
    const next = random(5);
    const values = Float64Array.from({ length: 5000 }, (_, i) =>
      i % 9 === 0 ? Number.NaN : Math.round(next() * 1000),
    );
    values[1234] = -5;
    values[4321] = -5;
    values[2222] = 5000;
    await bothWays(values, async (store, how) => {
      const found = store.extent("runs", id, "loss");
      assert.deepEqual([found?.min, found?.minStep, found?.minTime], [-5, 1234, 1_700_001_234_000], how);
      assert.deepEqual([found?.max, found?.maxStep], [5000, 2222], how);
      assert.deepEqual([found?.lowestStep, found?.highestStep], [0, 4999], how);
      assert.deepEqual([found?.firstTime, found?.lastTime], [1_700_000_000_000, 1_700_004_999_000], how);
      assert.equal(store.extent("runs", id, "nothing"), undefined);
      assert.equal(store.extent("runs", "nobody", "loss"), undefined);
    });
  });

  it("have an extent over what is sealed and what came after", async () => {
    const store = await openOn(createFakeDisk());
    await store.commit([{ do: "row", table: "runs", id }, points(Float64Array.of(Number.NaN, 3, 1))]);
    await store.compact();
    await store.commit([points(Float64Array.of(1, 9), Float64Array.of(-4, 8), Float64Array.of(5, 6))]);
    const found = store.extent("runs", id, "loss");
    assert.deepEqual([found?.min, found?.minStep, found?.max, found?.maxStep], [1, -4, 9, 8]);
    assert.deepEqual([found?.lowestStep, found?.highestStep, found?.firstTime], [-4, 8, 5]);
  });
});
