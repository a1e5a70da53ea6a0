import type { Json, Op } from "./change";
import { Table } from "./table";

/** All that the journal says, in memory. Applying the same ops in the same order gives the same state, ordinals included. */
export class State {
  readonly collections = new Map<string, Map<string, Json>>();
  readonly tables = new Map<string, Table>();

  docs(name: string): Map<string, Json> {
    return take(this.collections, name, () => new Map());
  }
  table(name: string): Table {
    return take(this.tables, name, () => new Table());
  }
  apply(op: Op): void {
    switch (op.do) {
      case "put":
        this.docs(op.in).set(op.key, op.doc);
        return;
      case "drop":
        this.docs(op.in).delete(op.key);
        return;
      case "row":
        this.table(op.table).addRow(op.id);
        return;
      case "set":
        this.onRow(op, (table, ordinal) => table.setCells(ordinal, op.cells));
        return;
      case "points":
        this.onRow(op, (table, ordinal) => table.addPoints(ordinal, op.points));
        return;
      case "purge":
        this.onRow(op, (table, ordinal) => table.purge(ordinal));
        return;
      default:
        op satisfies never;
    }
  }
  /** A row may have been purged between a request's check and its commit; then there is nothing left to change. */
  private onRow(op: { table: string; id: string }, change: (table: Table, ordinal: number) => void): void {
    const table = this.table(op.table);
    const ordinal = table.ordinal(op.id);
    if (ordinal !== undefined) change(table, ordinal);
  }
}

function take<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
