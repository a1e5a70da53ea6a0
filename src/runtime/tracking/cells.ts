import { pageBits, pageSize, type SeriesPage, type TextColumn } from "../kernel/store/columns";
import type { Table } from "../kernel/store/table";

/** Rows that lie in one page of the columns: where in the page, and which place they have on the list that was asked for. */
export interface RowGroup {
  readonly page: number;
  readonly offsets: Int32Array;
  readonly places: Int32Array;
}

export function groupRows(ordinals: Int32Array): RowGroup[] {
  const places = new Map<number, number[]>();
  for (const [place, ordinal] of ordinals.entries()) {
    const page = ordinal >> pageBits;
    const known = places.get(page);
    if (known) known.push(place);
    else places.set(page, [place]);
  }
  return Array.from(places, ([page, list]) => ({
    page,
    offsets: Int32Array.from(list, (place) => (ordinals[place] as number) & (pageSize - 1)),
    places: Int32Array.from(list),
  }));
}

/**
 * Every present text of a family, column by column. With thousands of columns, most rows have few of them: the loop that
 * finds out looks at nothing but one typed array.
 */
export function visitTexts(
  table: Table,
  prefix: string,
  groups: readonly RowGroup[],
  visit: (name: string, column: TextColumn, code: number, place: number) => void,
): void {
  for (const [name, column] of table.texts) {
    if (!name.startsWith(prefix)) continue;
    for (const { page, offsets, places } of groups) {
      const codes = column.pages[page];
      if (codes === undefined) continue;
      for (let i = 0; i < offsets.length; i++) {
        const code = codes[offsets[i] as number] as number;
        if (code !== 0) visit(name, column, code, places[i] as number);
      }
    }
  }
}

/** Every present last point, series by series. */
export function visitSeries(
  table: Table,
  groups: readonly RowGroup[],
  visit: (name: string, page: SeriesPage, offset: number, place: number) => void,
): void {
  for (const [name, series] of table.series) {
    for (const { page, offsets, places } of groups) {
      const points = series.pages[page];
      if (points === undefined) continue;
      const { counts } = points;
      for (let i = 0; i < offsets.length; i++) {
        const offset = offsets[i] as number;
        if (counts[offset] !== 0) visit(name, points, offset, places[i] as number);
      }
    }
  }
}
