import assert from "node:assert/strict";
import { layoutLayers } from "../../../src/core/graph/layeredLayout";
import { groupIdOf, shownOf } from "../../../webview/pipeline/fold";
import { lanesOf, timeTicks } from "../../../webview/pipeline/lanes";
import { firstSeen, fitted, zoomed } from "../../../webview/pipeline/viewport";
import { walk } from "../../../webview/pipeline/walk";
import { large, resting, running } from "./scene";

const all = { data: true, onlyChanged: false, folded: {} };
const names = (shown: ReturnType<typeof shownOf>) => shown.items.map(({ id }) => id);
const edges = (shown: ReturnType<typeof shownOf>) => shown.edges.map(({ from, to }) => `${from} > ${to}`);

describe("what of a pipeline is drawn", () => {
  it("is all of it, and without data the stages alone", () => {
    const { nodes, edges: between } = running().page;
    assert.equal(shownOf(nodes, between, all).items.length, 10);
    const bare = shownOf(nodes, between, { ...all, data: false });
    assert.ok(!names(bare).includes("customers.csv"));
    assert.ok(edges(bare).every((each) => !each.startsWith("customers.csv")));
  });

  it("is only what would run, with what was left out bridged", () => {
    const { nodes, edges: between } = resting().page;
    const shown = shownOf(nodes, between, { ...all, onlyChanged: true });
    assert.deepEqual(names(shown), ["customers.csv", "clean", "featurize", "train@mlp", "train@ft", "train@lightgbm"]);
    assert.equal(shown.hidden, 3);
    const without = shownOf(
      nodes.map((node) => (node.id === "featurize" ? { ...node, state: "unchanged" as const } : node)),
      between,
      { ...all, onlyChanged: true },
    );
    assert.ok(edges(without).includes("clean > train@ft"));
  });

  it("has a large group as one box, and a group that was folded by hand; its edges meet at the box", () => {
    const { nodes, edges: between } = large(300, 100).page;
    const shown = shownOf(nodes, between, all);
    assert.equal(shown.items.length, 301);
    const group = shown.items.find(({ id }) => id === "sweep@*");
    assert.ok(group?.kind === "group" && group.members.length === 100 && group.state === "changed");
    assert.deepEqual(
      edges(shown).filter((each) => each.includes("sweep")),
      ["stage_0_3 > sweep@*", "sweep@* > stage_1_5"],
    );
    assert.equal(shownOf(nodes, between, { ...all, folded: { "sweep@*": false } }).items.length, 400);
    const { page } = running();
    const train = shownOf(page.nodes, page.edges, { ...all, folded: { "train@*": true } });
    assert.equal(train.items.find(({ id }) => id === "train@*")?.kind, "group");
    assert.ok(edges(train).includes("featurize > train@*") && edges(train).includes("train@* > evaluate"));
  });

  it("keeps groups of one name in two files apart", () => {
    const node = running().page.nodes.find(({ id }) => id === "train@ft");
    assert.ok(node);
    assert.notEqual(groupIdOf(node), groupIdOf({ ...node, id: "fraud/dvc.yaml:train@ft" }));
  });
});

describe("the graph under the keys", () => {
  const { nodes, edges: between } = running().page;
  const drawing = layoutLayers(
    nodes.map(({ id }) => ({ id, width: 142, height: 48 })),
    between,
    { gapX: 32, gapY: 20 },
  );

  it("follows edges to both sides, and goes up and down within a column", () => {
    assert.equal(walk(drawing, "customers.csv", "right"), "clean");
    assert.equal(walk(drawing, "featurize", "right"), "train@ft");
    assert.equal(walk(drawing, "train@ft", "up"), "train@mlp");
    assert.equal(walk(drawing, "train@ft", "down"), "train@lightgbm");
    assert.equal(walk(drawing, "evaluate", "left"), "train@ft");
    assert.equal(walk(drawing, "customers.csv", "left"), undefined);
    assert.equal(walk(drawing, undefined, "right"), "customers.csv");
    assert.equal(walk(drawing, "ft", "first"), "customers.csv");
  });
});

describe("the view of a graph", () => {
  it("fits all of a small one at its own size, and begins a large one where it asks for a look, readable", () => {
    assert.equal(fitted({ width: 400, height: 200 }, { width: 900, height: 500 }).scale, 1);
    assert.ok(fitted({ width: 9000, height: 200 }, { width: 900, height: 500 }).scale < 0.11);
    const box = { x: 5000, y: 50, width: 142, height: 48 };
    const view = firstSeen({ width: 9000, height: 200 }, { width: 900, height: 500 }, box);
    assert.equal(view.scale, 0.6);
    const middle = view.x + (box.x + 71) * view.scale;
    assert.ok(Math.abs(middle - 450) < 1, String(middle));
  });

  it("keeps the point under the pointer where it is", () => {
    const before = { x: 10, y: 20, scale: 0.5 };
    const after = zoomed(before, 1.7, { x: 300, y: 200 });
    const under = ({ x, y, scale }: typeof before) => [(300 - x) / scale, (200 - y) / scale];
    for (const [i, value] of under(after).entries()) assert.ok(Math.abs(value - (under(before)[i] ?? 0)) < 1e-9);
  });
});

describe("lanes of jobs", () => {
  const bar = (stage: string, began: number, ended?: number) => ({
    stage,
    state: ended === undefined ? ("running" as const) : ("done" as const),
    began,
    ...(ended !== undefined && { ended }),
  });

  it("have side by side what ran side by side, and what goes on until now", () => {
    const lanes = lanesOf([bar("a", 0, 10), bar("c", 12), bar("b", 10, 20), bar("d", 25, 30)], 40);
    assert.deepEqual(
      lanes.map((lane) => lane.map(({ stage, end }) => `${stage} ${end}`)),
      [["a 10", "b 20", "d 30"], ["c 40"]],
    );
  });

  it("stand over round times", () => {
    assert.deepEqual(timeTicks(240_000), [0, 60_000, 120_000, 180_000, 240_000]);
    assert.deepEqual(timeTicks(900), [0]);
  });
});
