export interface ConfusionWish {
  readonly labels: readonly string[];
  /** A row a true class, a column a predicted one. */
  readonly counts: readonly (readonly number[])[];
}

/** Cells coloured by their share of the true class, with the counts in them. */
export function confusionMatrixSpec({ labels, counts }: ConfusionWish) {
  const values = counts.flatMap((row, i) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((count, j) => ({
      actual: labels[i] ?? String(i),
      predicted: labels[j] ?? String(j),
      count,
      share: sum > 0 ? count / sum : 0,
    }));
  });
  const axis = { labelAngle: 0, labelLimit: 72, labelOverlap: true, labelFlush: false };
  const hasRoom = labels.length <= 14;
  return {
    data: { values },
    encoding: {
      x: { field: "predicted", type: "nominal", sort: null, title: "predicted", axis },
      y: { field: "actual", type: "nominal", sort: null, title: "actual", axis },
    },
    layer: [
      {
        mark: { type: "rect" },
        encoding: {
          color: { field: "share", type: "quantitative", scale: { domain: [0, 1] } },
          tooltip: [{ field: "actual" }, { field: "predicted" }, { field: "count" }, { field: "share", format: ".1%" }],
        },
      },
      ...(hasRoom
        ? [
            {
              mark: { type: "text" },
              encoding: {
                text: { field: "count" },
                color: {
                  condition: { test: "datum.share > 0.5", value: "var(--vscode-editor-background)" },
                  value: "var(--vscode-foreground)",
                },
              },
            },
          ]
        : []),
    ],
  };
}
