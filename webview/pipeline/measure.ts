import type { Box } from "../../src/core/graph/layeredLayout";
import type { Item } from "./fold";

export const boxHeight = 48;
const narrowest = 142;
const widest = 232;
/** Icon and padding beside the name; of a group how many there are and the mark as well. With room for words that shrink less. */
const beside = { stage: 64, data: 74, import: 74, group: 122 } as const;

let pen: CanvasRenderingContext2D | null | undefined;

function widthOf(name: string): number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return name.length * 7;
  pen.font = `500 13px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(name).width;
}

/** In the graph: data by the last part of their path, which the card and the pane have whole. */
export function nameOf(item: Item): string {
  if (item.kind === "group") return item.name;
  const { kind, name } = item.node;
  return kind === "stage" ? name : (name.split("/").filter(Boolean).at(-1) ?? name);
}

/** All boxes are as wide as the widest name needs, within limits: columns and gaps then keep one measure. */
export function boxesOf(items: readonly Item[]): Box[] {
  const needs = items.map((item) => widthOf(nameOf(item)) + beside[item.kind === "group" ? "group" : item.node.kind]);
  const width = Math.round(Math.min(widest, Math.max(narrowest, ...needs)));
  return items.map(({ id }) => ({ id, width, height: boxHeight }));
}
