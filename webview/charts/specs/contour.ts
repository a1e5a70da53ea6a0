import { type Field, fading, isNumeric, looksLog, nearParam, plainValues, positionOf, type RunDatum } from "./points";
import { tooltip } from "./scatter";

export interface ContourWish {
  readonly runs: readonly RunDatum[];
  readonly x: Field;
  readonly y: Field;
  readonly z: Field;
}

const cells = 28;
/** Cells lap over each other by this share of one, so that no seam of the page's colour shows between them. */
const lap = 0.08;

/**
 * How z lies over two params: a field of cells, each the mean of the runs weighted by nearness, with the runs on it. Cells that
 * no run is near are left out, so that nothing is claimed where nothing was tried.
 */
export function contourSpec({ runs, x, y, z }: ContourWish) {
  const values = plainValues(runs, { x: x.key, y: y.key, z: z.key });
  const known = values.filter((each) => typeof each.z === "number" && each.x !== null && each.y !== null);
  const areNumbers = isNumeric(runs, x.key) && isNumeric(runs, y.key);
  const field = areNumbers ? fieldOf(known, looksLog(runs, x.key), looksLog(runs, y.key)) : [];
  const colour = {
    field: "z",
    type: "quantitative",
    title: z.label,
    scale: { zero: false, ...(z.direction === "lower" ? { reverse: true } : {}) },
    legend: { disable: false, gradientThickness: 8, labelColor: "var(--tm-muted)", titleColor: "var(--tm-muted)" },
  };
  const across = positionOf(runs, "x", x);
  const up = positionOf(runs, "y", y);
  const cellLayer = {
    data: { values: field },
    mark: { type: "rect" },
    encoding: {
      x: { ...across, scale: tight(across) },
      x2: { field: "x2" },
      y: { ...up, scale: tight(up) },
      y2: { field: "y2" },
      color: colour,
    },
  };
  return {
    data: { values: known },
    params: [nearParam],
    layer: [
      ...(areNumbers ? [cellLayer] : []),
      {
        mark: { type: "point", size: 28, stroke: "var(--vscode-editor-background)", strokeWidth: 1, cursor: "pointer" },
        encoding: {
          opacity: fading(),
          x: areNumbers ? { ...across, scale: tight(across) } : across,
          y: areNumbers ? { ...up, scale: tight(up) } : up,
          color: colour,
          tooltip: tooltip([x, y, z]),
        },
      },
    ],
  };
}

interface Place {
  readonly x: number | string | null;
  readonly y: number | string | null;
  readonly z: number | string | null;
}

function tight(position: object): object {
  const scale = "scale" in position ? (position.scale as object) : {};
  return { ...scale, nice: false };
}

/** The cells that some run is near enough to. */
export function fieldOf(places: readonly Place[], isLogX: boolean, isLogY: boolean) {
  const points = places.map(({ x, y, z }) => ({ x: Number(x), y: Number(y), z: Number(z) }));
  const across = stretch(
    points.map(({ x }) => x),
    isLogX,
  );
  const up = stretch(
    points.map(({ y }) => y),
    isLogY,
  );
  if (across === undefined || up === undefined) return [];
  const at = points.map(({ x, y, z }) => ({ x: across.share(x), y: up.share(y), z }));
  const field: { x: number; x2: number; y: number; y2: number; z: number }[] = [];
  const reach = 0.09;
  for (let i = 0; i < cells; i++)
    for (let j = 0; j < cells; j++) {
      const [cx, cy] = [(i + 0.5) / cells, (j + 0.5) / cells];
      let [weights, sum] = [0, 0];
      for (const { x, y, z } of at) {
        const weight = Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * reach * reach));
        weights += weight;
        sum += weight * z;
      }
      if (weights < 0.02) continue;
      field.push({
        x: across.value(i / cells),
        x2: across.value(Math.min(1, (i + 1 + lap) / cells)),
        y: up.value(j / cells),
        y2: up.value(Math.min(1, (j + 1 + lap) / cells)),
        z: sum / weights,
      });
    }
  return field;
}

function stretch(values: readonly number[], isLog: boolean) {
  const read = isLog ? Math.log : (value: number) => value;
  const back = isLog ? Math.exp : (value: number) => value;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, read(value));
    high = Math.max(high, read(value));
  }
  if (!(high > low)) return undefined;
  return {
    share: (value: number) => (read(value) - low) / (high - low),
    value: (share: number) => back(low + share * (high - low)),
  };
}
