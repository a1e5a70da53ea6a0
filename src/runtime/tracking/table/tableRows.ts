import { type RunStatus, runStatuses } from "../../../shared/runs";
import type { WireTable, WireTexts } from "../../../shared/runTable";
import { colourTag, noteTag, starTag } from "../../../shared/tags";
import type { TextColumn } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import { parentTag, tagCell } from "../store";

/** Tags that mean something to every page. */
const factTags = {
  parent: parentTag,
  source: "mlflow.source.name",
  branch: "mlflow.source.git.branch",
  commit: "mlflow.source.git.commit",
  colour: colourTag,
} as const;

export type WireRows = Omit<WireTable, "total" | "statuses" | "columns">;

/** Newest first; of runs that began at the same time the one that was made last. */
export function newestFirst(table: Table, rows: Int32Array): Int32Array {
  const start = table.numbers.get("start_time");
  const times = Float64Array.from(rows, (ordinal) => start?.get(ordinal) ?? 0);
  const isOldestFirst = times.every((time, i) => i === 0 || (times[i - 1] as number) <= time);
  if (isOldestFirst) return rows.slice().reverse();
  const order = Int32Array.from(rows, (_, i) => i);
  order.sort((a, b) => (times[b] as number) - (times[a] as number) || (rows[b] as number) - (rows[a] as number));
  return order.map((place) => rows[place] as number);
}

export function countStatuses(table: Table, rows: Int32Array): number[] {
  const column = table.texts.get("status");
  const places = placesOfStatuses(column);
  const counts = runStatuses.map(() => 0);
  for (const ordinal of rows) {
    const place = places[column?.code(ordinal) ?? 0] ?? 0;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** What is known of runs beside their columns. */
export function writeRows(table: Table, rows: Int32Array): WireRows {
  const status = table.texts.get("status");
  const statusPlaces = placesOfStatuses(status);
  const tag = (name: string) => table.texts.get(tagCell + name);
  const end = table.numbers.get("end_time");
  const note = tag(noteTag);
  const emptyNote = note?.codeOf("") ?? 0;
  return {
    ids: Array.from(rows, (ordinal) => table.id(ordinal) ?? ""),
    names: Array.from(rows, (ordinal) => table.text("name", ordinal) ?? ""),
    status: Array.from(rows, (ordinal) => statusPlaces[status?.code(ordinal) ?? 0] ?? 0),
    start: Array.from(rows, (ordinal) => table.number("start_time", ordinal) ?? 0),
    end: Array.from(rows, (ordinal) => end?.get(ordinal) ?? null),
    experiment: texts(table.texts.get("experiment_id"), rows),
    user: texts(table.texts.get("user"), rows),
    parent: texts(tag(factTags.parent), rows),
    source: texts(tag(factTags.source), rows),
    branch: texts(tag(factTags.branch), rows),
    commit: texts(tag(factTags.commit), rows),
    colour: texts(tag(factTags.colour), rows),
    starred: placesOf("true", tag(starTag), rows),
    note: note ? placesWhere(rows, (ordinal) => ![0, emptyNote].includes(note.code(ordinal))) : [],
    deleted: placesOf("deleted", table.texts.get("lifecycle"), rows),
  };
}

/** Place in `runStatuses` by the code of a status column. */
function placesOfStatuses(column: TextColumn | undefined): number[] {
  const words = column?.words ?? [];
  return [0, ...words.map((word) => Math.max(0, runStatuses.indexOf(word as RunStatus)))];
}

/** Only the words that these rows have; an empty one counts as absent. */
function texts(column: TextColumn | undefined, rows: Int32Array): WireTexts {
  const words: string[] = [];
  if (!column) return { words, codes: [] };
  const known = new Map<number, number>([[0, 0]]);
  const empty = column.codeOf("");
  if (empty !== 0) known.set(empty, 0);
  const codes = Array.from(rows, (ordinal) => {
    const code = column.code(ordinal);
    let own = known.get(code);
    if (own === undefined) {
      own = words.push(column.words[code - 1] as string);
      known.set(code, own);
    }
    return own;
  });
  return { words, codes: words.length === 0 ? [] : codes };
}

/** The places of the rows whose text is this. */
function placesOf(word: string, column: TextColumn | undefined, rows: Int32Array): number[] {
  const wanted = column?.codeOf(word) ?? 0;
  return wanted === 0 ? [] : placesWhere(rows, (ordinal) => column?.code(ordinal) === wanted);
}

function placesWhere(rows: Int32Array, accepts: (ordinal: number) => boolean): number[] {
  const places: number[] = [];
  for (let place = 0; place < rows.length; place++) if (accepts(rows[place] as number)) places.push(place);
  return places;
}
