import { basename } from "node:path";
import { propose } from "../../../core/expectations/propose/propose";
import type { SuiteFile } from "../../../shared/validation";
import type { TableFile } from "../drift/driftWork";
import { readTable } from "../readTable";

export interface ProposeTask {
  readonly data: TableFile;
}

/** A suite that a table passes, called as its file is. */
export async function proposeSuite({ data }: ProposeTask): Promise<SuiteFile> {
  const name = basename(data.name).replace(/\.(csv|tsv|jsonl|ndjson|parquet|pq)(\.gz)?$/i, "");
  return propose(await readTable(data), name);
}
