import type { DriftWish } from "../../../core/drift/measureDrift";
import { measureDrift as measureFrames } from "../../../core/drift/measureDrift";
import type { Frame } from "../../../core/frame/frame";
import { ApiError, invalid } from "../../../shared/apiError";
import type { DriftDocument, TableName } from "../../../shared/drift";
import { readFrame } from "../../kernel/frames/readFrame";

/** A table as a file, and what it is called. */
export interface TableFile {
  /** As it was asked for. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** md5 of its data version, where it has one. */
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
    reference: named(reference, old),
    current: named(current, fresh),
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}

async function open({ name, path }: TableFile, wish: DriftWish): Promise<Frame> {
  const needed = wish.columns === undefined || wish.embeddings ? undefined : [...wish.columns, ...segmentOf(wish)];
  const frame = await readAs(name, path, needed);
  if (frame.rows === 0) invalid(`${name}: there are no rows in it`);
  for (const role of [wish.target, wish.prediction])
    if (role !== undefined && !frame.columns.some((column) => column.name === role) && !wish.columns)
      invalid(`${name}: there is no column '${role}'`);
  return frame;
}

function segmentOf({ segment, columns }: DriftWish): string[] {
  return segment === undefined || columns?.includes(segment) ? [] : [segment];
}

/** Says the name that was asked for, and not where the file lies. */
async function readAs(name: string, path: string, columns: readonly string[] | undefined): Promise<Frame> {
  try {
    return await readFrame(path, columns ? { columns } : {});
  } catch (error) {
    if (error instanceof ApiError && name !== path)
      throw new ApiError(error.code, error.message.replaceAll(path, name));
    throw error;
  }
}

function named({ name, version }: TableFile, { rows }: Frame): TableName {
  return { name, rows, ...(version !== undefined && { version }) };
}
