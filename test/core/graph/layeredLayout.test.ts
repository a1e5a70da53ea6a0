import assert from "node:assert/strict";
import type { Edge } from "../../../src/core/graph/graph";
import { type Box, type Drawing, layoutLayers } from "../../../src/core/graph/layeredLayout";

const measures = { gapX: 32, gapY: 20 };
const box = (id: string): Box => ({ id, width: 142, height: 48 });
const edge = (text: string): Edge => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};
const layout = (ids: string, edges: string, before?: ReadonlyMap<string, number>) =>
  layoutLayers(ids.split(" ").map(box), edges.split(" ").filter(Boolean).map(edge), measures, before);

const at = ({ boxes }: Drawing, id: string) => {
  const found = boxes.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};

function expectApart({ boxes, width, height }: Drawing): void {
  for (const [i, a] of boxes.entries()) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height, `${a.id} lies outside`);
    for (const b of boxes.slice(i + 1)) {
      const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert.ok(isApart, `${a.id} lies over ${b.id}`);
    }
  }
}

/** Pseudo-random, the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function large(count: number, seed: number) {
  const random = chance(seed);
  const boxes = Array.from({ length: count }, (_, i) => ({
    id: `s${i}`,
    width: 120 + Math.floor(random() * 80),
    height: 48,
  }));
  const edges: Edge[] = [];
  for (let i = 1; i < count; i++)
    for (let k = 0; k < 1 + Math.floor(random() * 2); k++)
      edges.push({ from: `s${Math.max(0, i - 1 - Math.floor(random() * 30))}`, to: `s${i}` });
  return { boxes, edges };
}

describe("a graph in layers", () => {
  const story = [
    "customers events clean sessionize featurize mlp ft lightgbm evaluate report",
    "customers>clean events>sessionize clean>featurize sessionize>featurize featurize>mlp featurize>ft featurize>lightgbm mlp>evaluate ft>evaluate lightgbm>evaluate lightgbm>report",
  ] as const;

  it("puts each right of all that it comes from, and none over another", () => {
    const drawing = layout(...story);
    expectApart(drawing);
    for (const { from, to } of drawing.edges)
      assert.ok(at(drawing, from).x + 142 < at(drawing, to).x, `${from} > ${to}`);
    assert.deepEqual(
      ["customers", "clean", "featurize", "ft", "evaluate"].map((id) => at(drawing, id).layer),
      [0, 1, 2, 3, 4],
    );
  });

  it("puts what joins two in their middle, and three children evenly about their parent", () => {
    const drawing = layout(...story);
    const middle = (id: string) => at(drawing, id).y + 24;
    assert.ok(Math.abs(middle("featurize") - (middle("clean") + middle("sessionize")) / 2) <= 2);
    assert.ok(Math.abs(middle("ft") - middle("featurize")) <= 12, `${middle("ft")} ${middle("featurize")}`);
    assert.ok(middle("mlp") < middle("ft") && middle("ft") < middle("lightgbm"));
  });

  it("undoes crossings", () => {
    const drawing = layout("a b c x y z", "a>z b>y c>x a>y");
    const y = (id: string) => at(drawing, id).y;
    const edges = drawing.edges.map(({ from, to }) => [y(from), y(to)] as const);
    for (const [i, [a, b]] of edges.entries())
      for (const [c, d] of edges.slice(i + 1)) assert.ok((a - c) * (b - d) >= 0, "two edges cross");
  });

  it("has what comes from nowhere right before what needs it", () => {
    const drawing = layout("a b c d labels", "a>b b>c c>d labels>d");
    assert.equal(at(drawing, "labels").layer, 2);
  });

  it("leads a long edge around the boxes that it passes", () => {
    const drawing = layout("a b c d", "a>b b>c c>d a>d");
    const long = drawing.edges.find(({ from, to }) => from === "a" && to === "d");
    assert.equal(long?.points.length, 6);
    for (const [x, y] of long?.points.slice(1, -1) ?? [])
      for (const each of drawing.boxes.slice(1, 3))
        assert.ok(
          x < each.x || x > each.x + each.width || y < each.y || y > each.y + each.height,
          `through ${each.id}`,
        );
  });

  it("draws a circle rather than hanging on it, and says which edge closes it", () => {
    const drawing = layout("a b c", "a>b b>c c>a a>a");
    expectApart(drawing);
    assert.deepEqual(
      drawing.edges.filter(({ isBack }) => isBack).map(({ from, to }) => `${from}>${to}`),
      ["c>a"],
    );
    assert.equal(drawing.edges.length, 3);
  });

  it("stacks what hangs apart, and has single ones in rows", () => {
    const drawing = layout("a b c d e f g h", "a>b c>d");
    expectApart(drawing);
    assert.ok(at(drawing, "c").y > at(drawing, "a").y && at(drawing, "c").y === at(drawing, "d").y);
    assert.ok(at(drawing, "e").y > at(drawing, "d").y);
    assert.equal(new Set(["e", "f", "g", "h"].map((id) => at(drawing, id).y)).size, 1);
  });

  it("is the same each time, and keeps the order of an earlier drawing when a stage is added", () => {
    assert.deepEqual(layout(...story), layout(...story));
    const fan = layout("r a b c d", "r>a r>b r>c r>d");
    const heights = new Map(fan.boxes.map(({ id, y }) => [id, y]));
    const next = layout("new r d c b a", "r>a r>b r>c r>d r>new", heights);
    const order = [...next.boxes].filter(({ layer }) => layer === 1).sort((a, b) => a.y - b.y);
    assert.deepEqual(
      order.map(({ id }) => id).filter((id) => id !== "new"),
      ["a", "b", "c", "d"],
    );
  });

  for (const [count, seed] of [
    [300, 1],
    [300, 2],
    [1000, 3],
  ] as const)
    it(`takes ${count} stages without an overlap (${seed})`, () => {
      const { boxes, edges } = large(count, seed);
      const drawing = layoutLayers(boxes, edges, measures);
      assert.equal(drawing.boxes.length, count);
      expectApart(drawing);
    });

  it("takes a chain of 20,000, and nothing at all", () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `s${i}`);
    const edges = ids.slice(1).map((to, i) => ({ from: `s${i}`, to }));
    assert.equal(layoutLayers(ids.map(box), edges, measures).boxes.at(-1)?.layer, 19_999);
    assert.deepEqual(layoutLayers([], [], measures), { boxes: [], edges: [], width: 0, height: 0 });
  });
});
