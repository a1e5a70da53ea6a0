import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { explanationHead, explanationJson } from "../../../core/explain/explanationJson";
import { gapNotes } from "../../../core/explain/meanAbs";
import {
  type PreparedTables,
  prepareTables,
  type Table,
  type TablesTask,
} from "../../../runtime/explain/explainTables";
import { readFrame } from "../../../runtime/kernel/frames/readFrame";
import { UsageError } from "../../args";
import { findModel } from "../../serving/findModel";
import { createProgress } from "../../terminal/progress";
import type { Call } from "../../verb";
import { tableFile } from "../tableFile";
import { tellRanking } from "./tellRanking";

export interface FilesTask extends Omit<TablesTask, "model" | "data" | "background"> {
  readonly model: string;
  readonly data: string;
}

interface Wanted {
  readonly background: string | undefined;
  readonly output: string | undefined;
  readonly interactions: boolean;
  readonly reference: string | undefined;
  readonly segment: string | undefined;
}

type Asking = Pick<Call, "json" | "out" | "door" | "workspace">;

/** Explains rows of a file in this process. */
export async function explainFiles(call: Asking, task: FilesTask, wanted: Wanted): Promise<number> {
  const { json, out } = call;
  if (wanted.output !== undefined && !/\.parquet$/i.test(wanted.output))
    throw new UsageError(`--output: ${wanted.output} is not .parquet`);
  const [model, data, background] = await Promise.all([
    findModel(task.model, call.door),
    tableOf(call, task.data),
    wanted.background === undefined ? undefined : tableOf(call, wanted.background),
  ]);
  // of trees alone, and of the way that follows the paths of training
  const choice = wanted.interactions && task.method === "auto" ? { method: "tree_path_dependent" as const } : {};
  const tables = await prepareTables({ ...task, ...choice, model, data, background });
  try {
    if (wanted.reference !== undefined) {
      const reference = await tableOf(call, wanted.reference);
      return await (await import("./drift")).compareTables(call, tables, { reference, current: data.place });
    }
    if (wanted.segment !== undefined)
      return await (await import("./cohorts")).compareSegments(call, tables, { data, column: wanted.segment });
    if (wanted.interactions) return await (await import("./interactions")).tellInteractions(call, tables);
    const explained = await explainAll(call, tables);
    const { method, encoder, outputs, notes } = tables.prepared;
    const named = { method, features: encoder.features, outputs, notes: [...notes, ...gapNotes(explained)] };
    const head = explanationHead(named, explained);
    if (wanted.output !== undefined)
      (await import("./writeTable")).writeTable(resolve(wanted.output), named, explained);
    if (json && wanted.output === undefined) {
      out.stdout.write(explanationJson(head, explained));
      out.stdout.write("\n");
    } else if (json) out.document({ output: resolve(wanted.output ?? ""), rows: explained.rows, ...head });
    else tellRanking(out, head, { rows: explained.rows, output: wanted.output });
    return 0;
  } finally {
    await tables.prepared.close();
  }
}

/** With a bar where rows take their time. */
export async function explainAll({ out }: Pick<Asking, "out">, { prepared, rows }: PreparedTables) {
  const progress = createProgress(out, { label: "Explaining", unit: "things" });
  try {
    return await prepared.explain(rows, (done) => progress.update(done, rows.rows));
  } finally {
    progress.end();
  }
}

/** A file is found from where the command is typed, as the model is. */
async function tableOf(call: Asking, name: string): Promise<Table> {
  const here = resolve(name);
  const path = existsSync(here) ? here : (await tableFile(call, name)).path;
  return { frame: await readFrame(path), place: name };
}
