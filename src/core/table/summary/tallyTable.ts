import { type ColumnTally, createTally } from "./columnTally";
import { createRowSet, type RowSet } from "./rowSet";
import type { TableSummary } from "./tableSummary";

/** Takes a table row by row, and keeps of it what a comparison needs. */
export interface TableTally {
  /** Once, before any row. Columns without a name are named by their place, doubles as pandas names them. */
  head(names: readonly string[]): void;
  textRow(cells: readonly string[]): void;
  row(values: readonly unknown[]): void;
  summary(): TableSummary;
  readonly rows: RowSet;
}

/** `shared`: the columns that both tables have, by whose values rows are compared. */
export function createTableTally(shared: readonly string[]): TableTally {
  const rows = createRowSet();
  let tallies: ColumnTally[] = [];
  let compared: number[] = [];
  const key: string[] = [];
  return {
    rows,
    head(names) {
      const unique = uniqueNames(names);
      tallies = unique.map(createTally);
      compared = shared.flatMap((name) => {
        const place = unique.indexOf(name);
        return place < 0 ? [] : [place];
      });
    },
    textRow(cells) {
      // what stands beyond the head belongs to no column
      for (let i = 0; i < tallies.length; i++) tallies[i]?.addText(cells[i] ?? "");
      for (let i = 0; i < compared.length; i++) key[i] = cells[compared[i] as number] ?? "";
      rows.add(key);
    },
    row(values) {
      for (let i = 0; i < tallies.length; i++) tallies[i]?.add(values[i]);
      for (let i = 0; i < compared.length; i++) key[i] = textOf(values[compared[i] as number]);
      rows.add(key);
    },
    summary: () => ({ rows: rows.size, columns: tallies.map((each) => each.summary()) }),
  };
}

export function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((given, i) => {
    const name = given === "" ? `column ${i + 1}` : given;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}.${times}`;
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return String(value.getTime());
  return typeof value === "object" ? JSON.stringify(value, plain) : String(value);
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
