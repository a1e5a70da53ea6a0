import { unpackBlock } from "./block";
import type { ColdPlace } from "./cold";
import { joinPoints, noPoints, type PackedPoints } from "./points";
import type { SegmentReader, SeriesPlace } from "./segmentReader";
import type { SegmentWriter } from "./segmentWriter";
import type { State } from "./state";
import type { Table } from "./table";
import { unsealedPoints } from "./unsealed";

/** All points of a row's series in one segment. */
export function readSeries(reader: SegmentReader, place: SeriesPlace): PackedPoints {
  const { summaries, block } = reader.readAll(place);
  const count = summaries.reduce((sum, summary) => sum + summary.count, 0);
  const points = { values: new Float64Array(count), steps: new Float64Array(count), times: new Float64Array(count) };
  let at = 0;
  for (const summary of summaries) {
    unpackBlock(block(summary), summary.count, points, at);
    at += summary.count;
  }
  return points;
}

/** Writes what is in no segment yet, together with all that the `readers` hold of rows that are still there. */
export function writeSegment(state: State, readers: readonly SegmentReader[], writer: SegmentWriter): void {
  for (const [tableName, table] of state.tables)
    for (const [series, column] of table.series) {
      const sealed = readers.map((reader) => ({
        reader,
        places: new Map([...reader.rows(tableName, series)].map((place) => [place.ordinal, place])),
      }));
      const rows = new Set([...column.unsealedRows(), ...sealed.flatMap(({ places }) => [...places.keys()])]);
      for (const ordinal of [...rows].sort((a, b) => a - b)) {
        if (table.id(ordinal) === undefined) continue;
        const parts = sealed.map(({ reader, places }) => {
          const place = places.get(ordinal);
          return place ? readSeries(reader, place) : noPoints;
        });
        writer.addSeries(tableName, series, ordinal, joinPoints([...parts, newPoints(table, ordinal, series)]));
      }
    }
}

/** Gives every document that is in none of the other segments a place in this one. */
export function writeColdDocs(
  state: State,
  readers: readonly SegmentReader[],
  writer: SegmentWriter,
): Map<string, ColdPlace>[] {
  const byNumber = new Map(readers.map((reader) => [reader.number, reader]));
  return [...state.colds.values()].map((cold) => {
    const moved = new Map<string, ColdPlace>();
    for (const [key, entry] of cold.all()) {
      const reader = "doc" in entry ? undefined : byNumber.get(entry.segment);
      if ("doc" in entry) moved.set(key, writer.addDoc(entry.doc));
      else if (reader) moved.set(key, writer.addBytes(reader.doc(entry)));
    }
    for (const [key, place] of moved) cold.place(key, place);
    return moved;
  });
}

/** A row's only point is in its column, and needs no place in a segment. */
function newPoints(table: Table, ordinal: number, series: string): PackedPoints {
  return (table.series.get(series)?.count(ordinal) ?? 0) > 1 ? unsealedPoints(table, ordinal, series) : noPoints;
}
