import type { Frame } from "../../core/frame/frame";
import { ApiError, invalid } from "../../shared/apiError";
import type { TableName } from "../../shared/drift";
import { readFrame } from "../kernel/frames/readFrame";
import type { TableFile } from "./drift/driftWork";

/** Reads a table that has rows; what is wrong with it is said by the name that was asked for, not where its file lies. */
export async function readTable({ name, path }: TableFile, columns?: readonly string[]): Promise<Frame> {
  try {
    const frame = await readFrame(path, columns ? { columns } : {});
    return frame.rows === 0 ? invalid(`${name}: there are no rows in it`) : frame;
  } catch (error) {
    if (!(error instanceof ApiError) || name === path) throw error;
    throw new ApiError(error.code, error.message.replaceAll(path, name));
  }
}

export function tableName({ name, version }: TableFile, { rows }: Frame): TableName {
  return { name, rows, ...(version === undefined ? {} : { version }) };
}
