import type { Frame } from "../../core/frame/frame";
import { invalid } from "../../shared/apiError";
import type { TableName } from "../../shared/drift";
import { readNamedFrame } from "../kernel/frames/readNamedFrame";
import type { TableFile } from "./drift/driftWork";

/** Reads a table that has rows; what is wrong with it is said by the name that was asked for, not where its file lies. */
export async function readTable({ name, path }: TableFile, columns?: readonly string[]): Promise<Frame> {
  const frame = await readNamedFrame(path, name, columns ? { columns } : {});
  return frame.rows === 0 ? invalid(`${name}: there are no rows in it`) : frame;
}

export function tableName({ name, version }: TableFile, { rows }: Frame): TableName {
  return { name, rows, ...(version === undefined ? {} : { version }) };
}
