import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import type { Named } from "../../../core/explain/explanationJson";
import type { Explained } from "../../../core/explain/game";
import { type NumberTableColumn, numberTable } from "../../../core/table/numberTable";

/** A column a feature and output, and the base value. The file is there as a whole or not at all. */
export function writeTable(path: string, named: Named, explained: Explained): void {
  const growing = `${path}.${process.pid}.new`;
  try {
    const file = openSync(growing, "w");
    try {
      for (const bytes of numberTable(columnsOf(named, explained)))
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
    renameSync(growing, path);
  } finally {
    rmSync(growing, { force: true });
  }
}

function columnsOf({ features, outputs }: Named, { rows, values, base }: Explained): NumberTableColumn[] {
  const many = outputs.length;
  const cells = features.length * many;
  const name = (of: string, k: number) => (many === 1 ? of : `${of}::${outputs[k]}`);
  const columns = features.flatMap((feature, i) =>
    outputs.map((_, k): NumberTableColumn => {
      const column = new Float64Array(rows);
      for (let row = 0, at = i * many + k; row < rows; row++, at += cells) column[row] = values[at] as number;
      return { name: name(feature, k), values: column };
    }),
  );
  return [
    ...columns,
    ...outputs.map((_, k) => ({ name: name("base_value", k), values: new Float64Array(rows).fill(base[k] as number) })),
  ];
}
