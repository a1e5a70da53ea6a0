import { profileFrame } from "../../../core/frame/summary/profileFrame";
import type { TableProfile } from "../../../shared/profile";
import type { TableFile } from "../drift/driftWork";
import { readTable, tableName } from "../readTable";

export interface ProfileTask {
  readonly data: TableFile;
  readonly columns?: readonly string[] | undefined;
}

/** What a table holds. */
export async function profileTable({ data, columns }: ProfileTask): Promise<TableProfile> {
  const frame = await readTable(data, columns);
  return { table: tableName(data, frame), ...profileFrame(frame) };
}
