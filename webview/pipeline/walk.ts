import type { Drawing, PlacedBox } from "../../src/core/graph/layeredLayout";

export type Step = "left" | "right" | "up" | "down" | "first" | "last";

/** Where a key leads from a box: along an edge, to the one above or below in its column, to an end. */
export function walk(drawing: Drawing, from: string | undefined, step: Step): string | undefined {
  const inOrder = [...drawing.boxes].sort((a, b) => a.x - b.x || a.y - b.y);
  const here = drawing.boxes.find(({ id }) => id === from);
  if (step === "first" || here === undefined) return inOrder[0]?.id;
  switch (step) {
    case "last":
      return inOrder.at(-1)?.id;
    case "left":
    case "right": {
      const ends = drawing.edges.flatMap((edge) => {
        if (step === "right") return edge.from === here.id ? [edge.to] : [];
        return edge.to === here.id ? [edge.from] : [];
      });
      return nearest(
        drawing.boxes.filter(({ id }) => ends.includes(id)),
        here,
      );
    }
    case "up":
    case "down": {
      const sign = step === "up" ? -1 : 1;
      return nearest(
        drawing.boxes.filter(({ x, y }) => x === here.x && (y - here.y) * sign > 0),
        here,
      );
    }
    default:
      return step satisfies never;
  }
}

function nearest(boxes: readonly PlacedBox[], to: PlacedBox): string | undefined {
  const far = (box: PlacedBox) => Math.abs(box.y + box.height / 2 - to.y - to.height / 2) + Math.abs(box.x - to.x) / 8;
  return [...boxes].sort((a, b) => far(a) - far(b))[0]?.id;
}
