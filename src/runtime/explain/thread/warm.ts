import { statSync } from "node:fs";
import type { Explained } from "../../../core/explain/game";
import { type PreparedTables, prepareTables } from "../explainTables";
import { createLru } from "./lru";
import type { ExplainTask, TablePlace } from "./places";
import { type ReadPlace, readPlace } from "./readPlace";

/** A model made ready for a table, kept for the next question about it. */
export interface Warm extends PreparedTables, Pick<ReadPlace, "requests" | "times" | "notes"> {
  readonly data: ReadPlace;
  explained: Promise<Explained> | undefined;
}

const kept = createLru<Warm>(4, ({ prepared }) => prepared.close());

/** By what it is made of; a file that was written anew is another one. It stays open until the work with it is done. */
export function withWarm<R>(task: ExplainTask, work: (warm: Warm) => Promise<R>): Promise<R> {
  const { model, data, background, method, space, mostEvaluations } = task;
  const key = JSON.stringify([
    model.path,
    stampOf(model.path),
    stampOfPlace(data),
    background && stampOfPlace(background),
    method,
    space,
    mostEvaluations,
  ]);
  return kept.use(key, () => make(task), work);
}

async function make({ data, background, ...task }: ExplainTask): Promise<Warm> {
  const [rows, others] = await Promise.all([readPlace(data), background && readPlace(background)]);
  const tables = await prepareTables({ ...task, data: rows, background: others, isPage: true });
  const { requests, times, notes } = rows;
  return { ...tables, data: rows, notes, ...(requests && { requests }), ...(times && { times }), explained: undefined };
}

function stampOfPlace(place: TablePlace): string {
  if (place.kind === "file") return `${place.path} ${stampOf(place.path)}`;
  // a log grows all the time: what is asked within a few seconds is one page
  return `${place.folder} ${place.from} ${place.to} ${Math.floor(Date.now() / 10_000)}`;
}

export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
