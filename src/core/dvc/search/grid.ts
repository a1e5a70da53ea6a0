import { onGrid, type Point, type Space, sizeOf, stepOf } from "./space";

/** The `index`-th point of all, the last parameter fastest; undefined behind the last one. */
export function gridPoint(space: Space, index: number): Point | undefined {
  if (index >= sizeOf(space)) return undefined;
  let left = index;
  const point = new Map<string, number>();
  for (const [name, dimension] of [...space].reverse()) {
    const count = sizeOf(new Map([[name, dimension]]));
    const at = left % count;
    left = Math.floor(left / count);
    point.set(
      name,
      dimension.kind === "choice" ? at : onGrid(dimension, dimension.low + at * (stepOf(dimension) ?? 1)),
    );
  }
  return new Map([...space.keys()].map((name) => [name, point.get(name) ?? 0]));
}

/** A parameter that has no steps, so that no grid goes over it. */
export function findEndless(space: Space): string | undefined {
  for (const [name, dimension] of space)
    if (dimension.kind !== "choice" && stepOf(dimension) === undefined) return name;
  return undefined;
}
