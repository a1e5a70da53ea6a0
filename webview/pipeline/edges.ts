import { svg } from "lit";
import type { Drawing, PlacedEdge } from "../../src/core/graph/layeredLayout";
import { isDashed } from "./boxes";
import { type Item, stateOfItem } from "./fold";

const round = (value: number) => Math.round(value * 10) / 10;
/** Room for the head of the arrow. */
const head = 6;

/** All edges; those of the chosen box and those into what runs stand out, and come last so that they lie on top. */
export function edgeLines(drawing: Drawing, items: ReadonlyMap<string, Item>, lit: ReadonlySet<string>) {
  const rank = (edge: PlacedEdge) => (lookOf(edge, items, lit) === "lit" ? 1 : 0);
  return [...drawing.edges]
    .sort((a, b) => rank(a) - rank(b))
    .map((edge) => {
      const look = lookOf(edge, items, lit);
      return svg`<path class="edge ${look}" d=${pathOf(edge)} marker-end=${`url(#head-${look})`}></path>`;
    });
}

export const edgeHeads = ["plain", "dashed", "lit", "running"].map(
  (look) =>
    svg`<marker id=${`head-${look}`} viewBox="0 0 6 6" refX="0" refY="3" markerWidth="6" markerHeight="6" markerUnits="userSpaceOnUse" orient="auto"><path class="head ${look}" d="M0 0 6 3 0 6z"></path></marker>`,
);

function lookOf({ from, to, isBack }: PlacedEdge, items: ReadonlyMap<string, Item>, lit: ReadonlySet<string>) {
  const [source, target] = [items.get(from), items.get(to)];
  if (target && stateOfItem(target) === "running" && source && !isDashed(source)) return "running";
  if (lit.has(from) || lit.has(to)) return "lit";
  return isBack || (target && isDashed(target)) ? "dashed" : "plain";
}

function pathOf({ points, isBack }: PlacedEdge): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let [x, y] = first;
  let path = `M${x} ${y}`;
  for (const [i, [nextX, nextY]] of rest.entries()) {
    const isLast = i === rest.length - 1;
    const endX = isLast && !isBack ? nextX - head : nextX;
    const bend = Math.max(10, Math.abs(endX - x) / 2);
    path +=
      y === nextY && endX > x
        ? `L${endX} ${nextY}`
        : `C${round(x + bend)} ${y} ${round(endX - bend)} ${nextY} ${endX} ${nextY}`;
    [x, y] = [endX, nextY];
  }
  return path;
}
