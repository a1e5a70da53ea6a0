import { measureQuality as measureFrames } from "../../../core/quality/qualityDocument";
import { guessRoles } from "../../../core/quality/read/guessRoles";
import type { QualityDocument, QualityRequest, TableColumns } from "../../../shared/quality";
import type { TableFile } from "../drift/driftWork";
import { readTable, tableName } from "../readTable";

export interface QualityTask {
  readonly data: TableFile;
  readonly reference: TableFile | undefined;
  readonly asked: QualityRequest;
}

/** Reads the tables and measures how good the answers in them are. */
export async function measureQuality({ data, reference, asked }: QualityTask): Promise<QualityDocument> {
  const began = performance.now();
  const current = await readTable(data);
  const before = reference && (await readTable(reference));
  const measured = measureFrames(current, before, asked);
  return {
    ...measured,
    tables: {
      current: tableName(data, current),
      ...(reference && before ? { reference: tableName(reference, before) } : {}),
    },
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}

/** What columns a table has, for who is to choose among them. */
export async function offerColumns({ data }: { readonly data: TableFile }): Promise<TableColumns> {
  return guessRoles(await readTable(data));
}
