import type { Cell, Points } from "./change";
import { NumberColumn, SeriesColumn, TextColumn } from "./columns";

/** Rows with an id, and typed columns that come into being when first written. Ordinals are given once and never again. */
export class Table {
  readonly texts = new Map<string, TextColumn>();
  readonly numbers = new Map<string, NumberColumn>();
  readonly series = new Map<string, SeriesColumn>();
  private readonly ordinals = new Map<string, number>();
  private readonly ids: (string | undefined)[] = [];
  private readonly changed: number[] = [];

  /** Rows read back from disk, null where one was purged. */
  static of(ids: readonly (string | null)[]): Table {
    const table = new Table();
    for (const id of ids) {
      if (id !== null) table.ordinals.set(id, table.ids.length);
      table.ids.push(id ?? undefined);
    }
    return table;
  }
  allIds(): (string | null)[] {
    return Array.from(this.ids, (id) => id ?? null);
  }
  /** Live rows. */
  get size(): number {
    return this.ordinals.size;
  }
  /** One more than the highest ordinal given. */
  get end(): number {
    return this.ids.length;
  }
  ordinal(id: string): number | undefined {
    return this.ordinals.get(id);
  }
  /** Undefined for a purged row. */
  id(ordinal: number): string | undefined {
    return this.ids[ordinal];
  }
  /** Grows with every change of a row: what was made from the row is good as long as this is the same. */
  changes(ordinal: number): number {
    return this.changed[ordinal] ?? 0;
  }
  *live(): Iterable<number> {
    for (let ordinal = 0; ordinal < this.ids.length; ordinal++) if (this.ids[ordinal] !== undefined) yield ordinal;
  }
  text(name: string, ordinal: number): string | undefined {
    return this.texts.get(name)?.get(ordinal);
  }
  number(name: string, ordinal: number): number | undefined {
    return this.numbers.get(name)?.get(ordinal);
  }

  addRow(id: string): number {
    const known = this.ordinals.get(id);
    if (known !== undefined) return known;
    const ordinal = this.ids.length;
    this.ids.push(id);
    this.changed[ordinal] = 0;
    this.ordinals.set(id, ordinal);
    return ordinal;
  }
  setCells(ordinal: number, cells: Readonly<Record<string, Cell>>): void {
    this.changed[ordinal] = this.changes(ordinal) + 1;
    for (const [name, cell] of Object.entries(cells)) {
      if (typeof cell === "string") columnOf(this.texts, name, TextColumn).set(ordinal, cell);
      else if (typeof cell === "number" && Number.isFinite(cell))
        columnOf(this.numbers, name, NumberColumn).set(ordinal, cell);
      else {
        this.texts.get(name)?.set(ordinal, undefined);
        this.numbers.get(name)?.set(ordinal, undefined);
      }
    }
  }
  addPoints(ordinal: number, points: Points): void {
    this.changed[ordinal] = this.changes(ordinal) + 1;
    const columns = points.names.map((name) => columnOf(this.series, name, SeriesColumn));
    for (let i = 0; i < points.values.length; i++)
      columns[points.series[i] as number]?.append(
        ordinal,
        points.values[i] as number,
        points.steps[i] as number,
        points.times[i] as number,
      );
  }
  purge(ordinal: number): void {
    const id = this.ids[ordinal];
    if (id === undefined) return;
    this.ids[ordinal] = undefined;
    this.changed[ordinal] = this.changes(ordinal) + 1;
    this.ordinals.delete(id);
    for (const column of this.texts.values()) column.set(ordinal, undefined);
    for (const column of this.numbers.values()) column.set(ordinal, undefined);
    for (const column of this.series.values()) column.clear(ordinal);
  }
}

function columnOf<T>(columns: Map<string, T>, name: string, kind: new () => T): T {
  const known = columns.get(name);
  if (known) return known;
  const column = new kind();
  columns.set(name, column);
  return column;
}
