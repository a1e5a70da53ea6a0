import { fading, nearParam } from "./points";

export interface CurveRun {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  /** In the order of the curve. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface CurveWish {
  readonly kind: "roc" | "pr";
  readonly runs: readonly CurveRun[];
}

/** ROC curves over the line of chance, or precision over recall. */
export function rocCurveSpec({ kind, runs }: CurveWish) {
  const values = runs.flatMap(({ id, name, x, y }) =>
    x.flatMap((each, i) => {
      const other = y[i];
      return Number.isFinite(each) && Number.isFinite(other) ? [{ id, name, x: each, y: other, order: i }] : [];
    }),
  );
  const [across, up] = kind === "roc" ? ["false positive rate", "true positive rate"] : ["recall", "precision"];
  const position = (field: string, title: string | undefined) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [0, 1], nice: false },
  });
  const chance = {
    data: {
      values: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    },
    mark: { type: "line", strokeWidth: 1, strokeDash: [4, 3], color: "var(--tm-faint)" },
    encoding: { x: position("x", across), y: position("y", up) },
  };
  return {
    data: { values },
    params: [nearParam],
    layer: [
      ...(kind === "roc" ? [chance] : []),
      {
        mark: { type: "line", clip: true },
        encoding: {
          opacity: fading(),
          x: position("x", across),
          y: position("y", up),
          order: { field: "order", type: "quantitative" },
          detail: { field: "id" },
          color: {
            field: "id",
            type: "nominal",
            scale: {
              domain: runs.map(({ id }) => id),
              range: runs.map(({ place }) => `var(--tm-c${((place - 1) % 10) + 1})`),
            },
          },
          tooltip: [
            { field: "name", title: "run" },
            { field: "x", title: across, format: ".4f" },
            { field: "y", title: up, format: ".4f" },
          ],
        },
      },
    ],
  };
}
