import assert from "node:assert/strict";
import { nearestDot, placeAcross, type SwarmRoom, swarmOffsets } from "../../../webview/explain/model/beeswarm";
import { shuffled } from "../../../webview/explain/model/shuffled";
import { createSlices } from "../../../webview/explain/model/slices";
import { chance } from "./scene";

const room: SwarmRoom = { width: 400, span: { from: -2, to: 2 }, half: 17, radius: 1.5 };

function bell(count: number): Float32Array {
  const random = chance(5);
  return Float32Array.from({ length: count }, () => random() + random() + random() + random() - 2);
}

const thickness = (values: Float32Array, offsets: Float32Array, from: number, to: number) =>
  Math.max(...[...offsets].filter((_, i) => (values[i] as number) >= from && (values[i] as number) < to).map(Math.abs));

describe("dots of a beeswarm", () => {
  it("stay in their line, lie evenly to both sides, and are thick where values are dense", () => {
    const values = bell(20_000);
    const offsets = swarmOffsets(values, shuffled(values.length), room);
    assert.ok([...offsets].every((offset) => Math.abs(offset) <= room.half + 1e-3));
    const sum = offsets.reduce((all, offset) => all + offset, 0) / offsets.length;
    assert.ok(Math.abs(sum) < 0.2, `the middle is kept: ${sum}`);
    assert.ok(thickness(values, offsets, -0.05, 0.05) > 0.9 * room.half, "the densest pile fills the line");
    assert.ok(thickness(values, offsets, 1.2, 1.3) < 0.5 * room.half, "the tail is thin");
  });

  it("do not lie on one another as long as there is room", () => {
    const values = Float32Array.from({ length: 9 }, () => 0.5);
    const offsets = [...swarmOffsets(values, shuffled(9), room)].sort((a, b) => a - b);
    const gaps = offsets.slice(1).map((offset, i) => offset - (offsets[i] as number));
    for (const gap of gaps) assert.ok(Math.abs(gap - 2 * room.radius * 0.9) < 1e-5, `${gap}`);
    assert.ok(Math.abs(Math.max(...offsets) + Math.min(...offsets)) < 1e-5, "as many above as below");
  });

  it("lie the same each time, wherever sorted data would have put their colours", () => {
    const values = bell(3000).sort();
    const order = shuffled(values.length);
    assert.deepEqual(swarmOffsets(values, order, room), swarmOffsets(values, shuffled(values.length), room));
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      [...order.keys()],
    );
    assert.notDeepEqual([...order.slice(0, 20)], [...order.keys()].slice(0, 20));
  });

  it("of what is not finite are not placed, and take no room", () => {
    const values = Float32Array.of(0, Number.NaN, 0, Number.POSITIVE_INFINITY, 0);
    const offsets = swarmOffsets(values, shuffled(5), room);
    assert.equal(offsets[1], 0);
    assert.equal(offsets[3], 0);
  });

  it("are found under the pointer, and only there", () => {
    const values = bell(5000);
    const offsets = swarmOffsets(values, shuffled(values.length), room);
    for (const row of [0, 1234, 4999]) {
      const point = { x: placeAcross(values[row] as number, room), y: offsets[row] as number };
      const found = nearestDot(values, offsets, room, point);
      assert.ok(found !== undefined);
      assert.ok(Math.abs(placeAcross(values[found] as number, room) - point.x) < 1);
      assert.ok(Math.abs((offsets[found] as number) - point.y) < 1);
    }
    assert.equal(nearestDot(values, offsets, room, { x: 2, y: -16 }), undefined);
  });

  it("are made in pieces, of which the newest wish replaces what was left of the last", () => {
    const waiting: (() => void)[] = [];
    const slices = createSlices(
      (act) => waiting.push(act),
      () => void waiting.pop(),
    );
    const done: string[] = [];
    const busy = (name: string) => () => {
      const until = performance.now() + 20; // longer than a slice: each is one of its own
      while (performance.now() < until);
      done.push(name);
    };
    slices.start(["a", "b", "c"].map(busy));
    waiting.shift()?.();
    assert.deepEqual(done, ["a"]);
    assert.equal(waiting.length, 1, "the rest waits for the page");
    slices.start(["d"].map(busy), () => done.push("end"));
    while (waiting.length > 0) waiting.shift()?.();
    assert.deepEqual(done, ["a", "d", "end"]);
  });
});
