import { type DriftWish, measureDrift as measureFrames } from "../../../core/drift/measureDrift";
import type { Frame } from "../../../core/frame/frame";
import { invalid } from "../../../shared/apiError";
import type { DriftDocument } from "../../../shared/drift";
import { readTable, tableName } from "../readTable";

/** A table as a file, and what it is called. */
export interface TableFile {
  /** As it was asked for. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Of its data, where it is a version of some. */
  readonly version?: string;
}

export interface DriftTask {
  readonly reference: TableFile;
  readonly current: TableFile;
  readonly wish: DriftWish;
}

/** Reads two tables and holds them against each other. */
export async function measureDrift({ reference, current, wish }: DriftTask): Promise<DriftDocument> {
  const began = performance.now();
  const [old, fresh] = [await open(reference, wish), await open(current, wish)];
  const { report, columns } = measureFrames(old, fresh, wish);
  return {
    report,
    columns,
    reference: tableName(reference, old),
    current: tableName(current, fresh),
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}

async function open(file: TableFile, wish: DriftWish): Promise<Frame> {
  const frame = await readTable(file, neededOf(wish));
  for (const role of [wish.target, wish.prediction])
    if (role !== undefined && !wish.columns && !frame.columns.some((column) => column.name === role))
      invalid(`${file.name}: there is no column '${role}'`);
  return frame;
}

/** Undefined: all of them. */
function neededOf({ columns, segment, embeddings }: DriftWish): readonly string[] | undefined {
  if (columns === undefined || embeddings) return undefined;
  return segment === undefined || columns.includes(segment) ? columns : [...columns, segment];
}
